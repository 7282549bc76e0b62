import type { AgreementBook } from './book';
import { mergeFigures } from './execution';
import type { Instant } from '../time';
import type { Survey, Surveyed } from './survey-types';

/**
 * 满意度: the mean of the surveys' means, 1–5 times 20 (domain.md §3.6), rounded down to hundredths, so that rounding never
 * turns a failure into a pass. Counted in whole numbers: 85 is 85. Undefined where nothing was answered.
 */
export function satisfactionOf(answers: readonly Record<string, number>[]): number | undefined {
  if (answers.length === 0) return undefined;
  const parts = answers.map((scores) => Object.values(scores));
  const common = parts.reduce((all, { length }) => (all * length) / divisor(all, length), 1);
  const sum = parts.reduce((all, each) => all + each.reduce((a, b) => a + b, 0) * (common / each.length), 0);
  return Math.floor((2_000 * sum) / (common * parts.length)) / 100;
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** Of one survey; it must have been answered. */
export const scoreOf = ({ answer }: Survey): number => satisfactionOf([answer!.scores])!;

/** Surveys answered, and those that were let pass, from one instant to another (exclusive; absent: all), by their numbers. */
export function surveyFigures(
  surveys: readonly Survey[] = [],
  { from, to }: { from: Instant; to: Instant } = { from: -Infinity, to: Infinity },
): Surveyed & { satisfaction?: number } {
  const within = surveys.filter(({ answer, until }) => {
    const at = answer?.at ?? until;
    return at !== undefined && from <= at && at < to;
  });
  const answers = within.flatMap(({ answer }) => (answer ? [answer.scores] : []));
  const satisfaction = satisfactionOf(answers);
  const numbers = (wanted: Survey['state']): number[] =>
    within.filter(({ state }) => state === wanted).map(({ n }) => n);
  return {
    ...(satisfaction !== undefined && { satisfaction }),
    answered: numbers('answered'),
    unanswered: numbers('unanswered'),
  };
}

/**
 * What the answered surveys of the term say takes the place of what was recorded by hand; without any answer that is left
 * as it is. The event names the surveys.
 */
export function takeSurveyFigures(book: AgreementBook): void {
  const { state } = book;
  const figures = surveyFigures(state.surveys);
  const { satisfaction, ...surveyed } = figures;
  if (surveyed.answered.length + surveyed.unanswered.length === 0) return;
  if (satisfaction !== undefined) state.figures = mergeFigures(state.figures, { satisfaction });
  state.surveyed = surveyed;
  book.emit('figures.surveyed', { ...figures });
}
