import { requireThat } from '../failures';
import type { RunningDeadline } from '../record/types';
import type { CaseBook } from './book';
import type { CaseCommandPayloads } from './commands';
import type { Case } from './types';

/** Misses are permanent facts; an indicator may leave one out, by the manager's or the head of service's decision, with a reason. */

export function remember(state: Case, { id, n, dueAt }: RunningDeadline): void {
  state.misses.push({ id, n, dueAt });
}

/** The miss stays where everybody sees it. Throws `NotNow` when there is none that still counts. */
export function exclude(book: CaseBook, { id, n, reason }: CaseCommandPayloads['complaint.exclude']): void {
  const miss = book.state.misses.filter((m) => m.id === id && (n === undefined || m.n === n) && !m.excluded).at(-1);
  requireThat(miss, `期限 ${id} 没有计入指标的逾期`, 'id');
  miss.excluded = reason;
  book.emit('deadline.excluded', { id, n: miss.n });
}
