/**
 * The deadline: the one way to wait (architecture.md §2.3). Plain data and pure functions over it; each returns a new
 * object. The owner of a deadline first lets it catch up (`advance` to its now), then applies what somebody did.
 */
import type { WorkingTime } from '../calendar/types';
import { fail } from '../failures';
import type { Instant } from '../time';
import { checkTarget, dueInstant } from './measure';
import { activePause, pausesUntil } from './pause';
import { MOST_WARNINGS, planned } from './plan';
import type { Deadline, DeadlineSpec, Target } from './types';

export { advance, nextInstant } from './clock';
export { dueInstant } from './measure';
export { activePause, endedEarlier, pause, resume, resumeEarlier } from './pause';
export { isWarned, shareInstant } from './plan';
export type * from './types';

/**
 * Starts a deadline at an instant (business time). `dueAt` fixes the end where it was agreed as an instant, e.g. an
 * expiry; then the target gives only the measure of shares and pauses. Throws `Invalid` naming the field.
 */
export function openDeadline(
  spec: DeadlineSpec,
  startedAt: Instant,
  wt: WorkingTime,
  options: { dueAt?: Instant } = {},
): Deadline {
  checkTarget(spec.target, wt);
  spec.ladder.forEach((rung, i) => checkTarget(rung.after, wt, `ladder[${i}].after`));
  const { dueAt: fixedDue } = options;
  if (!Number.isFinite(startedAt)) fail('Invalid', '起始时刻无效', 'startedAt');
  if (fixedDue !== undefined && !Number.isFinite(fixedDue)) fail('Invalid', '届满时刻无效', 'dueAt');
  const fixed = fixedDue === undefined ? {} : { fixedDue };
  const fresh = { startedAt, dueAt: startedAt, projected: false, warnAt: [], climbed: 0, pauses: [], ...fixed };
  const opened = planned<Deadline>({ ...spec, ...fresh, state: 'open' }, wt);
  if (opened.warnAt.length > MOST_WARNINGS) fail('Invalid', '提醒过于频繁', 'warnings');
  return opened;
}

/**
 * What was owed happened at `occurredAt` and was recorded at `recordedAt`. In time and recorded in time: `met`.
 * A clock that ran out before the record stays `missed`, marked `recordedLate` when the thing itself was in time.
 * Ends the ladder and a pause. A deadline that is met or cancelled already stays as it is.
 */
export function meet(d: Deadline, occurredAt: Instant, recordedAt: Instant): Deadline {
  const now = ranOut(d, Math.max(occurredAt, recordedAt));
  if (now.state === 'open')
    return { ...now, state: 'met', metAt: occurredAt, warnAt: [], pauses: pausesUntil(d, occurredAt) };
  if (now.state !== 'missed' || now.metAt !== undefined) return d;
  const late = occurredAt <= now.dueAt ? { recordedLate: true } : {};
  return { ...acknowledge(now), metAt: occurredAt, ...late };
}

/** Nobody owes it any more from `at` on. One that ran out before stays missed; its ladder ends. */
export function cancel(d: Deadline, at: Instant): Deadline {
  const now = ranOut(d, at);
  if (now.state === 'open') return { ...now, state: 'cancelled', warnAt: [], pauses: pausesUntil(d, at) };
  return now.state === 'missed' ? acknowledge(now) : d;
}

/**
 * Somebody acts on a miss: the ladder stops, the miss stays. With `until` it goes on climbing from that instant if what
 * is owed has not happened by then: a promise to act is not the act. It never climbs sooner for it than it would have.
 */
export function acknowledge(d: Deadline, until?: Instant): Deadline {
  if (d.climbAt === undefined) return d;
  const climbAt = until === undefined ? undefined : Math.max(until, d.climbAt);
  return { ...d, climbAt, acknowledgedUntil: climbAt };
}

/**
 * A new calendar: the due instant, the warnings still to come and the end of a running pause of an open deadline are
 * counted anew. What was missed, met or cancelled is never touched.
 */
export function replan(d: Deadline, wt: WorkingTime): { deadline: Deadline; moved?: { from: Instant; to: Instant } } {
  if (d.state !== 'open') return { deadline: d };
  const deadline = planned({ ...d, pauses: recountPause(d, wt) }, wt);
  return deadline.dueAt === d.dueAt ? { deadline } : { deadline, moved: { from: d.dueAt, to: deadline.dueAt } };
}

/**
 * Another target from the same start (a change of severity). Pauses keep their effect, warnings given are not given
 * again; a deadline that was missed keeps its miss. A shorter target may end in the past: then `advance` misses it.
 */
export function changeTarget(d: Deadline, target: Target, wt: WorkingTime): Deadline {
  checkTarget(target, wt);
  return d.state === 'open' ? planned({ ...d, target, fixedDue: undefined }, wt) : d;
}

/** An open deadline whose clock ran out strictly before an instant counts as missed even if nobody looked. */
function ranOut(d: Deadline, at: Instant): Deadline {
  if (d.state !== 'open' || activePause(d) || at <= d.dueAt) return d;
  return { ...d, state: 'missed', missedAt: d.dueAt, warnAt: [], pauses: pausesUntil(d, d.dueAt) };
}

function recountPause(d: Deadline, wt: WorkingTime): Deadline['pauses'] {
  const paused = activePause(d);
  if (!paused?.longest) return d.pauses;
  return [...d.pauses.slice(0, -1), { ...paused, until: dueInstant(paused.longest, paused.from, wt).dueAt }];
}
