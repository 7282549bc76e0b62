import { takeCaseFigures } from '../../domain/agreement/case-figures';
import { enterEvaluation } from '../../domain/agreement/evaluation';
import { enterExecution } from '../../domain/agreement/execution';
import type { CaseFigures } from '../../domain/case/figures';
import type { Survey } from '../../domain/agreement/survey-types';
import { renderDocument } from '../../documents/render';
import { PaperAgreement } from '../support/agreement';
import { paperOf } from '../support/papers';
import { dense, textOf } from '../support/pdf-text';

const none = { inTime: [], late: [] };
const FIGURES: CaseFigures = {
  onTime: { percent: 66.66, inTime: ['R1', 'R2'], late: ['C1'], excluded: ['R9'] },
  response: {
    meanHours: 3.5,
    times: ['R1', 'R2', 'R3', 'R4'].map((caseId) => ({ caseId, ms: 12_600_000, answered: true })),
    distribution: [],
    byUrgency: { 紧急: { inTime: ['R1', 'R2'], late: ['R3'] }, 重要: none, 常规: { inTime: ['R4'], late: [] } },
    excluded: [],
  },
};

function evaluated(counted?: CaseFigures): PaperAgreement {
  const a = new PaperAgreement({}, '2027-01-01T00:00:00+08:00');
  Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
  a.change(enterExecution).send('operations', 'figures.record', {
    satisfaction: 90,
    onTimePercent: 99,
    responseHours: 2,
  });
  a.state.deadlines = a.state.deadlines.filter((d) => /^(evaluation|term)/.test(d.id));
  a.at('2027-12-02T00:00:00+08:00');
  return a.change((book) => {
    if (counted) takeCaseFigures(book, counted);
    enterEvaluation(book);
  });
}
const report = (a: PaperAgreement) => paperOf('evaluation-report', a.ordered('evaluation-report'));

test('the report prints how many cases each figure rests on, and every class by its own clock', async () => {
  const data = report(evaluated(FIGURES));
  expect(data.indicators).toMatchObject([
    { name: '客户满意度', value: 90, note: '人工登记' },
    { name: '按时率', value: 66.66, sample: 3, note: '另有 1 件经负责人决定不计入' },
    { name: '平均首次响应时间', value: 3.5, sample: 4 },
  ]);
  const text = textOf((await renderDocument('evaluation-report', data)).bytes);
  for (const row of ['紧急需求 3 2 1 66.66%', '重要需求 0 0 0 无数据', '常规需求 1 1 0 100%'])
    expect(text).toContain(dense(row));
});

test('the counts are part of the frozen data, with the event that names the cases', () => {
  const a = evaluated(FIGURES);
  const { counted } = a.ordered('evaluation-report').data as { counted: { seq: number } };
  expect(a.events.find(({ seq }) => seq === counted.seq)).toMatchObject({ event: 'figures.counted', data: FIGURES });
});

test('a figure corrected by hand no longer rests on the cases that were counted', () => {
  const a = evaluated(FIGURES).send('client', 'evaluation.dispute', {
    party: 'client',
    figure: 'onTimePercent',
    reason: 't-1',
  });
  a.send('account-manager', 'evaluation.correct', { onTimePercent: 75, reason: 't-2' });
  const { version, indicators, classes } = report(a);
  expect(version).toBe(2);
  expect(indicators[1]).toMatchObject({ value: 75, note: '人工登记' });
  expect(indicators[1]).not.toHaveProperty('sample');
  expect(indicators[2]).toMatchObject({ sample: 4 });
  expect(classes).toHaveLength(3);
});

test('without any case nothing is said of samples and classes', async () => {
  const data = report(evaluated());
  expect(data).not.toHaveProperty('classes');
  expect(data.indicators.map(({ sample, note }) => [sample, note])).toEqual(Array(3).fill([undefined, '人工登记']));
  expect(textOf((await renderDocument('evaluation-report', data)).bytes)).not.toContain('首次响应分类达标情况');
});

test('satisfaction names the surveys it rests on, and those that nobody answered', () => {
  const by = (surveys: PaperAgreement['state']['surveys']) => {
    const a = evaluated();
    a.state.surveys = surveys;
    return report(a.change(enterEvaluation)).indicators[0];
  };
  const base: Omit<Survey, 'n' | 'state'> = { form: 'questionnaire', dimensions: [], sentAt: 0 };
  const answered: Survey = { ...base, n: 1, state: 'answered', answer: { at: 0, by: 'client', scores: { value: 4 } } };
  const silent: Survey = { ...base, n: 2, state: 'unanswered', until: 1 };
  expect(by([answered])).toMatchObject({ value: 80, sample: 1 });
  expect(by([answered])).not.toHaveProperty('note');
  expect(by([answered, silent])).toMatchObject({ value: 80, sample: 1, note: '另有 1 次调研未答复' });
  expect(by([silent])).toMatchObject({ value: 90, note: '人工登记；另有 1 次调研未答复' });
});
