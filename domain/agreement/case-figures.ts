import type { CaseFigures } from '../case/figures';
import type { AgreementBook } from './book';
import { mergeFigures } from './execution';

/**
 * What the recorded complaints and requests say takes the place of what was recorded by hand (domain.md §3.6). A figure
 * for which there is no data is left as it is. The event names the cases behind each.
 */
export function takeCaseFigures(book: AgreementBook, { onTime, response }: CaseFigures): void {
  book.state.figures = mergeFigures(book.state.figures, {
    ...(onTime.percent !== undefined && { onTimePercent: onTime.percent }),
    ...(response.meanHours !== undefined && { responseHours: response.meanHours }),
  });
  book.emit('figures.counted', { onTime, response });
  const { inTime, late, excluded } = onTime;
  const { times, byUrgency } = response;
  book.state.counted = {
    ...(onTime.percent !== undefined && { onTime: counts({ inTime, late, excluded }) }),
    ...(times.length > 0 && { responses: { counted: times.length, excluded: response.excluded.length } }),
    byUrgency: {
      紧急: counts(byUrgency['紧急']),
      重要: counts(byUrgency['重要']),
      常规: counts(byUrgency['常规']),
    },
    seq: book.state.seq,
  };
}

const counts = <K extends string>(cases: Record<K, string[]>): Record<K, number> =>
  Object.fromEntries(Object.entries<string[]>(cases).map(([key, ids]) => [key, ids.length])) as Record<K, number>;
