import { activePause, dueInstant } from '../deadline/deadline';
import { fail, requireThat } from '../failures';
import { workdays } from '../record/standard';
import type { RunningDeadline } from '../record/types';
import type { Instant } from '../time';
import type { CaseBook } from './book';
import {
  casePause,
  endCasePause,
  endKeptPause,
  keptPauseLasts,
  lastingFrom,
  PROMISED,
  type AskedPause,
} from './clocks';
import type { CaseCommandPayloads } from './commands';

/** 等待客户答复: the clocks stand still while the client owes an answer (domain.md §4). */

/** Working days a pause may last; it then ends by itself. */
const LONGEST = 10;

/**
 * Stops one clock, or every open one of the case and those that start while it lasts. Throws `NotNow` when there is
 * nothing to stop, `Invalid` (field `days`).
 */
export function pauseClocks(
  book: CaseBook,
  { id, reason, days = LONGEST }: CaseCommandPayloads['complaint.pause'],
  occurredAt: Instant,
): void {
  const { state } = book;
  if (!Number.isInteger(days) || days < 1 || days > LONGEST) fail('Invalid', `暂停为 1 至 ${LONGEST} 个工作日`, 'days');
  const from = Math.max(occurredAt, state.current.pauses.at(-1)?.to ?? occurredAt);
  const longest = workdays(days);
  const pause = { from, until: dueInstant(longest, from, book.workingTime).dueAt, longest, reason };
  if (id === undefined) {
    requireThat(!casePause(state, book.now), '已在暂停中');
    const running = state.deadlines.filter((d) => d.state === 'open' && !activePause(d) && d.startedAt < pause.until);
    requireThat(running.length > 0, '没有可以暂停的期限');
    for (const deadline of running) stop(book, deadline, pause);
    state.current.pauses.push(pause);
  } else {
    const running = book.find(id);
    requireThat(running?.state === 'open' && running.startedAt < pause.until, `期限 ${id} 没有在计时`, 'id');
    stop(book, running, pause);
  }
  book.notify('case.paused', 'client', { id: state.id, reason, until: pause.until });
}

/** Lets one clock go on, or all that stand still; with the last one the case’s pause ends. Throws `NotNow`. */
export function resumeClocks(book: CaseBook, { id }: { id?: string }, occurredAt: Instant): void {
  const { state, now } = book;
  const paused = state.deadlines.filter((d) => activePause(d) && (id === undefined || d.id === id));
  const kept = (id === undefined || PROMISED.includes(id)) && keptPauseLasts(book);
  requireThat(paused.length > 0 || kept, id === undefined ? '没有暂停中的期限' : `期限 ${id} 未在暂停中`, 'id');
  for (const deadline of paused) book.resume(deadline.id, Math.max(occurredAt, activePause(deadline)!.from));
  const wholeCase = casePause(state, now) && !state.deadlines.some(activePause);
  if (wholeCase) endCasePause(state, occurredAt);
  if (wholeCase || id === undefined || PROMISED.includes(id)) endKeptPause(state.current, occurredAt);
}

/** A clock that begins later (tomorrow's update) stands still from now on; all of them end together. */
function stop(book: CaseBook, running: RunningDeadline, asked: AskedPause): void {
  const startedAt = Math.min(running.startedAt, book.now);
  const from = Math.max(asked.from, startedAt, running.pauses.at(-1)?.to ?? startedAt);
  if (startedAt !== running.startedAt) book.put({ ...running, startedAt });
  book.pause(running.id, from === asked.from ? asked : lastingFrom(asked, from));
}
