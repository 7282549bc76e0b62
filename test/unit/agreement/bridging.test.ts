import { enterEvaluation, evaluationOutcome } from '../../../domain/agreement/evaluation';
import { enterExecution, executionOutcome, resumeExecution } from '../../../domain/agreement/execution';
import type { Figures } from '../../../domain/agreement/types';
import { iso } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { PaperAgreement, PDF } from '../../support/agreement';

/** 过渡期补充协议 (§3.6): only a bridging amendment prolongs; one that moves the expiry supersedes a frozen evaluation. */

const GOOD: Figures = { satisfaction: 90, onTimePercent: 99, responseHours: 3 };

/** In force for 2027, in evaluation since 2027-12-02. */
function inEvaluation(figures: Figures): PaperAgreement {
  const a = new PaperAgreement({}, '2027-01-01T00:00:00+08:00');
  Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31', figures });
  return a.change(enterExecution).at('2027-12-02T00:00:00+08:00').change(enterEvaluation);
}

const bridge = (a: PaperAgreement, until: string): PaperAgreement =>
  a.send('manager', 'term.bridge', { until, document: PDF });

const confirm = (a: PaperAgreement): PaperAgreement =>
  a
    .send('client', 'evaluation.confirm', { party: 'client', version: 1 })
    .send('manager', 'evaluation.confirm', { party: 'provider', version: 1 });

const OF_THE_EVALUATION = /^(evaluation\.(confirm|decision|correction)|termination\.decision|renewal\.warning)/;

describe('bridging while the evaluation is under way', () => {
  test.each([
    ['waiting for confirmation', () => inEvaluation(GOOD)],
    ['waiting for the manager for want of data', () => inEvaluation({})],
    [
      'with a figure in dispute',
      () =>
        inEvaluation(GOOD).send('client', 'evaluation.dispute', {
          party: 'client',
          figure: 'satisfaction',
          reason: 't-1',
        }),
    ],
    ['failed, waiting for a notice', () => confirm(inEvaluation({ ...GOOD, satisfaction: 50 }))],
  ])('%s: the evaluation is superseded, its clocks end, execution goes on', (_how, begun) => {
    const a = bridge(begun(), '2028-02-29');
    expect(evaluationOutcome(a.state)).toBe('bridged');
    a.change(resumeExecution);
    expect(a.state).toMatchObject({ phase: 'execution', termEnd: '2028-02-29' });
    expect(a.state.evaluation).toBeUndefined();
    expect(a.state.deadlines.filter(({ id }) => OF_THE_EVALUATION.test(id))).toEqual([]);
    expect(iso(a.deadline('evaluation.start')!.dueAt)).toBe('2028-01-31T00:00:00.000+08:00');
    expect(iso(a.deadline('term.end')!.dueAt)).toBe('2028-03-01T00:00:00.000+08:00');
    expect(executionOutcome(a.at('2028-01-30T23:59:00+08:00').state)).toBeUndefined();
    expect(executionOutcome(a.at('2028-01-31T00:00:00+08:00').state)).toBe('evaluation');
  });

  test('the second evaluation is frozen as the next version and warns before the new expiry', () => {
    const a = bridge(inEvaluation(GOOD), '2028-02-29').change(resumeExecution);
    a.at('2028-01-31T00:00:00+08:00').change(enterEvaluation);
    expect(a.state.evaluation).toMatchObject({ version: 2, verdict: 'passed' });
    expect(iso(a.deadline('renewal.warning-5')!.dueAt)).toBe('2028-02-25T00:00:00.000+08:00');
  });

  test('a bridge shorter than thirty days is evaluated again at once', () => {
    const a = bridge(inEvaluation(GOOD), '2028-01-05').at('2027-12-10T09:00:00+08:00').change(resumeExecution);
    expect(executionOutcome(a.at(a.now).state)).toBe('evaluation');
  });

  test('it cannot shorten the term, and not revive one that ends by notice', () => {
    const a = inEvaluation(GOOD);
    expect(failureOf(() => bridge(a, '2027-12-31'))).toMatchObject({ type: 'Invalid', field: 'until' });
    a.send('client', 'notice.terminate', { party: 'client', channel: 'platform', reason: 't-1' });
    expect(failureOf(() => bridge(a, '2028-02-29')).type).toBe('NotNow');
  });
});
