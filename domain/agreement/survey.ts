import { fail, requireThat } from '../failures';
import type { Occasion } from '../record/occasion';
import { dateAt, dayFromDate, endOfDay, type Instant } from '../time';
import type { AgreementBook } from './book';
import type { DueHooks, Handlers } from './phases';
import { scoreOf } from './survey-score';
import { DIMENSIONS, LOW_SCORE, usualForm, type Dimension, type Survey, type SurveyPayloads } from './survey-types';

/** 满意度调查 (domain.md §7): sent, answered or not, analysed; the plan goes to the client; measures are followed up. */

export const surveyHandlers: Handlers<
  'survey.send' | 'survey.answer' | 'survey.analyse' | 'survey.plan.deliver' | 'survey.measure.check'
> = {
  /** One at a time: the next is sent when the client has what came of the one before. */
  'survey.send'(book, { form, medium, extra = [] }) {
    const { state } = book;
    const last = state.surveys?.at(-1);
    requireThat(last?.state !== 'open', `第 ${last?.n} 次调研尚在答复期内`);
    requireThat(last?.state !== 'answered' || last.plan, `第 ${last?.n} 次调研的改进方案尚未送达客户`);
    const chosen = form ?? usualForm(state.terms.tier);
    if (chosen === 'interview' && !medium) fail('Invalid', '深度访谈须指明面谈或视频', 'medium');
    if (chosen === 'questionnaire' && medium) fail('Invalid', '只有深度访谈才指明面谈或视频', 'medium');
    const n = (last?.n ?? 0) + 1;
    const how = { form: chosen, ...(medium && { medium }) };
    const survey: Survey = { n, ...how, dimensions: dimensionsWith(extra), sentAt: book.now, state: 'open' };
    state.surveys = [...(state.surveys ?? []), survey];
    book.emit('survey.sent', { survey: n, ...how });
    book.open(`survey.open/${n}`, book.now); // it leaves with this record
    book.notify('survey.sent', 'client', { survey: n, ...how });
  },

  'survey.answer'(book, { survey: n, scores, remarks, overall }, { by, occurredAt }) {
    const survey = surveyOf(book, n);
    if (by.role !== 'client' && survey.form === 'questionnaire')
      fail('Forbidden', '问卷由客户本人填写; 只有访谈由客户经理登记', 'survey');
    requireThat(survey.state !== 'answered', `第 ${n} 次调研已有答复`, 'survey');
    requireThat(
      survey.state === 'open' || heldInTime(book, survey, { by, occurredAt }),
      `第 ${n} 次调研的答复期已过, 已记为未答复`,
      'survey',
    );
    notBefore(survey.sentAt, occurredAt, '早于发出调研');
    survey.answer = {
      at: occurredAt,
      by: by.role,
      scores: checkedScores(survey, scores),
      ...(remarks && { remarks: checkedRemarks(survey, remarks) }),
      ...(overall && { overall }),
    };
    survey.state = 'answered';
    delete survey.until;
    book.meet(`survey.open/${n}`, occurredAt);
    const score = scoreOf(survey);
    const low = lowOf(survey).length;
    book.emit('survey.answered', { survey: n, score, low }, occurredAt);
    book.open('survey.analysis', occurredAt);
    book.open('survey.plan', occurredAt);
    for (const role of low > 0 ? (['account-manager', 'manager'] as const) : (['account-manager'] as const))
      book.notify('survey.answered', role, { survey: n, score, low });
  },

  'survey.analyse'(book, { survey: n, departments, conclusions, measures }, { occurredAt }) {
    const survey = answered(book, n);
    requireThat(!survey.analysis, `第 ${n} 次调研的分析会已登记`, 'survey');
    notBefore(survey.answer!.at, occurredAt, '早于调研结果');
    if (new Set(departments).size < departments.length) fail('Invalid', '部门重复', 'departments');
    checkMeasures(book, survey, measures);
    const taken = (book.state.surveys ?? []).flatMap(({ analysis }) => analysis?.measures ?? []).length;
    const numbered = measures.map((measure, i) => ({ id: taken + 1 + i, ...measure }));
    survey.analysis = { at: occurredAt, departments, conclusions, measures: numbered };
    book.meet('survey.analysis', occurredAt);
    book.emit('survey.analysed', { survey: n, measures: numbered.map(({ id }) => id) }, occurredAt);
    for (const { id, due } of numbered)
      book.open(`survey.measure/${id}`, book.now, { dueAt: endOfDay(dayFromDate(due)) });
  },

  'survey.plan.deliver'(book, { survey: n, text }, { occurredAt }) {
    const survey = answered(book, n);
    requireThat(survey.analysis, `第 ${n} 次调研的分析会尚未登记`, 'survey');
    requireThat(!survey.plan, `第 ${n} 次调研的改进方案已送达`, 'survey');
    notBefore(survey.analysis.at, occurredAt, '早于分析会');
    survey.plan = { at: occurredAt, text };
    const version = orderReport(book, survey);
    book.meet('survey.plan', occurredAt);
    book.notify('survey.report', 'client', { survey: n, version });
  },

  /** Closes it; what the client has been given is made anew with the effect. */
  'survey.measure.check'(book, { id, effect }, { occurredAt }) {
    requireThat(book.find(`survey.measure/${id}`), `改进措施 ${id} 不在待检查之列`, 'id');
    const survey = book.state.surveys!.find(({ analysis }) => analysis?.measures.some((one) => one.id === id))!;
    notBefore(survey.analysis!.at, occurredAt, '早于分析会');
    const measure = survey.analysis!.measures.find((one) => one.id === id)!;
    Object.assign(measure, { effect, checkedOn: dateAt(occurredAt) });
    book.meet(`survey.measure/${id}`, occurredAt);
    book.emit('survey.measure-checked', { survey: survey.n, id, effect }, occurredAt);
    if (survey.plan) orderReport(book, survey);
  },
};

export const surveyHooks: DueHooks = {
  /** Silence is an answer of its own: written down and counted as such, the clock is over. */
  'survey.open'(book, id) {
    const { dueAt } = book.find(id)!;
    const survey = surveyOf(book, Number(id.split('/')[1]));
    survey.state = 'unanswered';
    survey.until = dueAt;
    book.acknowledge(id);
    book.emit('survey.unanswered', { survey: survey.n }, dueAt);
    book.cancel(id);
  },
};

/** 《客户满意度调研报告》, from what is recorded of this survey and of those before it. */
function orderReport(book: AgreementBook, survey: Survey): number {
  const { n, state: _state, ...recorded } = survey;
  const earlier = book.state.surveys!.filter((one) => one.n < n);
  const previous = earlier.filter(({ state }) => state === 'answered').at(-1);
  return book.orderDocument('survey-report', {
    survey: n,
    tier: book.state.terms.tier,
    ...recorded,
    score: scoreOf(survey),
    ...(previous && {
      previous: {
        survey: previous.n,
        at: previous.answer!.at,
        scores: previous.answer!.scores,
        score: scoreOf(previous),
      },
    }),
    unanswered: earlier
      .filter(({ state }) => state === 'unanswered')
      .map((one) => ({ survey: one.n, sentAt: one.sentAt, until: one.until })),
  });
}

function surveyOf({ state }: AgreementBook, n: number): Survey {
  return state.surveys?.find((one) => one.n === n) ?? fail('Invalid', '没有这次调研', 'survey');
}

function answered(book: AgreementBook, n: number): Survey {
  const survey = surveyOf(book, n);
  requireThat(survey.state === 'answered', `第 ${n} 次调研没有答复`, 'survey');
  return survey;
}

/** An interview that took place within the window may be recorded after it, as long as no other survey has followed. */
const heldInTime = ({ state }: AgreementBook, { n, until }: Survey, { by, occurredAt }: Occasion): boolean =>
  by.role !== 'client' && occurredAt < until! && state.surveys!.length === n;

function notBefore(earliest: Instant, at: Instant, what: string): void {
  if (at < earliest) fail('Invalid', what, 'occurredAt');
}

/** The usual five, and what was added. Throws `Invalid`. */
function dimensionsWith(extra: Required<Dimension>[]): Dimension[] {
  const known = new Set(DIMENSIONS);
  extra.forEach(({ key }, i) => {
    if (known.has(key)) fail('Invalid', '维度重复', `extra[${i}].key`);
    known.add(key);
  });
  return [...DIMENSIONS.map((key) => ({ key })), ...extra];
}

/** Every dimension once, 1 to 5, in the survey's order. Throws `Invalid` naming the dimension. */
function checkedScores({ dimensions }: Survey, scores: Record<string, number>): Record<string, number> {
  known(dimensions, scores, 'scores');
  return Object.fromEntries(
    dimensions.map(({ key }) => {
      const score = Object.hasOwn(scores, key) ? scores[key]! : fail('Invalid', '缺少该维度的评分', `scores.${key}`);
      if (!Number.isInteger(score) || score < 1 || score > 5) fail('Invalid', '评分为 1 至 5 的整数', `scores.${key}`);
      return [key, score];
    }),
  );
}

function checkedRemarks<T extends Record<string, string>>({ dimensions }: Survey, remarks: T): T {
  known(dimensions, remarks, 'remarks');
  return remarks;
}

function known(dimensions: Dimension[], said: object, field: string): void {
  const unknown = Object.keys(said).find((key) => !dimensions.some((one) => one.key === key));
  if (unknown !== undefined) fail('Invalid', '本次调研没有这个维度', `${field}.${unknown}`);
}

const lowOf = ({ answer }: Survey): string[] =>
  Object.entries(answer!.scores).flatMap(([key, score]) => (score < LOW_SCORE ? [key] : []));

/** Each for a dimension of the survey and with a day to come; each low score has one at least. Throws `Invalid`. */
function checkMeasures(
  book: AgreementBook,
  survey: Survey,
  measures: SurveyPayloads['survey.analyse']['measures'],
): void {
  measures.forEach(({ dimension, due }, i) => {
    if (!survey.dimensions.some(({ key }) => key === dimension))
      fail('Invalid', '本次调研没有这个维度', `measures[${i}].dimension`);
    if (due < book.today) fail('Invalid', '完成日期不能早于今天', `measures[${i}].due`);
  });
  const bare = lowOf(survey).find((key) => !measures.some(({ dimension }) => dimension === key));
  if (bare !== undefined) fail('Invalid', `维度 ${bare} 低于 ${LOW_SCORE} 分, 须有改进措施`, 'measures');
}
