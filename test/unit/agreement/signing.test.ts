import { projectionOf } from '../../../activities/projections';
import { enterDrafting } from '../../../domain/agreement/drafting';
import { enterExecution } from '../../../domain/agreement/execution';
import { firstDayMoved } from '../../../domain/agreement/evaluation';
import { enterSigning, signatureRule, signingOutcome } from '../../../domain/agreement/signing';
import type { Seal } from '../../../domain/agreement/commands';
import type { Party, Terms } from '../../../domain/agreement/types';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement, PDF, SHA, TERMS } from '../../support/agreement';

const V1 = { version: 1, sha256: SHA };
const BOTH: Seal[] = ['company-seal', 'legal-representative'];

function inSigning(terms: Partial<Terms> = {}): PaperAgreement {
  const a = new PaperAgreement(terms);
  a.state.deadlines = [];
  a.state.draft = { version: 1, sha256: SHA, pages: 2, drafter: 'p-account-manager' };
  return a.change(enterSigning);
}

const sign = (a: PaperAgreement, party: Party, signedOn: string, seals: Seal[] = BOTH): PaperAgreement =>
  a.send('operations', 'signature.record', { ...V1, party, seals, signedOn, scan: PDF, originalsAt: 't-1' });

const attest = (a: PaperAgreement, party: Party, id = 'p-second'): PaperAgreement =>
  a.send(
    'operations',
    'signature.attest',
    { party, scanSha256: SHA, pages: [1, 2], names: true, seals: true, dates: true },
    { id },
  );

const signBoth = (a: PaperAgreement, provider: string, client: string): PaperAgreement =>
  attest(attest(sign(sign(a, 'provider', provider), 'client', client), 'provider'), 'client');

/** The first and the last day of the term as lists show them. */
function recordedTerm({ state, now }: PaperAgreement): unknown[] {
  const batch = {
    workflowId: 'w',
    version: 1,
    recordedAt: now,
    state,
    waitingFor: 'nobody',
    attention: 'none',
  } as const;
  const { row } = projectionOf({ ...batch, events: [], deadlines: [], notices: [], documents: [] });
  return [row['term_start'], row['term_end']];
}

describe('signing on paper (§3.4)', () => {
  test('the window is ten working days', () => {
    expect(iso(inSigning().deadline('signing')!.dueAt)).toBe('2026-11-17T00:00:00.000+08:00');
  });

  test.each([
    ['provider', 'enterprise', ['company-seal'], false],
    ['provider', 'enterprise', ['company-seal', 'legal-representative'], true],
    ['provider', 'natural-person', ['company-seal'], false],
    ['provider', 'natural-person', ['signature'], true],
    ['client', 'enterprise', ['legal-representative'], false],
    ['client', 'enterprise', ['company-seal', 'authorised-representative'], true],
  ] as const)('%s (%s) with %j: valid is %s', (party, providerKind, seals, valid) => {
    const { need } = signatureRule(party, { ...TERMS, providerKind });
    expect(need.some((set) => set.every((mark) => (seals as readonly Seal[]).includes(mark)))).toBe(valid);
    const record = () => sign(inSigning({ providerKind }), party, '2026-11-02', [...seals]);
    if (seals.includes('authorised-representative' as never)) expect(failureOf(record).field).toBe('authorisation');
    else if (valid) expect(record().state.signatures[party]).toBeDefined();
    else expect(failureOf(record)).toMatchObject({ type: 'Invalid', field: 'seals' });
  });

  test('a second person checks the scan, every page of it', () => {
    const a = sign(inSigning(), 'client', '2026-11-02');
    expect(failureOf(() => attest(a, 'client', 'p-operations')).type).toBe('FourEyes');
    expect(
      failureOf(() =>
        a.send(
          'operations',
          'signature.attest',
          { party: 'client', scanSha256: SHA, pages: [2], names: true, seals: true, dates: true },
          { id: 'p-second' },
        ),
      ),
    ).toMatchObject({ type: 'Invalid', field: 'pages' });
  });

  test('in force on the day the last side signed, even when uploaded late', () => {
    const a = signBoth(inSigning().at('2026-11-10T09:00:00+08:00'), '2026-11-03', '2026-11-05');
    expect(a.state).toMatchObject({ effectiveOn: '2026-11-05', termEnd: '2027-11-04' });
    expect(signingOutcome(a.state)).toBe('in-force');
  });

  test('a later agreed first day is awaited', () => {
    const a = signBoth(inSigning({ startsOn: '2027-01-01' }), '2026-11-02', '2026-11-02');
    expect(a.state).toMatchObject({ effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
    expect(signingOutcome(a.state)).toBeUndefined();
    expect(signingOutcome(a.at('2027-01-01T00:00:00+08:00').state)).toBe('in-force');
  });

  test('signed after the agreed first day: in force from then, and the printed last day stays', () => {
    const terms = { startsOn: '2026-11-02', termMonths: 1 };
    const a = signBoth(inSigning(terms).at('2026-11-10T09:00:00+08:00'), '2026-11-03', '2026-11-09');
    expect(a.state).toMatchObject({ effectiveOn: '2026-11-09', termEnd: '2026-12-01' });
    a.change(enterExecution); // thirty days before the expiry it was not in force: evaluated from its first day
    expect(iso(a.deadline('evaluation.start')!.dueAt)).toBe('2026-11-09T00:00:00.000+08:00');
  });

  test('a successor signed after its first day ends with its printed last day as well', () => {
    const a = inSigning({ startsOn: '2026-11-01', termMonths: 12 });
    Object.assign(a.state, { predecessor: '2025-客户维护-007' });
    signBoth(a.at('2026-11-10T09:00:00+08:00'), '2026-11-09', '2026-11-09');
    expect(a.state).toMatchObject({ effectiveOn: '2026-11-09', termEnd: '2027-10-31' });
  });

  test('nobody signs on a day after the agreed term, however short it was', () => {
    const a = inSigning({ startsOn: '2026-10-05', termMonths: 1 }); // to 2026-11-04
    sign(a.at('2026-11-04T09:00:00+08:00'), 'provider', '2026-11-04');
    expect(failureOf(() => sign(a.at('2026-11-05T09:00:00+08:00'), 'client', '2026-11-05'))).toMatchObject({
      type: 'Invalid',
      field: 'signedOn',
    });
  });

  test('a condition fulfilled in time but recorded after its day keeps its miss, marked recorded late', () => {
    const a = signBoth(inSigning({ condition: { text: 't-1', dueOn: '2026-11-20' } }), '2026-11-02', '2026-11-02');
    a.at('2026-11-23T09:00:00+08:00').send('operations', 'condition.fulfil', { on: '2026-11-20' });
    expect(a.happened('deadline.met').at(-1)).toEqual({ id: 'effectiveness', recordedLate: true, late: true });
    expect(a.state.effectiveOn).toBe('2026-11-20');
    const late = signBoth(inSigning({ condition: { text: 't-1', dueOn: '2026-11-20' } }), '2026-11-02', '2026-11-02');
    late.at('2026-11-23T09:00:00+08:00').send('operations', 'condition.fulfil', { on: '2026-11-21' });
    expect(late.happened('deadline.met').at(-1)).toEqual({ id: 'effectiveness', late: true });
  });

  test('a condition fulfilled after the agreed term brings nothing into force, nor is it awaited that long', () => {
    const terms = { startsOn: '2026-10-10', termMonths: 1, condition: { text: 't-1', dueOn: '2026-11-05' } };
    const a = signBoth(inSigning(terms), '2026-11-02', '2026-11-02').at('2026-11-06T09:00:00+08:00');
    const extend = (until: string) => () => a.send('manager', 'condition.decide', { answer: 'extend', until });
    expect(failureOf(extend('2026-11-10'))).toMatchObject({ type: 'Invalid', field: 'until' });
    extend('2026-11-09')().at('2026-11-10T09:00:00+08:00');
    const fulfil = (on: string) => () => a.send('operations', 'condition.fulfil', { on });
    expect(failureOf(fulfil('2026-11-10'))).toMatchObject({ type: 'Invalid', field: 'on' });
    fulfil('2026-11-09')();
    expect(a.state).toMatchObject({ effectiveOn: '2026-11-09', termEnd: '2026-11-09' });
  });

  test('a lapsed window goes to the manager; signatures of the lapsed round are not used again', () => {
    const a = sign(inSigning(), 'provider', '2026-11-02').at('2026-11-17T09:00:00+08:00');
    expect(failureOf(() => sign(a, 'client', '2026-11-16')).type).toBe('NotNow');
    a.send('manager', 'signing.lapse.decide', { answer: 'extend' });
    expect(a.state.signatures).toEqual({});
    expect(iso(a.deadline('signing')!.dueAt)).toBe('2026-12-02T00:00:00.000+08:00');
  });

  test('an agreed condition is awaited with a day of its own, then the manager decides', () => {
    const condition = { text: 't-1', dueOn: '2026-11-20' };
    const a = signBoth(inSigning({ condition }), '2026-11-02', '2026-11-02');
    expect(signingOutcome(a.state)).toBeUndefined();
    expect(iso(a.deadline('effectiveness')!.dueAt)).toBe('2026-11-21T00:00:00.000+08:00');
    const { data } = a.notices.find(({ kind, to }) => kind === 'signing.completed' && to === 'client')!;
    expect(data).toEqual({ lastSignedOn: '2026-11-02', until: '2026-11-20', signed: { provider: SHA, client: SHA } });
    expect(a.notices.some(({ kind }) => kind === 'agreement.effective')).toBe(false);
    a.at('2026-11-21T00:00:00+08:00');
    expect(a.deadline('effectiveness.lapse')!.owner).toBe('manager');
    a.send('manager', 'condition.decide', { answer: 'extend', until: '2026-12-01' }).send(
      'operations',
      'condition.fulfil',
      { on: '2026-11-21' },
    );
    expect(a.state.effectiveOn).toBe('2026-11-21');
    expect(signingOutcome(a.state)).toBe('in-force');
  });

  test('closing needs a reason, a lapsed window as well as a condition that was not fulfilled', () => {
    const lapsed = inSigning().at('2026-11-17T09:00:00+08:00');
    const condition = { text: 't-1', dueOn: '2026-11-20' };
    const unfulfilled = signBoth(inSigning({ condition }), '2026-11-02', '2026-11-02').at('2026-11-21T00:00:00+08:00');
    for (const [a, name] of [
      [lapsed, 'signing.lapse.decide'],
      [unfulfilled, 'condition.decide'],
    ] as const) {
      expect(failureOf(() => a.send('manager', name, { answer: 'close' }))).toMatchObject({
        type: 'Invalid',
        field: 'reason',
      });
      expect(a.send('manager', name, { answer: 'close', reason: 't-1' }).state.outcome).toBe('closed');
    }
  });

  test('what awaits its condition, or was closed because it failed, has no first day on record', () => {
    const condition = { text: 't-1', dueOn: '2026-11-20' };
    const signed = () => signBoth(inSigning({ condition }), '2026-11-02', '2026-11-02');
    expect(recordedTerm(signed())).toEqual([null, null]);
    const closed = signed().at('2026-11-21T00:00:00+08:00');
    expect(recordedTerm(closed)).toEqual([null, null]);
    closed.send('manager', 'condition.decide', { answer: 'close', reason: 't-1' });
    expect(closed.deadline('effectiveness.lapse')).toBeUndefined();
    expect(recordedTerm(closed)).toEqual([null, null]);
    const fulfilled = signed().send('operations', 'condition.fulfil', { on: '2026-11-02' });
    expect(recordedTerm(fulfilled)).toEqual(['2026-11-02', '2027-11-01']);
  });

  test('a scan with fewer pages than the file is refused', () => {
    const short = { ...V1, party: 'client', seals: BOTH, signedOn: '2026-11-02', originalsAt: 't-1' } as const;
    const record = (pages: number) => () =>
      inSigning().send('operations', 'signature.record', {
        ...short,
        seals: [...BOTH],
        scan: { ...PDF, pages },
      });
    expect(failureOf(record(1))).toMatchObject({ type: 'Invalid', field: 'scan' });
    expect(record(2)().state.signatures.client).toBeDefined();
  });

  test('signed but not yet in force: notice ends it, and nothing is left to hand over', () => {
    const a = signBoth(inSigning({ startsOn: '2027-01-01' }), '2026-11-02', '2026-11-02');
    a.send('client', 'notice.terminate', { party: 'client', channel: 'platform', reason: 't-1' });
    a.at('2026-12-03T00:00:00+08:00');
    expect(a.state.outcome).toBe('terminated');
    expect(a.deadline('handover')).toBeUndefined();
  });

  test('when the old agreement goes on longer, the successor in signing is drafted anew from its new first day', () => {
    const a = sign(inSigning({ startsOn: '2027-01-01' }), 'provider', '2026-11-02');
    a.change((book) => firstDayMoved(book, '2027-03-01'));
    expect(signingOutcome(a.state)).toBe('redraft');
    a.change(enterDrafting);
    expect(a.state).toMatchObject({ signatures: {}, terms: { startsOn: '2027-03-01' } });
    expect(a.deadline('signing')).toBeUndefined();
    expect(signingOutcome(a.state)).toBeUndefined();
  });

  test('after both have signed nobody withdraws any more', () => {
    const a = signBoth(inSigning({ startsOn: '2027-01-01' }), '2026-11-02', '2026-11-02');
    expect(failureOf(() => a.send('client', 'agreement.withdraw', { reason: 't-1' })).type).toBe('NotNow');
  });
});
