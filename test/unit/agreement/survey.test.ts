import * as fc from 'fast-check';
import { enterEvaluation } from '../../../domain/agreement/evaluation';
import { enterTermination } from '../../../domain/agreement/ending';
import { satisfactionOf } from '../../../domain/agreement/survey-score';
import { DIMENSIONS } from '../../../domain/agreement/survey-types';
import type { CommandPayloads } from '../../../domain/agreement/commands';
import { iso } from '../../../domain/time';
import type { PaperAgreement } from '../../support/agreement';
import { failureOf } from '../../support/failure-of';
import { inForce } from '../../support/in-force';

const GOOD = { quality: 5, response: 4, communication: 5, 'problem-solving': 4, value: 5 };
const POOR = { ...GOOD, response: 2 };
const LATER = '2027-12-31';

/** A Monday; the window ends on Monday, 15 March, at 24:00. */
const SENT = '2027-03-01T10:00:00+08:00';
const sent = (more: CommandPayloads['survey.send'] = { form: 'questionnaire' }): PaperAgreement =>
  inForce().at(SENT).send('account-manager', 'survey.send', more);

const answer = (a: PaperAgreement, scores: Record<string, number> = GOOD, survey = 1): PaperAgreement =>
  a.send('client', 'survey.answer', { survey, scores });

const measure = (dimension: string, due = LATER) => ({ dimension, measure: 't-1', owner: 't-2', due });
const analyse = (a: PaperAgreement, measures: ReturnType<typeof measure>[] = [], survey = 1): PaperAgreement =>
  a.send('account-manager', 'survey.analyse', { survey, departments: ['service'], conclusions: 't-3', measures });
const deliver = (a: PaperAgreement, survey = 1): PaperAgreement =>
  a.send('account-manager', 'survey.plan.deliver', { survey, text: 't-4' });

const refusal = (act: () => unknown): [string, string | undefined] => {
  const { type, field } = failureOf(act);
  return [type, field];
};

describe('sending (§7)', () => {
  test('the client has ten working days and is reminded once, at half', () => {
    const a = sent();
    expect(iso(a.deadline('survey.open/1')!.dueAt)).toBe('2027-03-16T00:00:00.000+08:00');
    expect(a.notices.at(-1)).toMatchObject({ kind: 'survey.sent', to: 'client', data: { survey: 1 } });
    for (const day of ['05', '09', '11', '13', '15']) a.at(`2027-03-${day}T12:00:00+08:00`);
    expect(a.notices.filter(({ kind }) => kind === 'deadline.warning').map(({ to }) => to)).toEqual(['client']);
  });

  test('a 战略 client is interviewed, face to face or by video, unless a questionnaire is asked for', () => {
    expect(sent({ medium: 'video' }).state.surveys).toMatchObject([{ form: 'interview', medium: 'video' }]);
    expect(refusal(() => sent({}))).toEqual(['Invalid', 'medium']);
    expect(refusal(() => sent({ form: 'questionnaire', medium: 'video' }))).toEqual(['Invalid', 'medium']);
    const regular = inForce();
    regular.state.terms = { ...regular.state.terms, tier: '普通' };
    expect(regular.send('operations', 'survey.send', {}).state.surveys).toMatchObject([{ form: 'questionnaire' }]);
  });

  test('dimensions may be added to the five, each once', () => {
    const a = sent({ form: 'questionnaire', extra: [{ key: 'training', title: 't-9' }] });
    expect(a.state.surveys![0]!.dimensions.map(({ key }) => key)).toEqual([...DIMENSIONS, 'training']);
    expect(refusal(() => answer(a))).toEqual(['Invalid', 'scores.training']);
    answer(a, { ...GOOD, training: 5 });
    const twice = { key: 'training', title: 't-9' };
    expect(refusal(() => sent({ form: 'questionnaire', extra: [twice, twice] }))).toEqual(['Invalid', 'extra[1].key']);
    expect(refusal(() => sent({ form: 'questionnaire', extra: [{ key: 'value', title: 't-9' }] }))).toEqual([
      'Invalid',
      'extra[0].key',
    ]);
  });

  test('one at a time: the next when the client has what came of the one before, or let it pass', () => {
    const a = sent();
    const again = () => a.send('operations', 'survey.send', { form: 'questionnaire' });
    expect(refusal(again)).toEqual(['NotNow', undefined]);
    answer(a);
    expect(refusal(again)).toEqual(['NotNow', undefined]);
    deliver(analyse(a));
    expect(again().state.surveys).toHaveLength(2);
    a.at('2027-03-20T10:00:00+08:00');
    expect(again().state.surveys!.map(({ n, state }) => [n, state])).toEqual([
      [1, 'answered'],
      [2, 'unanswered'],
      [3, 'open'],
    ]);
  });
});

describe('answer', () => {
  test.each([
    [{ ...GOOD, value: 0 }, 'scores.value'],
    [{ ...GOOD, value: 6 }, 'scores.value'],
    [{ ...GOOD, value: 4.5 }, 'scores.value'],
    [{ ...GOOD, price: 5 }, 'scores.price'],
    [{ ...GOOD, constructor: 5 }, 'scores.constructor'],
    [{ quality: 5, response: 5, communication: 5, 'problem-solving': 5 }, 'scores.value'],
  ] as [Record<string, number>, string][])('%j is refused and changes nothing', (scores, field) => {
    const a = sent();
    const before = JSON.stringify(a.state);
    expect(refusal(() => answer(a, scores))).toEqual(['Invalid', field]);
    expect(JSON.stringify(a.state)).toBe(before);
  });

  test('remarks are about the dimensions of the survey', () => {
    const remarks = { price: 't-1' };
    expect(refusal(() => sent().send('client', 'survey.answer', { survey: 1, scores: GOOD, remarks }))).toEqual([
      'Invalid',
      'remarks.price',
    ]);
  });

  test('a questionnaire is filled in by the client, an interview may be recorded by the account manager', () => {
    const byManager = (a: PaperAgreement) => a.send('account-manager', 'survey.answer', { survey: 1, scores: GOOD });
    expect(refusal(() => byManager(sent()))).toEqual(['Forbidden', 'survey']);
    const { surveys } = byManager(sent({ form: 'interview', medium: 'in-person' })).state;
    expect(surveys).toMatchObject([{ state: 'answered', answer: { by: 'account-manager', scores: GOOD } }]);
  });

  test('it counts once, and for the survey that is open', () => {
    expect(refusal(() => answer(answer(sent())))).toEqual(['NotNow', 'survey']);
    expect(refusal(() => answer(sent(), GOOD, 2))).toEqual(['Invalid', 'survey']);
  });

  test('silence is written down, counted and told to the manager; an answer after it is too late', () => {
    const a = sent().at('2027-03-16T00:00:00+08:00');
    expect(a.state.surveys).toMatchObject([{ state: 'unanswered' }]);
    expect(a.deadline('survey.open/1')).toBeUndefined();
    expect(a.happened('survey.unanswered')).toEqual([{ survey: 1 }]);
    expect(a.happened('deadline.missed')).toMatchObject([{ id: 'survey.open/1' }]);
    expect(a.notices.filter(({ kind }) => kind === 'deadline.escalation').map(({ to }) => to)).toEqual(['manager']);
    expect(refusal(() => answer(a))).toEqual(['NotNow', 'survey']);
    expect(a.at('2027-04-30T00:00:00+08:00').happened('deadline.escalated')).toHaveLength(1);
  });

  test('an interview within the window may be recorded after it', () => {
    const a = sent({ medium: 'video' }).at('2027-03-16T09:00:00+08:00');
    const record = (occurredAt: string) =>
      a.send('account-manager', 'survey.answer', { survey: 1, scores: GOOD }, { occurredAt });
    expect(refusal(() => record('2027-03-16T08:00:00+08:00'))).toEqual(['NotNow', 'survey']);
    expect(refusal(() => record('2027-02-26T10:00:00+08:00'))).toEqual(['Invalid', 'occurredAt']);
    expect(record('2027-03-15T15:00:00+08:00').state.surveys).toMatchObject([{ state: 'answered' }]);
    expect(iso(a.deadline('survey.analysis')!.dueAt)).toBe('2027-03-23T00:00:00.000+08:00');
  });
});

describe('analysis and plan', () => {
  test('five and ten working days from the result', () => {
    const a = answer(sent().at('2027-03-03T10:00:00+08:00')); // a Wednesday
    expect(iso(a.deadline('survey.analysis')!.dueAt)).toBe('2027-03-11T00:00:00.000+08:00');
    expect(iso(a.deadline('survey.plan')!.dueAt)).toBe('2027-03-18T00:00:00.000+08:00');
    expect(deliver(analyse(a)).deadline('survey.plan')).toBeUndefined();
    expect(a.notices.at(-1)).toMatchObject({ kind: 'survey.report', to: 'client', data: { survey: 1, version: 1 } });
  });

  test('the manager hears of a result with a low score', () => {
    const told = (scores: Record<string, number>) =>
      answer(sent(), scores)
        .notices.filter(({ kind }) => kind === 'survey.answered')
        .map(({ to }) => to);
    expect([told(GOOD), told(POOR)]).toEqual([['account-manager'], ['account-manager', 'manager']]);
  });

  test.each([
    [[], 'measures'],
    [[measure('quality')], 'measures'],
    [[measure('response'), measure('price')], 'measures[1].dimension'],
    [[measure('response', '2027-02-28')], 'measures[0].due'],
  ] as const)('a low score wants a measure of its own, with a day to come: %j', (measures, field) => {
    expect(refusal(() => analyse(answer(sent(), POOR), [...measures]))).toEqual(['Invalid', field]);
  });

  test('no plan without an analysis, no analysis without an answer, neither twice', () => {
    expect(refusal(() => analyse(sent()))).toEqual(['NotNow', 'survey']);
    const a = answer(sent());
    expect(refusal(() => deliver(a))).toEqual(['NotNow', 'survey']);
    deliver(analyse(a));
    expect(refusal(() => analyse(a))).toEqual(['NotNow', 'survey']);
    expect(refusal(() => deliver(a))).toEqual(['NotNow', 'survey']);
  });

  test('measures are numbered through the agreement and followed until their effect is checked', () => {
    const a = deliver(analyse(answer(sent(), POOR), [measure('response', '2027-03-31'), measure('value')]));
    a.send('account-manager', 'survey.send', { form: 'questionnaire' });
    analyse(answer(a, POOR, 2), [measure('response')], 2);
    expect(a.state.surveys!.flatMap(({ analysis }) => analysis!.measures.map(({ id }) => id))).toEqual([1, 2, 3]);
    a.at('2027-04-01T00:00:00+08:00');
    expect(a.happened('deadline.escalated')).toContainEqual({ id: 'survey.measure/1', rung: 1, role: 'manager' });
    const check = (id: number) => a.send('service-team', 'survey.measure.check', { id, effect: 't-5' });
    check(1);
    expect(a.deadline('survey.measure/1')).toBeUndefined();
    expect(a.state.surveys![0]!.analysis!.measures[0]).toMatchObject({ effect: 't-5', checkedOn: '2027-04-01' });
    expect(refusal(() => check(1))).toEqual(['NotNow', 'id']);
    expect(a.documents.map(({ kind, version }) => [kind, version])).toEqual([
      ['survey-report', 1],
      ['survey-report', 2],
    ]);
    check(3); // of the survey whose plan is still to come
    expect(a.documents).toHaveLength(2);
  });

  test('a notice of the end lets a survey that runs go on', () => {
    const a = sent();
    a.state.ending = { endsAt: Date.parse('2027-06-01T00:00:00+08:00'), noticeBy: ['client'], certificate: {} };
    answer(a.change(enterTermination));
    expect(deliver(analyse(a)).state.surveys).toMatchObject([{ plan: { text: 't-4' } }]);
    expect(refusal(() => a.send('operations', 'survey.send', { form: 'questionnaire' }))).toEqual([
      'NotNow',
      undefined,
    ]);
  });
});

describe('satisfaction of the evaluation (§3.6)', () => {
  const evaluated = (a: PaperAgreement): PaperAgreement =>
    a.at('2027-12-02T00:00:00+08:00').change((book) => enterEvaluation(book));
  const byHand = (a: PaperAgreement) => a.send('operations', 'figures.record', { satisfaction: 99, onTimePercent: 99 });

  test('the answered surveys’ mean takes the place of what was recorded by hand; the frozen data name them', () => {
    const a = deliver(analyse(answer(byHand(sent()))));
    a.send('account-manager', 'survey.send', { form: 'questionnaire' }).at('2027-03-20T00:00:00+08:00');
    a.send('account-manager', 'survey.send', { form: 'questionnaire' });
    evaluated(answer(a, { ...GOOD, value: 3 }, 3));
    expect(a.state.evaluation!.figures).toEqual({ satisfaction: 88, onTimePercent: 99 });
    expect(a.ordered('evaluation-report').data).toMatchObject({ surveyed: { answered: [1, 3], unanswered: [2] } });
    expect(a.happened('figures.surveyed')).toEqual([{ satisfaction: 88, answered: [1, 3], unanswered: [2] }]);
  });

  test('where nothing was answered, what was recorded by hand stands; without surveys nothing is said of them', () => {
    const silent = evaluated(byHand(sent()).at('2027-03-20T00:00:00+08:00'));
    expect(silent.state.evaluation!.figures).toMatchObject({ satisfaction: 99 });
    expect(silent.state.surveyed).toEqual({ answered: [], unanswered: [1] });
    const none = evaluated(byHand(inForce()));
    expect([none.state.surveyed, none.happened('figures.surveyed')]).toEqual([undefined, []]);
  });

  test('a correction by hand counts, and no longer rests on surveys', () => {
    const a = evaluated(answer(sent()));
    a.send('client', 'evaluation.dispute', { party: 'client', figure: 'satisfaction', reason: 't-1' });
    a.send('account-manager', 'evaluation.correct', { satisfaction: 80, reason: 't-2' });
    expect(a.state.evaluation!.figures.satisfaction).toBe(80);
    expect(a.ordered('evaluation-report').data).not.toHaveProperty('surveyed');
  });

  const score = fc.integer({ min: 1, max: 5 });
  const survey = fc.dictionary(fc.string({ minLength: 1 }), score, { minKeys: 1, maxKeys: 15 });

  test('never above the true mean, never a hundredth below it, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(survey, { minLength: 1, maxLength: 12 }), (surveys) => {
        const counted = satisfactionOf(surveys)!;
        const means = surveys.map((one) => {
          const all = Object.values(one);
          return all.reduce((a, b) => a + b) / all.length;
        });
        const exact = (20 * means.reduce((a, b) => a + b)) / means.length;
        expect(counted).toBeLessThanOrEqual(exact + 1e-9);
        expect(counted).toBeGreaterThan(exact - 0.01 - 1e-9);
        expect(satisfactionOf([...surveys].reverse())).toBe(counted);
      }),
    );
  });

  test('the same score everywhere is that score, however many are asked', () => {
    fc.assert(
      fc.property(score, fc.array(survey, { minLength: 1, maxLength: 12 }), (points, surveys) => {
        const same = surveys.map((one) => Object.fromEntries(Object.keys(one).map((key) => [key, points])));
        expect(satisfactionOf(same)).toBe(points * 20);
      }),
    );
    expect(satisfactionOf([])).toBeUndefined();
  });
});
