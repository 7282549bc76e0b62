import { replan } from '../deadline/deadline';
import { fail } from '../failures';
import { parseCaseId } from '../ids';
import type { Instant } from '../time';
import type { CaseBook } from './book';
import type { CaseHandlers } from './handlers';
import { close } from './round';
import type { CaseSource } from './types';

/** The same need from several channels is one request: the earliest clock stays, all sources are named (domain.md §5). */

export const mergeHandlers: CaseHandlers<'request.merge'> = {
  'request.merge'(book, { into }) {
    const { id, agreementNo, sources, reportedAt } = book.state;
    const target = parseCaseId(into);
    if (target?.kind !== 'request' || target.no !== agreementNo) fail('Invalid', '只能并入同一协议的另一需求', 'into');
    if (into === id) fail('Invalid', '不能并入自身', 'into');
    close(book, 'merged');
    book.order({ order: 'absorb', into, sources, reportedAt });
    book.notify('request.merged', 'client', { id, into });
  },
};

/**
 * Takes in a duplicate: its sources, and, if it was reported earlier, its start for the clocks of the first round that
 * are still open. Told twice, or when closed already, it changes nothing.
 */
export function absorb(
  book: CaseBook,
  { id, sources, reportedAt }: { id: string; sources: CaseSource[]; reportedAt: Instant },
): void {
  const { state } = book;
  const more = sources.filter((source) => !state.sources.some((known) => known.id === source.id));
  if (state.phase === 'closed' || more.length === 0) return;
  state.sources.push(...more);
  book.causedBy(`absorb ${id}`);
  book.emit('request.absorbed', { id, channels: more.map(({ channel }) => channel) });
  if (reportedAt >= state.reportedAt) return;
  state.reportedAt = reportedAt;
  const { startedAt } = state.current;
  if (state.round > 1) return; // its clocks count from the reopening
  state.current.startedAt = reportedAt;
  for (const deadline of [...state.deadlines]) {
    if (deadline.state !== 'open' || deadline.startedAt !== startedAt) continue;
    book.move(replan({ ...deadline, startedAt: reportedAt }, book.workingTime).deadline);
  }
}
