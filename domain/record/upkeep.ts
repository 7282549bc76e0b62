import type { CalendarData } from '../calendar/types';
import { dueInstant, replan } from '../deadline/deadline';
import { fail, requireThat } from '../failures';
import type { Actor } from '../roles';
import type { Book } from './book';
import { workdays } from './standard';
import { ownersOf } from './telling';
import type { RecordState } from './types';

/** What every recorded execution understands alike: a miss that is taken up, a new calendar. */

/** An acknowledged miss that is still there climbs on after this long (domain.md, first rule). */
const FOLLOW_UP = workdays(5);

/** Somebody above takes up a miss: its ladder stops for a while. Throws `NotNow`, or `Forbidden` to whoever owes it. */
export function takeUp<S extends RecordState>(book: Book<S>, id: string, by: Actor): void {
  const deadline = book.find(id);
  requireThat(deadline?.missedAt !== undefined, `期限 ${id} 没有待处理的逾期`, 'id');
  if (ownersOf(deadline).includes(by.role)) fail('Forbidden', '逾期事项的责任方不能自行停止上报', 'id');
  book.acknowledge(id, dueInstant(FOLLOW_UP, book.now, book.workingTime).dueAt);
  book.emit('deadline.acknowledged', { id });
}

/** Counts every open clock anew by a newer calendar; what was missed, met or cancelled is never touched. */
export function loadCalendar<S extends RecordState>(book: Book<S>, calendar: CalendarData): void {
  if (calendar.revision <= book.state.calendar.revision)
    fail('NotNow', '已在使用该版本或更新的日历', 'calendar.revision');
  book.state.calendar = calendar;
  for (const deadline of [...book.state.deadlines]) book.move(replan(deadline, book.workingTime).deadline);
}
