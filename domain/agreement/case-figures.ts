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
}
