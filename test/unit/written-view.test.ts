import { noticeOf } from '../../api/views/written';
import type { WrittenNotice } from '../../domain/agreement/written-types';
import { SHA } from '../support/agreement';

/** What a client reads of a written notice (domain.md §9). */

const notice = (party: 'provider' | 'client'): WrittenNotice => ({
  ...{ n: 1, kind: 'general', party, channel: 'email', issuedAt: 0, text: 't-1' },
  attempts: [{ channel: 'email', at: 0, result: 'refused', note: 't-2', proof: SHA }],
});
const mail = { notice: 1, state: 'bounced', delivered_at: null };
const read = (party: 'provider' | 'client', outside: boolean) =>
  noticeOf(notice(party), mail, { no: 'A-1', text: (ref) => `text of ${ref}`, outside });

describe('how the provider tried to deliver its notice', () => {
  test('is not told to the client: neither words, nor proofs, nor the mail', () => {
    const shown = read('provider', true);
    expect(shown).toMatchObject({ notice: 1, text: 'text of t-1' });
    for (const kept of ['attempts', 'mail']) expect(shown).not.toHaveProperty(kept);
    expect(JSON.stringify(shown)).not.toContain('t-2');
  });

  test('is told to the house; and the client of its own', () => {
    const attempts = [{ result: 'refused', note: 'text of t-2', proof: { sha256: SHA } }];
    expect(read('provider', false)).toMatchObject({ attempts, mail: { state: 'bounced' } });
    expect(read('client', true)).toMatchObject({ attempts });
  });
});
