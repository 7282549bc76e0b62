import { workDayLength, workTimeBetween } from '../calendar/hours';
import type { WorkingTime } from '../calendar/types';
import { activePause, dueInstant, endedEarlier, resumeEarlier } from '../deadline/deadline';
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

/** Working days that a clock may stand still in a round, all its pauses together; the last one then ends by itself. */
const LONGEST = 10;
/** Nothing of them waits for the client: it has yet to be spoken to, and the record of a leak is the house's. */
const NEVER_PAUSED = ['complaint.first-contact', 'complaint.incident'];

/**
 * Stops one clock, or every open one of the case and those that start while it lasts. Throws `NotNow` when there is
 * nothing to stop or its time to wait is used up, `Invalid` (fields `days`, `id`).
 */
export function pauseClocks(
  book: CaseBook,
  { id, reason, days: asked }: CaseCommandPayloads['complaint.pause'],
  occurredAt: Instant,
): void {
  const { state, workingTime } = book;
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1 || asked > LONGEST))
    fail('Invalid', `暂停为 1 至 ${LONGEST} 个工作日`, 'days');
  if (id !== undefined && NEVER_PAUSED.includes(id)) fail('Invalid', '该期限不取决于客户答复, 不能暂停', 'id');
  const from = Math.max(occurredAt, state.current.pauses.at(-1)?.to ?? occurredAt);
  const lasting = (days: number): AskedPause => {
    const longest = workdays(days);
    return { from, until: dueInstant(longest, from, workingTime).dueAt, longest, reason };
  };
  const clocks = running(book, id, lasting(asked ?? LONGEST).until);
  const able = clocks.filter((d) => daysLeft(d, workingTime) > 0);
  requireThat(able.length > 0, `每项期限在一轮中合计最多暂停 ${LONGEST} 个工作日, 已用完`);
  const left = Math.min(...able.map((d) => daysLeft(d, workingTime)));
  if (asked !== undefined && asked > left)
    fail('Invalid', `每项期限在一轮中合计最多暂停 ${LONGEST} 个工作日, 还可暂停 ${left} 个`, 'days');
  const pause = lasting(asked ?? left);
  for (const deadline of able) stop(book, deadline, pause);
  if (id === undefined) state.current.pauses.push(pause);
  book.notify('case.paused', 'client', { id: state.id, reason, until: pause.until });
}

/** The clocks that a pause is to stop: they run, or begin before it ends. Throws `NotNow` when there are none. */
function running({ state, now }: CaseBook, id: string | undefined, until: Instant): RunningDeadline[] {
  const runs = (d: RunningDeadline): boolean => d.state === 'open' && !activePause(d) && d.startedAt < until;
  if (id !== undefined) {
    const named = state.deadlines.find((d) => d.id === id && runs(d));
    requireThat(named, `期限 ${id} 没有在计时`, 'id');
    return [named];
  }
  requireThat(!casePause(state, now), '已在暂停中');
  const all = state.deadlines.filter((d) => runs(d) && !NEVER_PAUSED.includes(d.id));
  requireThat(all.length > 0, '没有可以暂停的期限');
  return all;
}

/** Working days that it may still stand still; one that has begun counts whole, as the day of the event does not count. */
function daysLeft({ pauses }: RunningDeadline, wt: WorkingTime): number {
  const stood = pauses.reduce((sum, { from, to, until }) => sum + workTimeBetween(wt, from, to ?? until!), 0);
  return Math.ceil(LONGEST - stood / workDayLength(wt));
}

/**
 * Lets one clock go on, or all that stand still; with the last one the case’s pause ends. An answer recorded after the
 * pause had ended by itself shortens it where the clock is still open. Throws `NotNow`.
 */
export function resumeClocks(book: CaseBook, { id }: { id?: string }, occurredAt: Instant): void {
  const { state, now } = book;
  const meant = state.deadlines.filter((d) => id === undefined || d.id === id);
  const paused = meant.filter(activePause);
  const kept = (id === undefined || PROMISED.includes(id)) && keptPauseLasts(book);
  const earlier = paused.length > 0 || kept ? false : answeredBefore(book, meant, id, occurredAt);
  requireThat(
    paused.length > 0 || kept || earlier,
    id === undefined ? '没有暂停中的期限' : `期限 ${id} 未在暂停中`,
    'id',
  );
  for (const deadline of paused) book.resume(deadline.id, Math.max(occurredAt, activePause(deadline)!.from));
  const wholeCase = casePause(state, now) && !state.deadlines.some(activePause);
  if (wholeCase) endCasePause(state, occurredAt);
  if (wholeCase || id === undefined || PROMISED.includes(id)) endKeptPause(state.current, occurredAt);
}

/** Shortens what ended by itself after the answer had come; false where nothing has. */
function answeredBefore(book: CaseBook, clocks: RunningDeadline[], id: string | undefined, at: Instant): boolean {
  const { current } = book.state;
  const pauses = id === undefined ? endedEarlier(current.pauses, at) : current.pauses;
  const wholeCase = pauses !== current.pauses;
  current.pauses = pauses;
  let found = wholeCase;
  for (const deadline of clocks) {
    // one that began while the case stood still has not stood still at all
    const from = wholeCase ? Math.max(at, deadline.pauses.at(-1)?.from ?? at) : at;
    const earlier = resumeEarlier(deadline, from, book.workingTime);
    if (earlier === deadline) continue;
    book.move(earlier);
    found = true;
  }
  return found;
}

/** A clock that begins later (tomorrow's update) stands still from now on; all of them end together. */
function stop(book: CaseBook, running: RunningDeadline, asked: AskedPause): void {
  const startedAt = Math.min(running.startedAt, book.now);
  const from = Math.max(asked.from, startedAt, running.pauses.at(-1)?.to ?? startedAt);
  if (startedAt !== running.startedAt) book.put({ ...running, startedAt });
  book.pause(running.id, from === asked.from ? asked : lastingFrom(asked, from));
}
