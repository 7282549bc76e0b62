import { enterTermination, terminationOutcome } from '../../../domain/agreement/ending';
import {
  enterEvaluation,
  enterRenewal,
  evaluationOutcome,
  renewalOutcome,
  successorNews,
  verdict,
} from '../../../domain/agreement/evaluation';
import { enterExecution, executionOutcome, resumeExecution } from '../../../domain/agreement/execution';
import { forecast } from '../../../domain/agreement/forecast';
import { attention, currentDetails } from '../../../domain/agreement/view';
import type { Figures, Terms } from '../../../domain/agreement/types';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement, PDF, SHA } from '../../support/agreement';

const GOOD: Figures = { satisfaction: 85, onTimePercent: 95, responseHours: 24 };

/** In force from 2027-01-01 to 2027-12-31. */
function inForce(terms: Partial<Terms> = {}): PaperAgreement {
  const a = new PaperAgreement(terms, '2027-01-01T00:00:00+08:00');
  Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
  return a.change(enterExecution);
}

function inEvaluation(figures: Figures = GOOD): PaperAgreement {
  const a = inForce();
  a.send('operations', 'figures.record', figures);
  a.state.deadlines = a.state.deadlines.filter((d) => /^(evaluation|term)/.test(d.id));
  return a.at('2027-12-02T00:00:00+08:00').change(enterEvaluation);
}

const confirm = (a: PaperAgreement): PaperAgreement =>
  a
    .send('client', 'evaluation.confirm', { party: 'client', version: a.state.evaluation!.version })
    .send('manager', 'evaluation.confirm', { party: 'provider', version: a.state.evaluation!.version });

const notice = (a: PaperAgreement, party: 'client' | 'provider', occurredAt?: string): PaperAgreement =>
  a.send(
    'operations',
    'notice.terminate',
    { party, channel: 'post', proof: PDF, reason: 't-1' },
    occurredAt ? { occurredAt } : {},
  );

describe('execution (§3.5)', () => {
  test('a period without a meeting does not hold up the next one; what is held late counts for the oldest', () => {
    const a = inForce().at('2027-04-02T09:00:00+08:00');
    expect(a.deadline('meeting.minutes/1')!.missedAt).toBeDefined();
    expect(a.deadline('meeting.minutes/2')).toMatchObject({ state: 'open' });
    hold(a);
    expect([a.deadline('meeting.minutes/1'), a.deadline('meeting.minutes/2')!.state]).toEqual([undefined, 'open']);
  });

  test('the service plan is due five working days after the effective date', () => {
    expect(a0().deadline('execution.plan')!.projected).toBe(true);
    expect(iso(a0().deadline('execution.plan')!.dueAt)).toBe('2027-01-09T00:00:00.000+08:00');
  });

  test('a month’s ledger is filed by the fifth working day of the next (Spring Festival left out), not before the month is over', () => {
    const a = a0();
    expect(iso(a.deadline('ledger.filing/2027-01')!.dueAt)).toBe('2027-02-10T00:00:00.000+08:00');
    expect(failureOf(() => a.send('account-manager', 'ledger.file', { month: '2027-01', receipt: 't-1' })).type).toBe(
      'NotNow',
    );
    a.at('2027-02-03T10:00:00+08:00').send('account-manager', 'ledger.file', { month: '2027-01', receipt: 't-1' });
    expect(a.deadline('ledger.filing/2027-02')).toBeDefined();
  });

  test('a month that was missed does not hold up the next', () => {
    const a = a0().at('2027-02-10T00:00:00+08:00');
    expect(a.deadline('ledger.filing/2027-01')!.missedAt).toBeDefined();
    expect(a.deadline('ledger.filing/2027-02')).toBeDefined();
    a.send('account-manager', 'ledger.file', { month: '2027-01', receipt: 't-1' });
    expect(a.state.deadlines.filter((d) => d.id === 'ledger.filing/2027-02')).toHaveLength(1);
  });

  test('the client has three working days from delivery for remarks, which go into the ledger', () => {
    const a = hold(a0().at('2027-03-30T10:00:00+08:00'));
    expect(iso(a.deadline('meeting.feedback/1')!.dueAt)).toBe('2027-04-03T00:00:00.000+08:00');
    a.send('client', 'meeting.feedback', { meeting: 1, remarks: 't-7' });
    expect(a.happened('ledger.entry')).toEqual([{ way: 'meeting-feedback', meeting: 1, content: 't-7' }]);
  });

  test('silence on the minutes is written down, and its clock is over', () => {
    const a = hold(a0().at('2027-03-30T10:00:00+08:00')).at('2027-04-05T10:00:00+08:00');
    expect(a.happened('ledger.entry')).toEqual([{ way: 'meeting-feedback', meeting: 1, silent: true }]);
    expect(a.deadline('meeting.feedback/1')).toBeUndefined();
    expect(a.happened('deadline.missed')).toContainEqual(expect.objectContaining({ id: 'meeting.feedback/1' }));
  });

  test('findings of an inspection go to rectification with a day of their own', () => {
    const a = a0().send('manager', 'inspection.record', { findings: [{ text: 't-1', dueOn: '2027-01-20' }] });
    expect(iso(a.deadline('rectification/1')!.dueAt)).toBe('2027-01-21T00:00:00.000+08:00');
    a.send('service-team', 'rectification.complete', { id: 1, effect: 't-2' });
    expect(a.deadline('rectification/1')).toBeUndefined();
  });

  test('the forecast knows every deadline of the term that is known today', () => {
    const ids = forecast(a0().state)
      .filter((row) => row.due !== undefined)
      .map((row) => row.id);
    expect(ids.filter((id) => id.startsWith('ledger.filing'))).toHaveLength(11);
    expect(ids).toEqual(
      expect.arrayContaining(['meeting.minutes/4', 'report.performance/2', 'evaluation.confirm', 'renewal.warning-15']),
    );
  });

  test('sixty days before the term ends it is shown as expiring', () => {
    const a = a0();
    a.state.deadlines = [];
    expect(attention(a.state, a.at('2027-11-01T23:59:59+08:00').now)).toBe('none');
    expect(attention(a.state, Date.parse('2027-11-02T00:00:00+08:00'))).toBe('expiring-60d');
  });
});

describe('evaluation (§3.6)', () => {
  test('starts thirty days before expiry', () => {
    expect(iso(a0().deadline('evaluation.start')!.dueAt)).toBe('2027-12-02T00:00:00.000+08:00');
  });

  test.each([
    [GOOD, [], 'passed'],
    [{ ...GOOD, satisfaction: 84.9 }, [], 'failed'],
    [{ ...GOOD, onTimePercent: 94.9 }, [], 'failed'],
    [{ ...GOOD, responseHours: 24.1 }, [], 'failed'],
    [{ ...GOOD, targets: { retention: true } }, ['retention'], 'passed'],
    [{ ...GOOD, targets: { retention: false } }, ['retention'], 'failed'],
    [{ ...GOOD, targets: { retention: false } }, [], 'passed'],
    [GOOD, ['retention'], 'not-assessable'],
    [{ satisfaction: 99, onTimePercent: 99 }, [], 'not-assessable'],
    [{}, [], 'not-assessable'],
  ] as const)('%j with the agreed targets %j is %s', (figures, agreed, expected) => {
    expect(verdict(figures, agreed)).toBe(expected);
  });

  test('passed when both sides confirm; nobody confirms for the other', () => {
    const a = inEvaluation();
    expect(failureOf(() => a.send('client', 'evaluation.confirm', { party: 'provider', version: 1 })).type).toBe(
      'Forbidden',
    );
    expect(evaluationOutcome(confirm(a).state)).toBe('passed');
  });

  test('no data is never a pass: the manager decides, with a reason', () => {
    const a = inEvaluation({});
    expect(a.deadline('evaluation.decision')).toBeDefined();
    confirm(a);
    expect(evaluationOutcome(a.state)).toBeUndefined();
    a.send('manager', 'evaluation.decide', { answer: 'passed', reason: 't-1' });
    expect(evaluationOutcome(a.state)).toBe('passed');
  });

  test('a disputed figure is corrected and frozen again as version 2', () => {
    const a = inEvaluation()
      .send('client', 'evaluation.dispute', { party: 'client', figure: 'satisfaction', reason: 't-1' })
      .send('account-manager', 'evaluation.correct', { satisfaction: 80, reason: 't-2' });
    expect(a.state.evaluation).toMatchObject({ version: 2, verdict: 'failed' });
    expect(a.happened('evaluation.frozen')).toEqual([
      { version: 1, verdict: 'passed' },
      { version: 2, verdict: 'failed' },
    ]);
  });

  test('silence of a side goes to the manager', () => {
    const a = inEvaluation().at('2027-12-10T00:00:00+08:00');
    expect(a.deadline('evaluation.decision')!.owner).toBe('manager');
  });

  test('failed and nobody gives notice: it ends at expiry', () => {
    const a = confirm(inEvaluation({ ...GOOD, satisfaction: 50 }));
    expect(a.deadline('termination.decision')!.owner).toBe('manager');
    expect(evaluationOutcome(a.at('2028-01-01T00:00:00+08:00').state)).toBe('ending');
    expect(a.state.ending!.noticeAt).toBeUndefined();
  });
});

describe('renewal (§3.6)', () => {
  const inRenewal = (): PaperAgreement => confirm(inEvaluation()).change(enterRenewal);

  test('both sides are warned 15 and 5 days before an unsigned expiry, then the old agreement ends', () => {
    const a = inRenewal().at('2027-12-17T00:00:00+08:00');
    expect(a.notices.filter((n) => n.kind === 'renewal.unsigned').map((n) => n.to)).toEqual(['manager', 'client']);
    a.at('2027-12-27T00:00:00+08:00').at('2028-01-01T00:00:00+08:00');
    expect(a.notices.filter((n) => n.kind === 'renewal.unsigned')).toHaveLength(4);
    expect(renewalOutcome(a.state)).toBe('ending');
  });

  test('renewed when the successor is signed and the old term is over', () => {
    const a = inRenewal();
    a.state.successorSigned = true;
    a.state.deadlines = a.state.deadlines.filter((d) => !d.id.startsWith('ledger'));
    expect(renewalOutcome(a.state)).toBeUndefined();
    expect(renewalOutcome(a.at('2028-01-01T00:00:00+08:00').state)).toBe('renewed');
  });

  test('a successor given up before signing is told to the manager, who may begin another', () => {
    const a = inRenewal();
    a.state.orders = [];
    a.state.successor = '2027-客户维护-009';
    expect(failureOf(() => a.send('manager', 'renewal.start', {})).type).toBe('NotNow');
    a.change((book) => successorNews(book, '2027-客户维护-009', 'ended'));
    expect(a.notices.at(-1)).toMatchObject({ kind: 'renewal.ended', to: 'manager' });
    a.send('manager', 'renewal.start', {});
    expect(a.state.orders).toEqual([{ order: 'renewal', nth: 2 }]);
  });

  test('a bridging amendment tells the successor its new first day', () => {
    const a = inRenewal();
    a.state.orders = [];
    a.state.successor = '2027-客户维护-009';
    a.send('manager', 'term.bridge', { until: '2028-02-29', document: PDF });
    expect(a.state.orders).toEqual([
      { order: 'tell-successor', successor: '2027-客户维护-009', startsOn: '2028-03-01' },
    ]);
  });

  test('a bridging amendment moves the expiry and supersedes the frozen evaluation', () => {
    const a = inRenewal().send('manager', 'term.bridge', { until: '2028-02-29', document: PDF });
    expect(renewalOutcome(a.state)).toBe('bridged');
    a.change(resumeExecution);
    expect(iso(a.deadline('evaluation.start')!.dueAt)).toBe('2028-01-31T00:00:00.000+08:00');
    expect(iso(a.deadline('term.end')!.dueAt)).toBe('2028-03-01T00:00:00.000+08:00');
    expect(executionOutcome(a.state)).toBeUndefined();
  });
});

describe('notice and end (§3.6, §9)', () => {
  test('a notice during execution ends the agreement 30 days after its delivery', () => {
    const a = notice(a0().at('2027-05-10T10:00:00+08:00'), 'client');
    expect(executionOutcome(a.state)).toBe('notice');
    expect(iso(a.state.ending!.endsAt)).toBe('2027-06-10T00:00:00.000+08:00');
  });

  test('after a notice the details say when it ends, and the forecast what follows', () => {
    const a = notice(a0().at('2027-05-10T10:00:00+08:00'), 'client').change(enterTermination);
    expect(currentDetails(a.state)).toContain('将于 2027-06-09 24:00 终止');
    expect(forecast(a.state).map((row) => row.id)).toEqual(
      expect.arrayContaining(['handover', 'handover.backup', 'settlement', 'handover.acceptance', 'completion']),
    );
  });

  test('after an evaluation the end is the later of expiry and delivery plus 30 days', () => {
    const early = notice(inEvaluation(), 'provider');
    expect(iso(early.state.ending!.endsAt)).toBe('2028-01-02T00:00:00.000+08:00');
    const a = notice(inEvaluation().at('2027-12-20T10:00:00+08:00'), 'provider');
    expect(iso(a.state.ending!.endsAt)).toBe('2028-01-20T00:00:00.000+08:00');
  });

  test('both sides giving notice: one end, the earliest delivery counts', () => {
    const a = notice(a0().at('2027-05-10T10:00:00+08:00'), 'client').change(enterTermination);
    notice(a, 'provider', '2027-05-03T10:00:00+08:00');
    expect(iso(a.state.ending!.endsAt)).toBe('2027-06-03T00:00:00.000+08:00');
    expect(a.state.deadlines.filter((d) => d.id === 'termination.notice')).toHaveLength(1);
    expect(failureOf(() => notice(a, 'provider')).type).toBe('NotNow');
  });

  test('terminated only when handover, backup, settlement and both signatures are there; overdue it escalates', () => {
    const a = notice(a0().at('2027-05-10T10:00:00+08:00'), 'client').change(enterTermination);
    a.state.deadlines = a.state.deadlines.filter((d) => d.id === 'termination.notice');
    a.at('2027-06-10T00:00:00+08:00');
    expect(a.happened('agreement.ended')).toEqual([{ endsOn: '2027-06-09' }]);
    a.at('2027-06-30T09:00:00+08:00');
    expect(a.happened('deadline.escalated').map((e) => e['id'])).toEqual(
      expect.arrayContaining(['handover', 'settlement']),
    );
    expect(terminationOutcome(a.state)).toBeUndefined();
    const undone = { items: [{ item: 't-1', detail: 't-2', done: false }] };
    expect(failureOf(() => a.send('account-manager', 'handover.submit', undone)).field).toBe('items.0.done');
    a.send('account-manager', 'handover.submit', { items: [{ item: 't-1', detail: 't-2', done: true }] })
      .send('client', 'handover.accept', {})
      .send('account-manager', 'handover.backup', { receipt: 't-3' })
      .send('finance', 'settlement.confirm', { lines: [{ label: 't-4', basis: 't-5', fen: 100 }] })
      .send('client', 'certificate.sign', { party: 'client', scan: PDF });
    expect(terminationOutcome(a.state)).toBeUndefined();
    a.send('manager', 'certificate.sign', { party: 'provider', scan: { ...PDF, sha256: SHA } });
    expect(terminationOutcome(a.state)).toBe('terminated');
    expect(a.happened('document.made').map((d) => d['kind'])).toEqual([
      'termination-notice',
      'handover-list',
      'settlement',
      'completion-certificate',
    ]);
  });
});

const a0 = inForce;

const hold = (a: PaperAgreement): PaperAgreement =>
  a.send('account-manager', 'meeting.hold', {
    place: 't-1',
    attendees: [],
    progress: 't-2',
    satisfaction: 't-3',
    improvements: [],
  });
