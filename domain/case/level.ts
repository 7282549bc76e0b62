import { changeTarget } from '../deadline/deadline';
import type { Pause, Target } from '../deadline/types';
import { fail, requireThat } from '../failures';
import type { RunningDeadline } from '../record/types';
import type { Actor, Role } from '../roles';
import type { Instant } from '../time';
import type { CaseBook } from './book';
import { keepPauses, openClock, PROMISED, promisedPauses, united } from './clocks';
import type { CaseHandlers } from './handlers';
import { caseSpecOf, targetOf } from './standard';
import { SEVERITIES, URGENCIES, type Case } from './types';

/**
 * 严重程度, 紧急程度: a change counts every clock that is still open anew, from the same start and with its pauses. What
 * was missed keeps its miss; a shorter target may have ended already, then it is missed at that instant (domain.md §4).
 */
export const levelHandlers: CaseHandlers<'complaint.severity' | 'request.urgency'> = {
  'complaint.severity'(book, { severity }, { by }) {
    const { state } = book;
    requireThat(severity !== state.severity, '严重程度没有变化', 'severity');
    if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(state.severity!)) mayLower(state, by);
    state.severity = severity;
    countAnew(book);
  },

  'request.urgency'(book, { urgency }, { by }) {
    const { state } = book;
    requireThat(urgency !== state.urgency, '紧急程度没有变化', 'urgency');
    if (state.topic === 'inquiry') fail('Invalid', '咨询按常规需求办理', 'urgency');
    if (URGENCIES.indexOf(urgency) > URGENCIES.indexOf(state.urgency!)) mayLower(state, by);
    state.urgency = urgency;
    countAnew(book);
    if (state.phase === 'open') exchange(book, state.current.startedAt);
  },
};

/** A lower level takes clocks away or lengthens them: nobody who owes them decides it. Throws `Forbidden`. */
function mayLower({ about }: Case, { role }: Actor): void {
  const allowed: readonly Role[] = about === 'account-manager' ? ['operations'] : ['operations', 'manager'];
  if (!allowed.includes(role)) fail('Forbidden', '降低级别会放宽或取消时限, 由负责人或运营决定, 责任方不能自行降低');
}

function countAnew(book: CaseBook): void {
  const { state, workingTime } = book;
  for (const { deadline, target } of byLevel(state)) book.move(changeTarget(deadline, target, workingTime));
}

/** Every clock that is open and bound to no day, with the ladder and the target that the level has now. */
export function byLevel(state: Case): { deadline: RunningDeadline; target: Target }[] {
  return state.deadlines.flatMap((running) => {
    const target = targetOf(running.id, state);
    if (running.state !== 'open' || running.fixedDue !== undefined || !target) return [];
    return [{ deadline: { ...running, ladder: caseSpecOf(running.id, state).ladder }, target }];
  });
}

/**
 * The promised clocks that this urgency has not end; those that it has begin with the pauses of what was before them, and
 * with `more`.
 */
export function exchange(book: CaseBook, startedAt: Instant, more: Pause[] = []): void {
  const { state } = book;
  for (const id of PROMISED) if (book.find(id)?.state === 'open' && !targetOf(id, state)) endPromised(book, id);
  for (const id of PROMISED) {
    const given = id === 'request.plan' && state.current.plannedAt !== undefined;
    if (!targetOf(id, state) || book.find(id) || given) continue;
    openClock(book, id, startedAt, { pauses: united([...more, ...promisedPauses(book)], book.now) });
  }
}

function endPromised(book: CaseBook, id: string): void {
  keepPauses(book, book.find(id)!);
  book.cancel(id);
}
