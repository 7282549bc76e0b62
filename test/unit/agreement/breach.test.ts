import * as fc from 'fast-check';
import type { CommandPayloads } from '../../../domain/agreement/commands';
import { dueInstant } from '../../../domain/deadline/deadline';
import { bundledCalendar } from '../../../calendar/load';
import { DAY, HOUR, iso, parseInstant, type Instant } from '../../../domain/time';
import { breachIsTheirs } from '../../../domain/reading';
import { failureOf } from '../../support/failure-of';
import { PDF, SHA, type PaperAgreement } from '../../support/agreement';
import { inForce } from '../../support/in-force';

/** 违约与补正 (§8, §9): record, notice that asks for the cure, fifteen working days from its delivery. */

const JUNE = parseInstant('2027-06-01T09:00:00+08:00');
const fifteen = (from: Instant): Instant =>
  dueInstant({ value: 15, unit: 'workday' }, from, { calendar: bundledCalendar() }).dueAt;

const record = (a: PaperAgreement, more: Partial<CommandPayloads['breach.record']> = {}) =>
  a.send('account-manager', 'breach.record', {
    party: 'client',
    clause: 'fees',
    facts: 't-1',
    amountFen: 100,
    ...more,
  });
const ask = (a: PaperAgreement, more: Partial<CommandPayloads['notice.issue']> = {}) =>
  a.send('manager', 'notice.issue', {
    kind: 'cure',
    party: 'provider',
    channel: 'email',
    text: 't-2',
    breach: 1,
    ...more,
  });
const deliver = (a: PaperAgreement, at: Instant = a.now) =>
  a.send('operations', 'notice.deliver', { notice: 1, channel: 'post', proof: PDF }, { occurredAt: iso(at) });
const breached = (): PaperAgreement => record(inForce().at(JUNE));
const curing = (): PaperAgreement => deliver(ask(breached()));
const uncured = (): PaperAgreement => {
  const a = curing();
  return a.at(a.deadline('breach.cure/1')!.dueAt);
};
const typeOf = (action: () => unknown) => failureOf(action).type;

describe('the record', () => {
  test('names who, what, which clause and how much, on paper; the manager has to do something about it', () => {
    const a = breached();
    expect(a.state.breaches).toMatchObject([
      {
        ...{ n: 1, party: 'client', recordedBy: 'provider', clause: 'fees', amountFen: 100, state: 'recorded' },
        paper: { kind: 'breach-record', version: 1, sha256: SHA },
      },
    ]);
    expect(a.deadline('breach.response/1')).toMatchObject({ owner: 'manager' });
    expect(a.deadline('breach.cure/1')).toBeUndefined();
  });

  test('of a clause that the agreement has; by the client only of the provider', () => {
    expect(failureOf(() => record(inForce().at(JUNE), { clause: 'nothing' }))).toMatchObject({ field: 'clause' });
    const own = () =>
      inForce().at(JUNE).send('client', 'breach.record', { party: 'client', clause: 'fees', facts: 't-1' });
    expect(typeOf(own)).toBe('Forbidden');
  });
});

describe('the cure period', () => {
  test('does not run before the notice is delivered, however long it has been issued', () => {
    const a = ask(breached()).at(JUNE + 30 * DAY);
    expect(a.deadline('breach.cure/1')).toBeUndefined();
    expect(a.state.breaches![0]!.state).toBe('recorded');
  });

  test('is fifteen working days from the delivery, owed by the side in breach', () => {
    const a = curing();
    expect(a.deadline('breach.cure/1')).toMatchObject({ owner: 'client', dueAt: fifteen(JUNE) });
    expect(a.deadline('breach.response/1')).toBeUndefined();
  });

  test('of the provider’s breach is the account manager’s, from the client’s own notice', () => {
    const a = inForce().at(JUNE);
    a.send('client', 'breach.record', { party: 'provider', clause: 'service', facts: 't-1' });
    a.send('client', 'notice.issue', { kind: 'cure', party: 'client', channel: 'platform', text: 't-2', breach: 1 });
    expect(a.deadline('breach.cure/1')).toMatchObject({ owner: 'account-manager', dueAt: fifteen(JUNE) });
  });

  test('runs as agreed', () => {
    const a = inForce().at(JUNE);
    a.state.standard = { 'breach.cure': { value: 3, unit: 'workday' } };
    deliver(ask(record(a)));
    expect(iso(a.deadline('breach.cure/1')!.dueAt)).toBe('2027-06-05T00:00:00.000+08:00');
  });

  test('is asked for once, by the other side, of a breach that is open', () => {
    expect(typeOf(() => ask(ask(breached())))).toBe('NotNow');
    expect(failureOf(() => ask(breached(), { breach: 7 }))).toMatchObject({ field: 'breach' });
    expect(failureOf(() => ask(breached(), { breach: undefined }))).toMatchObject({ field: 'breach' });
    const own = () =>
      breached().send('operations', 'notice.issue', {
        kind: 'cure',
        party: 'client',
        channel: 'post',
        text: 't-2',
        breach: 1,
      });
    expect(failureOf(own)).toMatchObject({ type: 'Invalid', field: 'party' });
  });

  test('no attempt, issue or bounce starts it; of all proven deliveries the earliest does', () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('attempt' as const), result: fc.constantFrom('refused', 'bounced', 'moved') }),
      fc.record({ what: fc.constant('deliver' as const), hours: fc.integer({ min: 0, max: 96 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const a = ask(breached()).at(JUNE + 97 * HOUR);
        let earliest = Infinity;
        for (const one of steps) {
          if (one.what === 'attempt') {
            const { result } = one as { result: 'refused' };
            const say = () => a.send('operations', 'notice.attempt', { notice: 1, channel: 'email', result });
            if (earliest < Infinity) expect(typeOf(say)).toBe('NotNow');
            else say();
          } else {
            const at = JUNE + one.hours * HOUR;
            if (at < earliest) deliver(a, at);
            else expect(typeOf(() => deliver(a, at))).toBe('NotNow');
            earliest = Math.min(earliest, at);
          }
        }
        expect(a.deadline('breach.cure/1')?.dueAt).toBe(earliest === Infinity ? undefined : fifteen(earliest));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a breach of the provider’s is the client’s to act on, for it alone may', () => {
  const begun = (): PaperAgreement =>
    inForce().at(JUNE).send('operations', 'breach.record', { party: 'provider', clause: 'service', facts: 't-1' });
  const told = (a: PaperAgreement, id: string) =>
    a.notices.filter(({ kind, data }) => kind === 'deadline.begun' && 'id' in data && data.id === id);

  test('what to do about it, with the house above hearing of a miss as of the manager’s', () => {
    const a = begun();
    const ladder = breached().deadline('breach.response/1')!.ladder;
    expect(a.deadline('breach.response/1')).toMatchObject({ owner: 'client', ladder });
    expect(told(a, 'breach.response/1').map(({ to }) => to)).toEqual(['client']);
    expect(breachIsTheirs(a.state.breaches![0]!, a.state)).toBe(true);
    expect(breachIsTheirs(breached().state.breaches![0]!, {})).toBe(false);
  });

  test('anew where the notice was taken back', () => {
    const cure = { kind: 'cure', party: 'client', channel: 'post', text: 't-2', breach: 1 } as const;
    const a = begun().send('operations', 'notice.issue', cure);
    a.send('client', 'notice.withdraw', { notice: 1, reason: 't-3' });
    expect(a.deadline('breach.response/1')).toMatchObject({ owner: 'client', n: 2 });
  });

  test('and what follows when it was not cured: the client is told', () => {
    const cure = { kind: 'cure', party: 'client', channel: 'platform', text: 't-2', breach: 1 } as const;
    const a = begun().send('client', 'notice.issue', cure);
    a.at(a.deadline('breach.cure/1')!.dueAt);
    expect(a.deadline('breach.decision/1')).toMatchObject({ owner: 'client', state: 'open' });
    const uncuredTold = (of: PaperAgreement) => of.notices.filter(({ kind }) => kind === 'breach.uncured');
    expect(uncuredTold(a)).toMatchObject([{ to: 'client', data: { breach: 1, party: 'provider' } }]);
    expect(uncuredTold(uncured())).toEqual([]);
  });
});

describe('cured or not', () => {
  const cured = (a: PaperAgreement, occurredAt?: Instant) =>
    a.send(
      'account-manager',
      'breach.cured',
      { breach: 1, proof: PDF },
      occurredAt ? { occurredAt: iso(occurredAt) } : {},
    );

  test('proof of the cure ends the period', () => {
    const a = cured(curing());
    expect(a.state.breaches![0]).toMatchObject({ state: 'cured', proof: SHA });
    expect(a.state.deadlines.filter(({ id }) => id.startsWith('breach.'))).toEqual([]);
    expect(typeOf(() => cured(a))).toBe('NotNow');
  });

  test('nobody certifies its own cure', () => {
    expect(typeOf(() => curing().send('client', 'breach.cured', { breach: 1, proof: PDF }))).toBe('Forbidden');
    const a = inForce()
      .at(JUNE)
      .send('client', 'breach.record', { party: 'provider', clause: 'service', facts: 't-1' });
    expect(typeOf(() => cured(a))).toBe('Forbidden');
    a.send('client', 'breach.cured', { breach: 1, proof: PDF });
    expect(a.state.breaches![0]!.state).toBe('cured');
  });

  test('before its notice has arrived: the notice need not be delivered any more', () => {
    const a = cured(ask(breached()));
    expect(a.state.written![0]!.dropped).toBe('withdrawn');
    expect(a.deadline('notice.delivery/1')).toBeUndefined();
  });

  test('when the period has ended nothing ends by itself: the manager decides', () => {
    const a = uncured();
    expect(a.state.breaches![0]!.state).toBe('uncured');
    expect(a.state.ending).toBeUndefined();
    expect(a.deadline('breach.decision/1')).toMatchObject({ owner: 'manager', state: 'open' });
    a.send('manager', 'breach.waive', { breach: 1, reason: 't-4' });
    expect(a.state.deadlines.filter(({ id }) => id.startsWith('breach.'))).toEqual([]);
  });

  test('cured in time but recorded late it is cured; after the period it is marked late', () => {
    const inTime = uncured().at(JUNE + 40 * DAY);
    cured(inTime, JUNE + 2 * DAY);
    expect(inTime.state.breaches![0]).not.toHaveProperty('late');
    const late = cured(uncured());
    expect(late.state.breaches![0]).toMatchObject({ state: 'cured', late: true });
  });

  test('a notice that was taken back is decided anew, as a run of its own', () => {
    const a = ask(breached()).send('manager', 'notice.withdraw', { notice: 1, reason: 't-3' });
    expect(a.deadline('breach.response/1')).toMatchObject({ n: 2, state: 'open' });
    ask(a);
    expect(a.state.breaches![0]!.notice).toBe(2);
  });
});
