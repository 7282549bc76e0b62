import { addWorkingDays } from '../calendar/calendar';
import type { Pause } from '../deadline/types';
import { standardKey } from '../record/standard';
import type { RunningDeadline } from '../record/types';
import type { Actor } from '../roles';
import { dayFromDate, dayOf, endOfDay, startOfDay, type Instant } from '../time';
import type { CaseBook } from './book';
import { DECIDERS } from './commands';
import type { Case, Round } from './types';

/** How the clocks of a case start, repeat and stand still with it. */

/** The clocks that run or climb, the one that is due first in front. */
export const byDue = ({ deadlines }: Pick<Case, 'deadlines'>): RunningDeadline[] =>
  [...deadlines].sort((a, b) => a.dueAt - b.dueAt);

/** The pause of all the case's clocks that lasts at an instant, if any. */
export function casePause({ current }: Case, at: Instant): Pause | undefined {
  const last = current.pauses.at(-1);
  return last && last.to === undefined && at < last.until! ? last : undefined;
}

/** Writes down that the case's pause is over, at the latest at its longest end. */
export function endCasePause({ current }: Case, at: Instant): void {
  const last = current.pauses.at(-1);
  if (last) last.to = ended(last, at).to;
}

/**
 * Starts a clock of the current round. What the case stood still after that start, it stood still for this clock too: a
 * plan that counts from the receipt, a solution that takes the plan's place, an update that follows one given in a pause.
 */
export function openClock(
  book: CaseBook,
  id: string,
  startedAt: Instant,
  options: { dueAt?: Instant; pauses?: Pause[] } = {},
): void {
  const lasting = casePause(book.state, book.now);
  const start = lasting ? Math.min(startedAt, book.now) : startedAt;
  const pauses = options.pauses ?? book.state.current.pauses;
  book.open(id, start, { ...options, pauses: pauses.flatMap((pause) => within(pause, start)) });
}

/** What is promised first, by urgency: one takes the other's place. */
export const PROMISED: readonly string[] = ['request.solution', 'request.plan'];

/** A promised clock ends, or is missed, at an instant: the next one is to begin with its pauses. */
export function keepPauses({ state }: CaseBook, { id, pauses }: RunningDeadline): void {
  if (PROMISED.includes(id)) state.current.kept = { pauses, seen: state.current.pauses.length };
}

/** The pauses with which a promised clock begins: those of its predecessors, and what the case stood still since. */
export function promisedPauses({ state, now }: CaseBook): Pause[] {
  const { kept, pauses } = state.current;
  return kept ? united([...kept.pauses, ...pauses.slice(kept.seen)], now) : pauses;
}

/** The client still owes an answer for a promised clock that does not run at this urgency. */
export function keptPauseLasts({ state, now }: CaseBook): boolean {
  const last = state.current.kept?.pauses.at(-1);
  return last !== undefined && last.to === undefined && now < last.until!;
}

/** The client has answered: a pause that is kept for a later clock is over, too. */
export function endKeptPause({ kept }: Round, at: Instant): void {
  const last = kept?.pauses.at(-1);
  if (kept && last) kept.pauses = [...kept.pauses.slice(0, -1), ended(last, at)];
}

/** Pauses of one clock, each stretch once and in order. One that still lasts leaves no room for others. */
export function united(pauses: readonly Pause[], now: Instant): Pause[] {
  const apart: Pause[] = [];
  for (const pause of [...pauses].sort((a, b) => a.from - b.from)) {
    const last = apart.pop();
    if (!last) apart.push(pause);
    else if (last.to === undefined && now < last.until!) apart.push(last);
    else {
      const over = ended(last, now);
      apart.push(over, ...within(pause, over.to));
    }
  }
  return apart;
}

/** Over at an instant, at the latest at its longest end. */
const ended = (pause: Pause, at: Instant): Pause & { to: Instant } => ({
  ...pause,
  to: pause.to ?? Math.max(pause.from, Math.min(at, pause.until!)),
});

/** The part of a pause that a clock with this start has seen. */
export function within(pause: Pause, start: Instant): Pause[] {
  if (pause.from >= start) return [pause];
  if (pause.to !== undefined) return pause.to > start ? [{ ...pause, from: start }] : [];
  return [lastingFrom(pause, start)];
}

/** A pause as it is asked for: it lasts, and ends by itself. */
export type AskedPause = Pause & { until: Instant };

/** It ends with the others, so it is no longer counted from its own beginning. */
export function lastingFrom<P extends Pause>({ longest: _longest, ...pause }: P, from: Instant): Omit<P, 'longest'> {
  return { ...pause, from };
}

/**
 * Done by the day that the plan names, 24:00, else (a complaint) by the standard: what has begun is not left lying
 * (domain.md, first rule). A day that was missed is not made good by naming another: its ladder climbs
 * on until somebody above acts, by taking the miss up or by giving the new plan.
 */
export function openResolution(book: CaseBook, at: Instant, by?: Actor): void {
  const { kind, current } = book.state;
  const id = `${kind}.resolution`;
  const running = book.find(id);
  const heard = running?.acknowledgedUntil !== undefined || (by && mayTakeUp(by, running));
  if (running?.missedAt !== undefined && !heard) return;
  const { plannedFor } = current;
  openClock(book, id, at, plannedFor ? { dueAt: endOfDay(dayFromDate(plannedFor)) } : {});
}

const mayTakeUp = ({ role }: Actor, running?: RunningDeadline): boolean =>
  DECIDERS.includes(role) && role !== running?.owner;

/** The duty towards the client that comes again until the case is resolved, numbered through all its rounds. */
const REPEATED = {
  complaint: { id: 'complaint.daily-update', counter: 'update' },
  request: { id: 'request.progress', counter: 'progress' },
} as const;

export const isRepeated = (id: string): boolean =>
  standardKey(id) === REPEATED.complaint.id || standardKey(id) === REPEATED.request.id;

/**
 * The next one after an instant. A day's update belongs to the next working day: its clock begins with that day, so that
 * two updates on one day are not one for tomorrow. Progress of a request runs on from where the last was given or missed.
 */
export function openNextUpdate(book: CaseBook, after: Instant): void {
  const { state } = book;
  const { id, counter } = REPEATED[state.kind];
  const start = state.kind === 'request' ? after : startOfDay(addWorkingDays(state.calendar, dayOf(after), 1)) - 1;
  openClock(book, `${id}/${++state.lastNumber[counter]}`, start);
}

/** What was missed of it: the newest miss goes on being told of, those before it once their ladder is climbed. */
export function missedUpdate(book: CaseBook, { id, dueAt }: RunningDeadline): void {
  for (const d of book.state.deadlines)
    if (d.id !== id && isRepeated(d.id) && d.missedAt !== undefined && d.climbed >= d.ladder.length)
      book.acknowledge(d.id);
  openNextUpdate(book, dueAt - 1);
}

/** An update given to the client meets every one that had begun by then, missed ones too, and the next one follows. */
export function giveUpdate(book: CaseBook, occurredAt: Instant): void {
  const { current } = book.state;
  current.progressAt = Math.max(current.progressAt ?? occurredAt, occurredAt);
  const family = book.state.deadlines.filter((d) => isRepeated(d.id));
  const begun = family.filter((d) => d.startedAt <= occurredAt);
  for (const { id } of begun) book.meet(id, occurredAt);
  if (begun.some((d) => d.state === 'open')) openNextUpdate(book, occurredAt);
}

/** Nobody owes an update any more. */
export function endUpdates(book: CaseBook): void {
  for (const { id } of [...book.state.deadlines]) if (isRepeated(id)) book.cancel(id);
}
