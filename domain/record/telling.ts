import { activePause } from '../deadline/deadline';
import type { Deadline, DeadlineHappening } from '../deadline/types';
import type { Role } from '../roles';
import { iso } from '../time';
import type { Book } from './book';
import type { RecordState, RunningDeadline } from './types';

/** Everybody who owes it. */
export const ownersOf = ({ owner, jointly }: Pick<Deadline, 'owner' | 'jointly'>): Role[] =>
  jointly ? [owner, jointly] : [owner];

/** Writes down what a clock brought about, and tells those whom it concerns; each happening is a cause of its own. */
export function tell<S extends RecordState>(book: Book<S>, deadline: RunningDeadline, h: DeadlineHappening): void {
  const { id, n, owner } = deadline;
  book.causedBy(`${id}#${n}@${h.at}`);
  const facts = { id, due: iso(deadline.dueAt), clause: deadline.clause };
  switch (h.event) {
    case 'deadline.warned':
      book.emit(h.event, { id }, h.at);
      // typed in after its end: nobody is warned of what is told as a miss at once
      if (deadline.dueAt <= book.now && !activePause(deadline)) break;
      for (const role of ownersOf(deadline)) book.notify('deadline.warning', role, facts);
      break;
    case 'deadline.missed':
      book.emit(h.event, { id, due: iso(h.due) }, h.at);
      for (const role of ownersOf(deadline)) book.notify('deadline.missed', role, facts);
      break;
    case 'deadline.escalated':
      book.emit(h.event, { id, rung: h.rung, role: h.role }, h.at);
      book.notify('deadline.escalation', h.role, { ...facts, rung: h.rung, owner });
      break;
    case 'deadline.resumed':
      book.emit(h.event, { id, due: iso(h.due) }, h.at);
      break;
  }
}
