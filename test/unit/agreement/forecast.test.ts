import { enterExecution } from '../../../domain/agreement/execution';
import { enterEvaluation } from '../../../domain/agreement/evaluation';
import { forecast } from '../../../domain/agreement/forecast';
import { otherwise } from '../../../domain/agreement/otherwise';
import { STANDARD } from '../../../domain/agreement/standard';
import type { Terms } from '../../../domain/agreement/types';
import { otherwiseOf, WHOLE_STANDARD } from '../../../domain/standard';
import { iso } from '../../../domain/time';
import { PaperAgreement } from '../../support/agreement';

/** What is to come, told beforehand, is what comes; and what follows from silence is what was agreed. */

/** Both have signed on 2026-11-02; the first day is awaited. */
function signed(terms: Partial<Terms>): PaperAgreement {
  const a = new PaperAgreement(terms);
  return a.change((book) => {
    book.cancelAll();
    book.enter('signing');
    const { startsOn = '2026-11-02' } = book.state.terms;
    Object.assign(book.state, { signedOn: '2026-11-02', effectiveOn: startsOn });
    book.open('effective.date', book.now, { dueAt: Date.parse(`${startsOn}T00:00:00+08:00`) });
  });
}

const dues = (a: PaperAgreement): Record<string, string> =>
  Object.fromEntries(forecast(a.state).map(({ id, due }) => [id, due === undefined ? '' : iso(due).slice(0, 16)]));

describe('signed and waiting for the first day', () => {
  const waiting = (): PaperAgreement => {
    const a = signed({ startsOn: '2027-01-01' });
    a.state.termEnd = '2027-12-31';
    return a;
  };

  test('everything that hangs on the day alone is dated', () => {
    expect(dues(waiting())).toMatchObject({
      'execution.plan': '2027-01-09T00:00',
      'evaluation.start': '2027-12-02T00:00',
      'evaluation.confirm': '2027-12-10T00:00',
      'renewal.warning-15': '2027-12-17T00:00',
      'renewal.warning-5': '2027-12-27T00:00',
      'term.end': '2028-01-01T00:00',
      'meeting.minutes/4': '2028-01-01T00:00',
    });
    expect(forecast(waiting().state).filter(({ id }) => id === 'execution.plan')).toHaveLength(1);
  });

  test('what is forecast is what is opened when the day has come', () => {
    const told = dues(waiting());
    const a = waiting().at('2027-01-01T00:00:00+08:00').change(enterExecution);
    for (const { id, dueAt } of a.state.deadlines) expect([id, told[id]]).toEqual([id, iso(dueAt).slice(0, 16)]);
  });

  test('while the day is not fixed the plan has no date', () => {
    const a = signed({ condition: { text: 't-1', dueOn: '2026-12-01' } });
    expect(dues(a)).toEqual({ 'execution.plan': '' });
  });
});

test('a term of thirty days or less is evaluated from its first day, without the warnings that lie before', () => {
  const a = signed({ startsOn: '2027-02-01', termMonths: 1 });
  a.state.termEnd = '2027-02-10';
  const told = dues(a);
  expect(told).toMatchObject({ 'evaluation.start': '2027-02-01T00:00', 'renewal.warning-5': '2027-02-06T00:00' });
  expect(told).not.toHaveProperty('renewal.warning-15');
  a.at('2027-02-01T00:00:00+08:00').change(enterExecution).at(a.now).change(enterEvaluation);
  expect(iso(a.deadline('evaluation.confirm')!.dueAt).slice(0, 16)).toBe(told['evaluation.confirm']);
  expect(a.deadline('renewal.warning-15')).toBeUndefined();
});

describe('what happens if nobody acts', () => {
  const inReview = (terms: Partial<Terms> = {}): PaperAgreement => {
    const a = new PaperAgreement(terms);
    a.state.deadlines = [];
    a.state.phase = 'review';
    return a;
  };
  const told = (a: PaperAgreement, id: string): string => forecast(a.state).find((row) => row.id === id)!.otherwise;

  test('silence is no acceptance, unless both had agreed to that beforehand and the document is on file', () => {
    expect(told(inReview(), 'review.client')).toContain('沉默不视为接受');
    const agreed = { sha256: 'a'.repeat(64), agreedOn: '2026-10-01' };
    expect(told(inReview({ deemedAcceptance: agreed }), 'review.client')).toContain('沉默不视为接受');
    const document = { sha256: agreed.sha256, mediaType: 'application/pdf' };
    const deemed = inReview({ deemedAcceptance: { ...agreed, document } });
    expect(told(deemed, 'review.client')).toMatch(/视为接受本版本/);
    expect(told(deemed, 'review.client')).not.toContain('沉默不视为接受');
  });

  test('the manager has as long after the lapse as was agreed', () => {
    const a = inReview();
    a.state.standard = { 'review.client-lapse': { value: 3, unit: 'workday' } };
    expect(told(a, 'review.client')).toContain('在 3 个工作日内决定');
    expect(told(inReview(), 'review.client')).toContain('在 2 个工作日内决定');
  });

  test('an agreed ladder is told rung by rung', () => {
    const a = inReview();
    a.state.ladders = {
      signing: [{ role: 'head-of-service', after: { value: 0, unit: 'min' } }],
      'execution.plan': [
        { role: 'manager', after: { value: 4, unit: 'h' } },
        { role: 'head-of-service', after: { value: 1, unit: 'workday' } },
      ],
    };
    expect(told(a, 'execution.plan')).toBe(
      '逾期 4 小时后通知负责人, 1 个工作日后上报服务总监, 此后每日一次, 直到有人处理',
    );
    expect(told(a, 'signing')).toContain('由负责人决定重新签署或关闭'); // what follows is more than who hears of it
  });

  test('a clock that now climbs another ladder says that one, a case’s as well', () => {
    const toHead = [{ role: 'head-of-service' as const, after: { value: 0, unit: 'min' as const } }];
    const tells = '逾期当时通知服务总监, 此后每日一次, 直到有人处理';
    expect(otherwiseOf({ id: 'review.confirmation', ladder: toHead }, { standard: {} })).toBe(tells);
    expect(otherwiseOf({ id: 'complaint.plan', ladder: toHead }, { standard: {} })).toBe(tells);
  });

  test('by default the sentences are those of the service standard', () => {
    expect(otherwise('ledger.filing/2027-01', { standard: {} })).toBe('逾期当时通知负责人, 此后每日一次, 直到有人处理');
    const { ladder } = WHOLE_STANDARD['complaint.first-contact']!;
    expect(otherwiseOf({ id: 'complaint.first-contact', ladder }, { standard: {} })).toBe(
      '逾期当时通知负责人, 24 小时后上报服务总监, 此后每日一次, 直到有人处理',
    );
    for (const [id, { point, otherwise: said }] of Object.entries(STANDARD))
      if (point) expect([id, said]).not.toEqual([id, undefined]);
  });
});
