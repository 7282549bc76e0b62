import { enterEvaluation, verdict } from '../../../domain/agreement/evaluation';
import { enterExecution } from '../../../domain/agreement/execution';
import { upgrade } from '../../../domain/agreement/open';
import { enterSigning } from '../../../domain/agreement/signing';
import { humanTime, waitingFor } from '../../../domain/agreement/view';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement, PDF, SHA } from '../../support/agreement';

function inForce(): PaperAgreement {
  const a = new PaperAgreement({}, '2027-01-01T00:00:00+08:00');
  Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
  return a.change(enterExecution);
}

test('a client speaks for now: it cannot date its own notice back', () => {
  const a = inForce().at('2027-06-01T09:00:00+08:00');
  const notice = { party: 'client', channel: 'email', reason: 't-1' } as const; // refused before any proof is looked at
  const early = { occurredAt: '2027-05-01T09:00:00+08:00' };
  expect(failureOf(() => a.send('client', 'notice.terminate', notice, early))).toMatchObject({ field: 'occurredAt' });
  expect(a.state.ending).toBeUndefined();
});

test('nobody gives notice before both have signed', () => {
  const a = inForce().at('2027-06-01T09:00:00+08:00');
  const notice = { party: 'client', channel: 'post', proof: PDF, reason: 't-1' } as const;
  const early = { occurredAt: '2026-05-01T09:00:00+08:00' };
  expect(failureOf(() => a.send('operations', 'notice.terminate', notice, early))).toMatchObject({
    field: 'occurredAt',
  });
});

test('an agreed target without a figure is not assessable', () => {
  const good = { satisfaction: 90, onTimePercent: 99, responseHours: 3 };
  expect(verdict(good, ['retention'])).toBe('not-assessable');
  expect(verdict({ ...good, targets: { retention: true } }, ['retention'])).toBe('passed');
});

test('expiry counts from 24:00 of the last day, however late the wake-up', () => {
  const a = inForce();
  a.state.deadlines = a.state.deadlines.filter((d) => /^(evaluation|term)/.test(d.id));
  a.at('2027-12-02T00:00:00+08:00').change(enterEvaluation).at('2028-01-03T10:00:00+08:00');
  expect(iso(a.state.ending!.endsAt)).toBe('2028-01-01T00:00:00.000+08:00');
});

test('whoever owes what was missed cannot silence the ladder', () => {
  const a = inForce().at('2027-01-12T09:00:00+08:00');
  const call = { id: 'execution.plan', note: 't-1' };
  expect(failureOf(() => a.send('account-manager', 'deadline.acknowledge', call)).type).toBe('Forbidden');
  const told = () => a.notices.filter((n) => n.kind === 'deadline.escalation').length;
  const before = told();
  a.send('manager', 'deadline.acknowledge', call).at('2027-01-14T09:00:00+08:00');
  expect(told()).toBe(before); // it would have climbed twice more
});

test('a miss that somebody has taken up climbs on after five working days if it is still there', () => {
  const a = inForce().at('2027-01-12T09:00:00+08:00');
  a.send('manager', 'deadline.acknowledge', { id: 'execution.plan', note: 't-1' });
  const before = a.notices.length;
  a.at('2027-01-19T23:59:00+08:00');
  expect(a.notices.slice(before).filter((n) => n.kind === 'deadline.escalation')).toHaveLength(0);
  a.at('2027-01-20T00:00:00+08:00');
  expect(a.notices.slice(before).filter((n) => n.kind === 'deadline.escalation')).toHaveLength(1);
});

test('when one side has confirmed, the deadline waits for the other, who is told', () => {
  const a = inForce().at('2027-12-02T00:00:00+08:00').change(enterEvaluation);
  expect(a.deadline('evaluation.confirm')).toMatchObject({ owner: 'client', jointly: 'manager' });
  a.send('client', 'evaluation.confirm', { party: 'client', version: 1 });
  expect(a.deadline('evaluation.confirm')).toMatchObject({ owner: 'manager' });
  expect(a.deadline('evaluation.confirm')!.jointly).toBeUndefined();
  expect(a.notices.at(-1)).toMatchObject({ kind: 'deadline.your-turn', to: 'manager' });
});

test('of a deadline that two owe, both are warned and both told of the miss', () => {
  const a = inForce().at('2027-12-02T00:00:00+08:00').change(enterEvaluation).at('2027-12-08T09:00:00+08:00');
  a.at('2027-12-10T09:00:00+08:00');
  for (const kind of ['deadline.warning', 'deadline.missed'])
    expect(a.notices.filter((n) => n.kind === kind).map((n) => n.to)).toEqual(
      expect.arrayContaining(['client', 'manager']),
    );
});

test('after a lapse it waits for the one who decides', () => {
  const a = new PaperAgreement();
  a.state.deadlines = [];
  a.state.draft = { version: 1, sha256: SHA, pages: 1, drafter: 'p-1' };
  a.change(enterSigning).at('2026-11-17T09:00:00+08:00');
  expect(waitingFor(a.state)).toBe('manager');
});

test('a signature date by which the term would be over is refused', () => {
  const a = new PaperAgreement();
  a.state.draft = { version: 1, sha256: SHA, pages: 1, drafter: 'p-1' };
  a.change(enterSigning);
  const signed = {
    version: 1,
    sha256: SHA,
    party: 'client',
    seals: ['company-seal', 'legal-representative'],
    scan: PDF,
  } as const;
  const record = () =>
    a.send('operations', 'signature.record', {
      ...signed,
      seals: [...signed.seals],
      signedOn: '2020-03-01',
      originalsAt: 't-1',
    });
  expect(failureOf(record)).toMatchObject({ type: 'Invalid', field: 'signedOn' });
});

test('a snapshot of an older build keeps the versions of its documents', () => {
  const { documents: _now, ...state } = inForce().state;
  const lastNumber = { ...state.lastNumber, documents: { agreement: 2 } };
  const upgraded = upgrade({ ...state, lastNumber } as unknown as Parameters<typeof upgrade>[0]);
  expect(upgraded.documents).toEqual({ agreement: 2 });
  expect(upgraded.lastNumber).toEqual(state.lastNumber);
  expect(upgrade(upgraded)).toEqual(upgraded);
});

test('only exact midnight is the 24:00 of the day before; a wake-up milliseconds later is not', () => {
  const midnight = Date.parse('2026-12-17T00:00:00+08:00');
  expect(humanTime(midnight)).toBe('2026-12-16 24:00');
  expect(humanTime(midnight + 38)).toBe('2026-12-17 00:00');
});
