import * as fc from 'fast-check';
import type { CommandPayloads } from '../../../domain/agreement/commands';
import { DAY, dateAt, iso, parseInstant } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PDF, SHA, type PaperAgreement } from '../../support/agreement';
import { inForce } from '../../support/in-force';

/** 书面通知 (§9): what counts as delivered, from when, and what follows where it does not arrive. */

const JUNE = '2027-06-01T09:00:00+08:00';
const issue = (a: PaperAgreement, more: Partial<CommandPayloads['notice.issue']> = {}) =>
  a.send('manager', 'notice.issue', { kind: 'general', party: 'provider', channel: 'email', text: 't-1', ...more });
const june = (): PaperAgreement => inForce().at(JUNE);
const deliver = (a: PaperAgreement, channel: 'email' | 'post', occurredAt?: string) =>
  a.send('operations', 'notice.deliver', { notice: 1, channel, proof: PDF }, occurredAt ? { occurredAt } : {});
const typeOf = (action: () => unknown) => failureOf(action).type;

describe('a notice is issued', () => {
  test('it gets the next number, a paper with its hash, and the one clock of its delivery', () => {
    const a = issue(issue(june()), { channel: 'post' });
    expect(a.state.written!.map(({ n, paper }) => [n, paper])).toEqual([
      [1, { kind: 'written-notice', version: 1, sha256: SHA }],
      [2, { kind: 'written-notice', version: 2, sha256: SHA }],
    ]);
    expect(a.deadline('notice.delivery/1')).toMatchObject({ owner: 'account-manager', state: 'open' });
    expect(a.state.deadlines.filter(({ id }) => /^(breach|termination|rescission)/.test(id))).toEqual([]);
  });

  test('by e-mail it leaves for the client with its paper; by post it does not', () => {
    const a = issue(issue(june()), { channel: 'post' });
    const mails = a.notices.filter(({ kind }) => kind === 'notice.issued');
    expect(mails).toMatchObject([{ to: 'client', data: { notice: 1, paper: 'written-notice', version: 1 } }]);
  });

  test('forgotten, it is the manager’s after five working days', () => {
    const a = issue(june()).at('2027-06-09T00:00:00+08:00');
    expect(a.deadline('notice.delivery/1')!.missedAt).toBeDefined();
    expect(a.happened('deadline.escalated')).toContainEqual({ id: 'notice.delivery/1', rung: 1, role: 'manager' });
  });

  test('only in ways that were agreed, by post in any case', () => {
    expect(failureOf(() => issue(june(), { channel: 'fax' }))).toMatchObject({ type: 'Invalid', field: 'channel' });
    expect(issue(june(), { channel: 'post' }).state.written).toHaveLength(1);
  });

  test('a delivery counts only in such a way too', () => {
    const byFax = { notice: 1, channel: 'fax', proof: PDF } as const;
    const wrong = { type: 'Invalid', field: 'channel' };
    const a = issue(june());
    expect(failureOf(() => a.send('operations', 'notice.deliver', byFax))).toMatchObject(wrong);
    const end = { party: 'client', channel: 'fax', proof: PDF, reason: 't-1' } as const;
    expect(failureOf(() => a.send('operations', 'notice.terminate', end))).toMatchObject(wrong);
    expect(a.state.ending).toBeUndefined();
  });

  test('what the client hands in itself through the platform is delivered with it', () => {
    const a = june().send('client', 'notice.issue', {
      kind: 'general',
      party: 'client',
      channel: 'platform',
      text: 't-1',
    });
    expect(a.state.written![0]!.delivery).toEqual({ channel: 'platform', at: parseInstant(JUNE) });
    expect(a.deadline('notice.delivery/1')).toBeUndefined();
    expect(a.notices.filter(({ kind }) => kind === 'notice.received').map(({ to }) => to)).toContain('manager');
    const byPost = () =>
      june().send('client', 'notice.issue', { kind: 'general', party: 'client', channel: 'post', text: 't-1' });
    expect(failureOf(byPost)).toMatchObject({ type: 'Invalid', field: 'channel' });
  });

  test('nobody speaks for the other side', () => {
    expect(typeOf(() => issue(june(), { party: 'client' }))).toBe('Forbidden');
    expect(
      typeOf(() =>
        june().send('head-of-service', 'notice.issue', {
          kind: 'general',
          party: 'client',
          channel: 'post',
          text: 't-1',
        }),
      ),
    ).toBe('Forbidden');
  });
});

describe('delivery', () => {
  test('by post from the postmark, also on a holiday: the date stands', () => {
    const a = issue(june().at('2027-06-12T09:00:00+08:00'), { channel: 'post' }).at('2027-06-20T09:00:00+08:00');
    deliver(a, 'post', '2027-06-13T08:00:00+08:00'); // a Sunday
    expect(iso(a.state.written![0]!.delivery!.at)).toBe('2027-06-13T08:00:00.000+08:00');
    expect(a.happened('notice.delivered')).toEqual([
      { kind: 'general', party: 'provider', channel: 'post', notice: 1 },
    ]);
    expect(a.deadline('notice.delivery/1')).toBeUndefined();
  });

  test('not before it was issued, and not twice, but for an earlier proof', () => {
    const a = issue(june()).at('2027-06-03T09:00:00+08:00');
    expect(failureOf(() => deliver(a, 'email', '2027-05-31T09:00:00+08:00'))).toMatchObject({ field: 'occurredAt' });
    deliver(a, 'email', '2027-06-02T09:00:00+08:00');
    expect(typeOf(() => deliver(a, 'post', '2027-06-02T09:00:00+08:00'))).toBe('NotNow');
    deliver(a, 'post', '2027-06-01T18:00:00+08:00');
    expect(a.state.written![0]!.delivery).toMatchObject({ channel: 'post', proof: SHA });
  });

  test('the client’s own acknowledgement is proven receipt, of the provider’s notices only', () => {
    const a = issue(june()).send('client', 'notice.acknowledge', { notice: 1 });
    expect(a.state.written![0]!.delivery).toEqual({ channel: 'platform', at: parseInstant(JUNE) });
    const own = june().send('operations', 'notice.issue', {
      kind: 'general',
      party: 'client',
      channel: 'post',
      text: 't-1',
    });
    expect(failureOf(() => own.send('client', 'notice.acknowledge', { notice: 1 })).field).toBe('notice');
    expect(failureOf(() => own.send('client', 'notice.acknowledge', { notice: 9 })).field).toBe('notice');
  });

  test('nobody acknowledges what has not been given to it', () => {
    const a = issue(june(), { channel: 'post' });
    const acknowledge = () => a.send('client', 'notice.acknowledge', { notice: 1 });
    expect(failureOf(acknowledge)).toMatchObject({ type: 'NotNow', field: 'notice' });
    expect(a.state.written![0]!.delivery).toBeUndefined();
  });

  test('a notice whose text could not be printed is not delivered', () => {
    const a = issue(june());
    delete a.state.written![0]!.paper!.sha256;
    expect(typeOf(() => deliver(a, 'email'))).toBe('NotNow');
  });
});

describe('an attempt that failed', () => {
  const attempt = (a: PaperAgreement, result: 'refused' | 'moved' | 'bounced', channel: 'email' | 'post' = 'email') =>
    a.send('operations', 'notice.attempt', { notice: 1, channel, result, note: 't-2' });

  test.each([
    ['refused', 'email', true],
    ['moved', 'email', true],
    ['bounced', 'email', false],
    ['refused', 'post', false],
  ] as const)('%s by %s: recorded, not delivered; post has to follow: %s', (result, channel, follows) => {
    const a = attempt(issue(june()), result, channel);
    expect(a.state.written![0]!.attempts).toMatchObject([{ channel, result, note: 't-2' }]);
    expect(a.state.written![0]!.delivery).toBeUndefined();
    expect(a.deadline('notice.post/1') !== undefined).toBe(follows);
    expect(a.deadline('notice.delivery/1')).toBeDefined();
  });

  test('the posted one ends both clocks', () => {
    const a = deliver(attempt(issue(june()), 'refused'), 'post');
    expect(a.state.deadlines.filter(({ id }) => id.startsWith('notice.'))).toEqual([]);
    expect(typeOf(() => attempt(a, 'refused'))).toBe('NotNow');
  });

  test('of a notice of termination made elsewhere: it is waited for all the same', () => {
    const a = june().send('operations', 'notice.attempt', { party: 'client', channel: 'email', result: 'bounced' });
    expect(a.deadline('notice.delivery/1')).toBeDefined();
    a.send('operations', 'notice.terminate', { party: 'client', channel: 'post', proof: PDF, reason: 't-1' });
    expect(a.state.written).toMatchObject([{ n: 1, kind: 'termination', text: 't-1', attempts: [{}], delivery: {} }]);
    expect(a.deadline('notice.delivery/1')).toBeUndefined();
  });
});

describe('a notice that was tried before it was issued', () => {
  test('keeps the clock of its delivery, and the miss of it', () => {
    const a = june().send('operations', 'notice.attempt', { channel: 'email', result: 'bounced' });
    a.at('2027-06-09T00:00:00+08:00');
    const before = a.deadline('notice.delivery/1')!;
    expect(before.missedAt).toBeDefined();
    issue(a, { kind: 'termination', channel: 'post' });
    expect(a.deadline('notice.delivery/1')).toEqual(before);
    expect(a.happened('deadline.set').filter(({ id }) => id === 'notice.delivery/1')).toHaveLength(1);
  });
});

describe('taken back', () => {
  const withdraw = (a: PaperAgreement) => a.send('manager', 'notice.withdraw', { notice: 1, reason: 't-3' });

  test('before it has arrived; then nothing can be done with it', () => {
    const a = withdraw(issue(june()));
    expect(a.state.written![0]!.dropped).toBe('withdrawn');
    expect(a.deadline('notice.delivery/1')).toBeUndefined();
    for (const action of [() => deliver(a, 'email'), () => withdraw(a)]) expect(typeOf(action)).toBe('NotNow');
  });

  test('not once it is delivered', () => {
    const a = deliver(issue(june()), 'email');
    expect(typeOf(() => withdraw(a))).toBe('NotNow');
  });
});

describe('a notice of termination by issue and delivery', () => {
  const end = (a: PaperAgreement): string | undefined => a.state.ending && dateAt(a.state.ending.endsAt - 1);

  test('nothing ends with its issue; thirty days after its delivery the agreement does', () => {
    const a = issue(june(), { kind: 'termination' });
    expect(a.state.ending).toBeUndefined();
    expect(a.state.written![0]!.paper).toMatchObject({ kind: 'termination-notice', version: 1 });
    expect(typeOf(() => issue(a, { kind: 'termination' }))).toBe('NotNow');
    deliver(a.at('2027-06-05T09:00:00+08:00'), 'email', '2027-06-04T10:00:00+08:00');
    expect(end(a)).toBe('2027-07-04');
    expect(a.documents.filter(({ kind }) => kind === 'termination-notice')).toHaveLength(1);
    expect(a.notices.filter(({ kind }) => kind === 'termination.notice').map(({ to }) => to)).toContain('client');
  });

  test('an earlier proof of the same notice moves the end, one point stands', () => {
    const a = issue(june(), { kind: 'termination' }).at('2027-06-08T09:00:00+08:00');
    deliver(a, 'email', '2027-06-07T10:00:00+08:00');
    deliver(a, 'post', '2027-06-02T10:00:00+08:00');
    expect(end(a)).toBe('2027-07-02');
    expect(a.state.deadlines.filter(({ id }) => id === 'termination.notice')).toHaveLength(1);
  });

  test('a paper that prints delivery and end is made anew where an earlier proof changes them', () => {
    const a = june().at('2027-06-08T09:00:00+08:00');
    const terminate = { party: 'client', channel: 'email', proof: PDF, reason: 't-1' } as const;
    a.send('operations', 'notice.terminate', terminate, { occurredAt: '2027-06-07T10:00:00+08:00' });
    const sent = () => a.notices.filter(({ kind, to }) => kind === 'termination.notice' && to === 'manager').at(-1);
    expect(sent()).toMatchObject({ data: { version: 1 } });
    deliver(a, 'post', '2027-06-07T08:00:00+08:00'); // the same day: nothing of what is printed changes
    expect(a.state.written![0]!.paper).toMatchObject({ version: 1 });
    deliver(a, 'post', '2027-06-02T10:00:00+08:00');
    expect(sent()).toMatchObject({ data: { version: 2 } });
    expect(a.ordered('termination-notice')).toMatchObject({ version: 2, data: { endsAt: a.state.ending!.endsAt } });
    expect(a.state.written![0]!.paper).toMatchObject({ version: 2, sha256: SHA });
  });

  test('whatever is proven in whatever order, the earliest proven delivery of all counts', () => {
    const day = fc.integer({ min: 0, max: 20 });
    const proof = fc.record({ party: fc.constantFrom('provider' as const, 'client' as const), day });
    fc.assert(
      fc.property(fc.array(proof, { minLength: 1, maxLength: 6 }), (proofs) => {
        const a = june();
        for (const party of ['provider', 'client'] as const)
          a.send('operations', 'notice.issue', { kind: 'termination', party, channel: 'post', text: 't-1' });
        a.at(parseInstant(JUNE) + 21 * DAY);
        for (const { party, day: n } of proofs) {
          const notice = party === 'provider' ? 1 : 2;
          const occurredAt = iso(parseInstant(JUNE) + n * DAY);
          const known = a.state.written![notice - 1]!.delivery?.at ?? Infinity;
          const say = () =>
            a.send('operations', 'notice.deliver', { notice, channel: 'post', proof: PDF }, { occurredAt });
          if (parseInstant(occurredAt) < known) say();
          else expect(typeOf(say)).toBe('NotNow');
        }
        const earliest = Math.min(...proofs.map(({ day: n }) => n));
        expect(end(a)).toBe(dateAt(parseInstant(JUNE) + (earliest + 30) * DAY));
      }),
      { numRuns: 50 },
    );
  });
});
