import type { WorkingTime } from '../calendar/types';
import { DAY, type Instant } from '../time';
import { dueAfterEnd } from './measure';
import { activePause, pausesUntil, resume } from './pause';
import { warned } from './plan';
import type { Deadline, DeadlineHappening } from './types';

interface Step {
  deadline: Deadline;
  happening: DeadlineHappening;
}

/**
 * When something happens to the deadline next if nobody acts: a warning, the end, the next rung after a miss, or the
 * longest end of a pause. It may lie in the past (then `advance` has work); undefined when nothing is to come.
 */
export function nextInstant(d: Deadline): Instant | undefined {
  if (d.state === 'missed') return d.climbAt;
  if (d.state !== 'open') return undefined;
  const warning = d.warnAt[0];
  const paused = activePause(d);
  if (!paused) return warning === undefined ? d.dueAt : Math.min(warning, d.dueAt);
  return warning !== undefined && warning <= paused.from ? warning : paused.until;
}

/**
 * Everything whose instant has come by `now`, in order, each exactly once, with the instant it was due (not `now`).
 * Level-triggered: it compares with the clock, so that a lost or late timer is made up for by the next call, and a
 * second call at the same `now` finds nothing. After a miss the rungs climb, each with its delay from the due instant
 * and never before the one below it; the last one repeats daily until somebody acts. Repetitions that passed while
 * nothing was awake are told once, not once for each day.
 */
export function advance(
  d: Deadline,
  now: Instant,
  wt: WorkingTime,
): { deadline: Deadline; happenings: DeadlineHappening[] } {
  const happenings: DeadlineHappening[] = [];
  let deadline = d;
  for (;;) {
    const at = nextInstant(deadline);
    if (at === undefined || at > now) return { deadline, happenings };
    const step = stepAt(deadline, at, now, wt);
    deadline = step.deadline;
    happenings.push(step.happening);
  }
}

function stepAt(d: Deadline, at: Instant, now: Instant, wt: WorkingTime): Step {
  if (d.state === 'missed') return climb(d, at, now, wt);
  const paused = activePause(d);
  if (paused && at === paused.until && !(d.warnAt[0]! <= paused.from)) {
    const deadline = resume(d, at, wt);
    return { deadline, happening: { event: 'deadline.resumed', id: d.id, at, due: deadline.dueAt } };
  }
  if (at === d.warnAt[0]) {
    return { deadline: warned(d, wt), happening: { event: 'deadline.warned', id: d.id, at } };
  }
  return miss(d, wt);
}

function miss(d: Deadline, wt: WorkingTime): Step {
  const first = d.ladder[0];
  const pauses = pausesUntil(d, d.dueAt);
  const deadline: Deadline = { ...d, state: 'missed', missedAt: d.dueAt, warnAt: [], pauses };
  if (first) deadline.climbAt = dueAfterEnd(first.after, d.dueAt, wt);
  return { deadline, happening: { event: 'deadline.missed', id: d.id, at: d.dueAt, due: d.dueAt } };
}

function climb(d: Deadline, at: Instant, now: Instant, wt: WorkingTime): Step {
  const rung = Math.min(d.climbed + 1, d.ladder.length);
  const above = d.ladder[rung];
  const climbAt = above
    ? Math.max(at, dueAfterEnd(above.after, d.dueAt, wt))
    : at + (Math.floor((now - at) / DAY) + 1) * DAY;
  const { role } = d.ladder[rung - 1]!;
  return {
    deadline: { ...d, climbed: d.climbed + 1, climbAt, acknowledgedUntil: undefined },
    happening: { event: 'deadline.escalated', id: d.id, at, rung, role },
  };
}
