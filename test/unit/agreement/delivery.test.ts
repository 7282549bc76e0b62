import { enterDrafting } from '../../../domain/agreement/drafting';
import { enterExecution } from '../../../domain/agreement/execution';
import { enterReview } from '../../../domain/agreement/review';
import type { Terms } from '../../../domain/agreement/types';
import { detailOf, type AgreementRow } from '../../../api/views/agreement';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement, PDF, SHA } from '../../support/agreement';
import { sampleDraft } from '../../support/documents';

const V1 = { version: 1, sha256: SHA };
const FILE = { ...PDF, sha256: 'b'.repeat(64) };
const BY_MAIL = { version: 1, channel: 'email', proof: PDF } as const;

/** Both desks have approved; nothing is delivered yet. */
function approved(terms: Partial<Terms> = {}): PaperAgreement {
  const a = new PaperAgreement(terms);
  a.state.intake.requirements = sampleDraft.personalised.map((p) => ({ key: p.requirement, text: 't-1' }));
  a.state.deadlines = [];
  return a
    .change(enterDrafting)
    .send('account-manager', 'draft.submit', { draft: sampleDraft })
    .change(enterReview)
    .send('legal', 'review.legal.approve', V1)
    .send('service-review', 'review.service.approve', V1);
}

/** The client's window has ended without an answer. */
const silent = (a: PaperAgreement) => a.at(a.deadline('review.client')!.dueAt).state.review!;

describe('silence accepts what was agreed in writing beforehand, recorded with its document (§3.3)', () => {
  const agree = (a: PaperAgreement, agreedOn = '2026-11-02') =>
    a.send('account-manager', 'consent.deemed-acceptance', { upload: FILE, agreedOn });

  test('handed in before the delivery it holds, and the detail shows where the document is', () => {
    const a = agree(approved());
    expect(a.happened('consent.deemed-acceptance')).toEqual([{ agreedOn: '2026-11-02', document: FILE.sha256 }]);
    const row = { no: a.state.no, phase: 'review', waiting_for: 'nobody' } as AgreementRow;
    const opened = { text: String, name: String, parties: undefined };
    expect(detailOf(row, a.state, opened).terms).toMatchObject({
      deemedAcceptance: { document: FILE, href: expect.stringMatching(/\/uploads\/u-[\w-]{22}$/) as string },
    });
    expect(silent(a.send('account-manager', 'review.deliver', BY_MAIL)).client).toBe('deemed-accepted');
    expect(a.happened('review.deemed-accepted')).toEqual([{ document: FILE.sha256 }]);
  });

  test('a hash without its document is no record of it: the window lapses', () => {
    const a = approved({ deemedAcceptance: { sha256: SHA, agreedOn: '2026-10-01' } });
    expect(silent(a.send('account-manager', 'review.deliver', BY_MAIL))).toMatchObject({ lapsed: true });
  });

  test('after the delivery it comes too late', () => {
    const a = approved().send('account-manager', 'review.deliver', BY_MAIL);
    expect(failureOf(() => agree(a)).type).toBe('NotNow');
  });

  test('agreed after the day of a delivery that is recorded later, it was not beforehand', () => {
    const a = agree(approved().at('2026-11-04T09:00:00+08:00'), '2026-11-04');
    a.send('account-manager', 'review.deliver', BY_MAIL, { occurredAt: '2026-11-03T09:00:00+08:00' });
    expect(silent(a)).toMatchObject({ lapsed: true });
  });

  test('a day that has not come is refused', () => {
    expect(failureOf(() => agree(approved(), '2026-11-03'))).toMatchObject({ type: 'Invalid', field: 'agreedOn' });
  });
});

describe('a notice that did not arrive is no delivery, the attempt is recorded (§9)', () => {
  test.each([
    ['refused', 'email', true],
    ['moved', 'fax', true],
    ['bounced', 'email', false],
    ['refused', 'post', false],
  ] as const)('the draft %s by %s: nothing runs, post follows: %s', (result, channel, follows) => {
    const a = approved().send('operations', 'notice.attempt', { channel, result, proof: PDF });
    expect(a.happened('notice.attempted')).toEqual([
      { kind: 'draft', party: 'provider', channel, result, proof: SHA, ...(follows && { follow: 'post' }) },
    ]);
    expect(a.state.review!.deliveredAt).toBeUndefined();
    expect(a.deadline('review.client')).toBeUndefined();
    expect(a.deadline('review.delivery')).toBeDefined();
  });

  test('not before there is a draft to deliver, nor once it is delivered', () => {
    const attempt = (a: PaperAgreement) => failureOf(() => a.send('operations', 'notice.attempt', REFUSED)).type;
    expect(attempt(new PaperAgreement())).toBe('NotNow');
    expect(attempt(approved().send('account-manager', 'review.deliver', BY_MAIL))).toBe('NotNow');
  });

  const REFUSED = { channel: 'email', result: 'refused' } as const;
  const inForce = (): PaperAgreement => {
    const a = new PaperAgreement({}, '2027-01-01T00:00:00+08:00');
    Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
    return a.change(enterExecution).at('2027-06-01T09:00:00+08:00');
  };

  test('a notice of termination that was refused ends nothing; the posted one does', () => {
    const a = inForce().send('operations', 'notice.attempt', { ...REFUSED, party: 'client' });
    expect(a.happened('notice.attempted')).toMatchObject([{ kind: 'termination', party: 'client', follow: 'post' }]);
    expect(a.state.ending).toBeUndefined();
    a.send('operations', 'notice.terminate', { party: 'client', channel: 'post', proof: PDF, reason: 't-1' });
    expect(a.state.ending).toBeDefined();
    expect(failureOf(() => a.send('operations', 'notice.attempt', { ...REFUSED, party: 'client' })).type).toBe(
      'NotNow',
    );
  });

  test('a manager records the provider’s attempts only', () => {
    const attempt = () => inForce().send('manager', 'notice.attempt', { ...REFUSED, party: 'client' });
    expect(failureOf(attempt)).toMatchObject({ type: 'Forbidden', field: 'party' });
  });
});
