import { workTimeBetween } from '../../domain/calendar/hours';
import type { WorkingTime } from '../../domain/calendar/types';
import type { Case } from '../../domain/case/types';
import type { Instant } from '../../domain/time';
import { deadlineOf, pauseOf, type DeadlineRow } from './deadline';

/** What is needed of the case to say how its clocks stand. */
export interface Standing {
  now: Instant;
  workingTime: WorkingTime;
  state: Pick<Case, 'deadlines' | 'misses'>;
  outside: boolean;
  text: (ref: string) => string;
}

/** A clock of a case, with how it stands now. */
export function clockOf(row: DeadlineRow, { now, workingTime, state, outside, text }: Standing) {
  const same = ({ id, n }: { id: string; n: number }): boolean => id === row.id && n === row.n;
  const excluded = state.misses.find(same)?.excluded;
  const owed = row.state === 'open' || (row.met_at === null && state.deadlines.some(same));
  return {
    ...deadlineOf(row, { outside }),
    paused: pauseOf(row) !== undefined,
    met: row.met_at !== null,
    missed: row.missed_at !== null,
    excluded: excluded !== undefined,
    ...(excluded !== undefined && !outside && { reason: text(excluded) }),
    ...(owed && remainingOf(row, now, workingTime)),
  };
}

/**
 * Time left until the end, negative since it: on the wall clock, and for a clock that counts working time in that too.
 * A paused clock stands where it was paused.
 */
export function remainingOf(row: DeadlineRow, now: Instant, wt: WorkingTime) {
  const at = Math.min(now, pauseOf(row)?.from ?? now);
  const due = row.due_at.getTime();
  return {
    remainingMs: due - at,
    ...(row.data.target.unit.startsWith('work') && { remainingWorkMs: workTimeBetween(wt, at, due) }),
  };
}
