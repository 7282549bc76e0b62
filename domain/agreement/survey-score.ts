import type { AgreementBook } from './book';
import { mergeFigures } from './execution';
import type { Survey } from './survey-types';

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

/**
 * What the answered surveys of the term say takes the place of what was recorded by hand; without any answer that is left
 * as it is. The event names the surveys.
 */
export function takeSurveyFigures(book: AgreementBook): void {
  const { state } = book;
  const numbers = (wanted: Survey['state']): Survey[] => (state.surveys ?? []).filter((one) => one.state === wanted);
  const answered = numbers('answered');
  const unanswered = numbers('unanswered');
  if (answered.length + unanswered.length === 0) return;
  const satisfaction = satisfactionOf(answered.map(({ answer }) => answer!.scores));
  if (satisfaction !== undefined) state.figures = mergeFigures(state.figures, { satisfaction });
  state.surveyed = { answered: answered.map(({ n }) => n), unanswered: unanswered.map(({ n }) => n) };
  book.emit('figures.surveyed', { ...(satisfaction !== undefined && { satisfaction }), ...state.surveyed });
}
