import { DAY, iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import type { PaperAgreement } from '../../support/agreement';
import { approve, attest, june, propose, sign, signed } from '../../support/amendment';

/** 补充协议的签署期届满 (§9): the clock decides nothing, the manager does, and what was signed counts until then. */

const waiting = (): PaperAgreement => approve(propose(june(), { effectiveOn: '2027-07-20' }));
const dueOf = (a: PaperAgreement): number => a.deadline('amendment.signing/1')!.dueAt;
const lapsed = (a = waiting()): PaperAgreement => a.at(dueOf(a));
const stateOf = (a: PaperAgreement) => a.state.amendments![0]!.state;
const decide = (a: PaperAgreement, answer: 'extend' | 'close', reason?: string) =>
  a.send('manager', 'amendment.lapse.decide', { amendment: 1, answer, ...(reason && { reason }) });

test('the window ends: it is missed, nothing is void, and the manager is asked for two working days', () => {
  const a = lapsed(sign(waiting(), 'client'));
  expect(stateOf(a)).toBe('signing');
  expect(a.happened('deadline.missed')).toMatchObject([{ id: 'amendment.signing/1' }]);
  expect(a.deadline('amendment.lapse/1')).toMatchObject({ owner: 'manager', target: { value: 2, unit: 'workday' } });
  expect(a.notices.filter(({ kind }) => kind === 'amendment.lapsed')).toMatchObject([
    { to: 'manager', data: { amendment: 1 } },
  ]);
  a.at('2027-07-19T09:00:00+08:00');
  expect(stateOf(a)).toBe('signing'); // nor is it when he is late
});

test('what both signed in time and is recorded late counts, as met in time and recorded late', () => {
  const a = signed(lapsed(), '2027-06-02');
  expect(stateOf(a)).toBe('agreed');
  expect(a.happened('deadline.met')).toContainEqual(
    expect.objectContaining({ id: 'amendment.signing/1', recordedLate: true }),
  );
  expect(a.deadline('amendment.lapse/1')).toBeUndefined();
  expect(a.deadline('amendment.effective/1')).toBeDefined();
});

test('attested late only, it counts too', () => {
  const a = lapsed(sign(sign(waiting(), 'client'), 'provider'));
  expect(stateOf(attest(attest(a, 'client'), 'provider'))).toBe('agreed');
});

test('signed after the window and before the decision it counts, late', () => {
  const a = lapsed();
  a.at(a.now + 9 * 3_600_000);
  signed(a, iso(a.now).slice(0, 10));
  expect(stateOf(a)).toBe('agreed');
  const met = a.happened('deadline.met').find(({ id }) => id === 'amendment.signing/1');
  expect(met).toMatchObject({ late: true });
  expect(met).not.toHaveProperty('recordedLate');
});

test('closed, with its reason: it is over, both sides are told, and what had been agreed stays', () => {
  const a = lapsed();
  expect(failureOf(() => decide(a, 'close'))).toMatchObject({ type: 'Invalid', field: 'reason' });
  decide(a, 'close', 't-4');
  expect(stateOf(a)).toBe('lapsed');
  expect(a.state.deadlines.filter(({ id }) => id.startsWith('amendment.'))).toEqual([]);
  expect(a.notices.filter(({ kind }) => kind === 'amendment.ended').map(({ to }) => to)).toEqual([
    'account-manager',
    'manager',
    'client',
  ]);
  expect(failureOf(() => sign(a, 'provider')).type).toBe('NotNow');
  expect(a.at('2027-07-21T00:00:00+08:00').state.standard['breach.cure']).toBeUndefined();
});

test('extended: another window, as its next run, and the signature that was given stays', () => {
  const a = decide(lapsed(attest(sign(waiting(), 'client'), 'client')), 'extend');
  expect(a.deadline('amendment.lapse/1')).toBeUndefined();
  expect(a.deadline('amendment.signing/1')).toMatchObject({ state: 'open', n: 2, startedAt: a.now });
  expect(a.notices.filter(({ kind }) => kind === 'amendment.to-sign')).toHaveLength(2);
  expect(stateOf(attest(sign(a, 'provider', '2027-06-02'), 'provider'))).toBe('agreed');
});

test('missed again, he is asked again', () => {
  const a = lapsed(decide(lapsed(), 'extend'));
  expect(a.deadline('amendment.lapse/1')).toMatchObject({ state: 'open', n: 2 });
});

test('there is nothing to decide before the window has ended', () => {
  expect(failureOf(() => decide(waiting(), 'close', 't-4')).type).toBe('NotNow');
  const a = lapsed();
  const late = () => decide(decide(a, 'close', 't-4'), 'extend');
  expect(failureOf(late).type).toBe('NotNow');
});

test('one side refuses while the other has not signed, and not any more when both have', () => {
  const refuse = (a: PaperAgreement) => a.send('client', 'amendment.refuse', { amendment: 1, reason: 't-3' });
  expect(stateOf(refuse(sign(waiting(), 'provider')))).toBe('refused');
  expect(stateOf(refuse(lapsed()))).toBe('refused');
  const both = sign(sign(waiting(), 'provider'), 'client');
  expect(failureOf(() => refuse(both)).type).toBe('NotNow');
  expect(failureOf(() => refuse(both.at(dueOf(both) + DAY))).type).toBe('NotNow');
});
