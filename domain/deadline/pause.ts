import type { WorkingTime } from '../calendar/types';
import { fail, requireThat } from '../failures';
import type { Instant } from '../time';
import { checkTarget, dueInstant } from './measure';
import { planned } from './plan';
import type { Deadline, Pause, Target } from './types';

const lasting = (d: Pick<Deadline, 'pauses'>): Pause | undefined => {
  const last = d.pauses.at(-1);
  return last && last.to === undefined ? last : undefined;
};

/**
 * The pause that holds the clock now, if any. One that began at the end or after it (a shorter target was set while it
 * lasted) holds nothing: the time had run before.
 */
export function activePause(d: Deadline): Pause | undefined {
  const last = lasting(d);
  return last && last.from < d.dueAt ? last : undefined;
}

/** The pauses when the deadline itself ends at an instant: one that lasts ends with it. */
export function pausesUntil(d: Pick<Deadline, 'pauses'>, at: Instant): Pause[] {
  const last = lasting(d);
  return last ? [...d.pauses.slice(0, -1), { ...last, to: Math.max(last.from, at) }] : d.pauses;
}

/**
 * Stops the clock from an instant (which may lie before its record) while somebody else owes an answer. It goes on by
 * itself when `longest`, counted from there, is over. Throws `NotNow` when the deadline is not running or had run out
 * by then, `Invalid` (field `from`) when the pause would begin before the start or inside an earlier one.
 */
export function pause(
  d: Deadline,
  from: Instant,
  reason: string | undefined,
  longest: Target,
  wt: WorkingTime,
): Deadline {
  requireThat(d.state === 'open', '时限已结束, 不能暂停');
  requireThat(!activePause(d), '时限已在暂停中');
  requireThat(from < d.dueAt, '时限届满后不能暂停');
  const earliest = d.pauses.at(-1)?.to ?? d.startedAt;
  if (!(from >= earliest)) fail('Invalid', '暂停不能早于时限开始或上次暂停结束', 'from');
  if (checkTarget(longest, wt, 'longest').value === 0) fail('Invalid', '最长暂停应大于零', 'longest.value');
  const until = dueInstant(longest, from, wt).dueAt;
  return { ...d, pauses: [...d.pauses, { from, until, longest, ...(reason === undefined ? {} : { reason }) }] };
}

/**
 * Lets a paused clock go on; the due instant and the warnings still to come move by the paused time in the deadline's
 * own measure. At the latest the pause ended at its `until`. Throws `NotNow` when it is not paused, `Invalid` (`at`).
 */
export function resume(d: Deadline, at: Instant, wt: WorkingTime): Deadline {
  const current = activePause(d);
  requireThat(d.state === 'open' && current, '时限未在暂停中');
  if (!(at >= current.from)) fail('Invalid', '恢复不能早于暂停', 'at');
  const to = Math.min(at, current.until ?? at);
  return planned({ ...d, pauses: [...d.pauses.slice(0, -1), { ...current, to }] }, wt);
}

/**
 * The pauses when the answer had come at an instant inside the last one, which since has ended by itself: it ends there.
 * The same object where that is not so.
 */
export function endedEarlier(pauses: Pause[], at: Instant): Pause[] {
  const last = pauses.at(-1);
  if (last?.to === undefined || last.to !== last.until || at < last.from || at >= last.to) return pauses;
  return [...pauses.slice(0, -1), { ...last, to: at }];
}

/** As `resume`, recorded after the pause had ended by itself. The end comes sooner, it may have passed: then `advance` misses it. */
export function resumeEarlier(d: Deadline, at: Instant, wt: WorkingTime): Deadline {
  const pauses = endedEarlier(d.pauses, at);
  return d.state !== 'open' || pauses === d.pauses ? d : planned({ ...d, pauses }, wt);
}
