import type { Role } from '../roles';
import type { Instant } from '../time';
import type { CaseBook } from './book';
import { byDue, endCasePause, endUpdates, openClock, openNextUpdate } from './clocks';
import { targetOf } from './standard';
import type { Case, CaseOutcome } from './types';

/** The rounds of a case: from the report, or from a reopening, to the resolution; and its end. */

/** Who answers for the case: the account manager, or the manager where the complaint is about that one. */
export const responsible = ({ about }: Pick<Case, 'about'>): Role =>
  about === 'account-manager' ? 'manager' : 'account-manager';

/** The round's clocks, from its start. */
export function startRound(book: CaseBook): void {
  const { state } = book;
  const { startedAt } = state.current;
  if (state.kind === 'complaint') {
    openClock(book, 'complaint.first-contact', startedAt);
    openClock(book, 'complaint.first-solution', startedAt);
    if (state.about === 'data-leak' && state.incidentAt === undefined) openClock(book, 'complaint.incident', startedAt);
    return;
  }
  for (const id of ['request.response', 'request.solution', 'request.plan'])
    if (targetOf(id, state)) openClock(book, id, startedAt);
  openNextUpdate(book, startedAt);
}

/** What the client wanted has been done, or refused: nobody owes progress any more, the callback is due. */
export function resolved(book: CaseBook, at: Instant): void {
  const { state } = book;
  endUpdates(book);
  endCasePause(state, at);
  state.phase = 'resolved';
  state.current.resolvedAt = at;
  openClock(book, `${state.kind}.callback`, at);
}

/**
 * The client is not content, which whoever owes the first clock is told as well: fresh clocks from this instant. What was
 * missed stays missed (domain.md §4).
 */
export function reopen(book: CaseBook, at: Instant): void {
  const { state } = book;
  book.cancelAll();
  state.round += 1;
  state.phase = 'open';
  state.current = { startedAt: at, pauses: [] };
  book.emit(`${state.kind}.reopened`, { round: state.round }, at);
  startRound(book);
  const { id, round } = state;
  const { id: clock, dueAt: due, owner } = byDue(state)[0]!;
  for (const role of new Set([responsible(state), owner]))
    book.notify('case.reopened', role, { id, round, clock: { id: clock, due, owner } });
}

/** Nothing is owed any more. Only people close a case. How a complaint was handled goes on paper then. */
export function close(book: CaseBook, outcome: CaseOutcome): void {
  const { state } = book;
  book.cancelAll();
  state.phase = 'closed';
  state.outcome = outcome;
  book.emit(`${state.kind}.closed`, { outcome });
  if (state.kind === 'complaint') book.orderDocument('complaint-record', {});
}
