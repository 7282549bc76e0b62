import type { AgreementBook } from '../../domain/agreement/book';
import { takeCaseFigures } from '../../domain/agreement/case-figures';
import { enterEvaluation } from '../../domain/agreement/evaluation';
import { expiryOf } from '../../domain/agreement/execution';
import type { Agreement } from '../../domain/agreement/types';
import { dayFromDate, startOfDay } from '../../domain/time';
import { caseFigures } from '../shared/proxies';
import type { Turn } from '../shared/model';

/** Counts the complaints and requests of the term, where any was filed, and freezes the figures. */
export async function evaluate(state: Agreement): Promise<Turn<AgreementBook>> {
  const { no, effectiveOn, lastNumber } = state;
  if (lastNumber.complaint + lastNumber.request === 0) return enterEvaluation;
  const from = startOfDay(dayFromDate(effectiveOn!));
  const figures = await caseFigures({ no, from, to: expiryOf(state), asOf: Date.now() });
  return (book) => {
    takeCaseFigures(book, figures);
    enterEvaluation(book);
  };
}
