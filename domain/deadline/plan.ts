import type { WorkingTime } from '../calendar/types';
import { fail } from '../failures';
import { dayOf, type Instant } from '../time';
import { after, before, checkTarget, dueInstant, elapsed, isProjected, lengthOf } from './measure';
import type { Deadline, Pause, Target, Unit, WarningRule } from './types';

/** More warnings than this are a mistake in the standard: no deadline opens with them, and none comes to more later. */
export const MOST_WARNINGS = 500;

type Span = Pick<Deadline, 'target' | 'startedAt' | 'dueAt' | 'pauses'>;

const isOver = (pause: Pause): pause is Pause & { to: Instant } => pause.to !== undefined;

/** The finished pauses that took something from the deadline: one that began when it had ended took nothing. */
const taken = ({ pauses, dueAt }: Span): (Pause & { to: Instant })[] =>
  pauses.filter(isOver).filter(({ from }) => from < dueAt);

/** Time the finished pauses took, in the deadline's own measure: a weekend inside one counts once, as no working time. */
const pausedTime = (d: Span, wt: WorkingTime): number =>
  taken(d).reduce((sum, { from, to }) => sum + elapsed(d.target.unit, wt, from, to), 0);

/** An instant counted from the start, past each pause that began before it, in a unit's measure. */
const pushed = (at: Instant, pauses: (Pause & { to: Instant })[], unit: Unit, wt: WorkingTime): Instant =>
  pauses.reduce((end, { from, to }) => (from < end ? after(unit, wt, end, elapsed(unit, wt, from, to)) : end), at);

/**
 * The deadline with its due instant and the warnings still to come counted anew from its rules, calendar and pauses.
 * Finished pauses that began before the end move it by the time they took; one that still lasts moves nothing until it
 * ends. As many warnings as were already given are left out.
 */
export function planned<D extends Deadline>(d: D, wt: WorkingTime): D {
  const { unit } = d.target;
  const base = d.fixedDue === undefined ? dueInstant(d.target, d.startedAt, wt) : { dueAt: d.fixedDue };
  const dueAt = pushed(base.dueAt, d.pauses.filter(isOver), unit, wt);
  const counted = 'projected' in base && base.projected;
  const later = dueAt > base.dueAt && isProjected(unit, wt, dayOf(base.dueAt), dayOf(dueAt - 1));
  const moved = { ...d, dueAt, projected: counted || later };
  return { ...moved, warnAt: warningInstants(moved, wt).slice(d.warningsGiven ?? 0) };
}

/**
 * The instant at which a share of the time is gone: 0 is the start, 1 the due instant, 0.5 half of the time: of the
 * wall clock for `min`, `h` and `day`, of working time for `workday` and `workhour`. Pauses do not count.
 * Throws `Invalid` for a negative share.
 */
export function shareInstant(d: Span, share: number, wt: WorkingTime): Instant {
  if (!(share >= 0)) fail('Invalid', '比例应为非负数', 'share');
  if (share === 1) return d.dueAt;
  const { unit } = d.target;
  const net = elapsed(unit, wt, d.startedAt, d.dueAt) - pausedTime(d, wt);
  return pushed(after(unit, wt, d.startedAt, Math.round(net * share)), taken(d), unit, wt);
}

/** All warnings of the rules strictly between start and due, ascending, each instant once. Throws `Invalid`. */
function warningInstants(d: Span & Pick<Deadline, 'warnings'>, wt: WorkingTime): Instant[] {
  const all = d.warnings.flatMap((rule, i) => instantsOf(rule, d, wt, `warnings[${i}]`));
  return [...new Set(all)].filter((at) => at > d.startedAt && at < d.dueAt).sort((a, b) => a - b);
}

function instantsOf(rule: WarningRule, d: Span, wt: WorkingTime, field: string): Instant[] {
  if ('share' in rule) {
    if (!(rule.share > 0 && rule.share < 1)) fail('Invalid', '提醒比例应在 0 与 1 之间', `${field}.share`);
    return [shareInstant(d, rule.share, wt)];
  }
  if ('before' in rule) return [beforeDue(d, checkTarget(rule.before, wt, `${field}.before`), wt)];
  return repetitions(d, checkTarget(rule.every, wt, `${field}.every`), wt, field);
}

/** A distance before the end, in its own unit; what a pause took of it does not count. */
function beforeDue(d: Span, distance: Target, wt: WorkingTime): Instant {
  const { unit } = distance;
  let at = before(unit, wt, d.dueAt, lengthOf(distance, wt));
  for (const { from, to } of taken(d).reverse()) if (to > at) at = before(unit, wt, at, elapsed(unit, wt, from, to));
  return at;
}

/**
 * Every n-th due instant from the start until the due instant: for (working) days at the end of each such day. Pauses
 * move them as they move the end, each in its own unit: none falls into a pause, to be told when it is over.
 */
function repetitions(d: Span, every: Target, wt: WorkingTime, field: string): Instant[] {
  if (every.value === 0) fail('Invalid', '提醒间隔不能为零', `${field}.every.value`);
  const instants: Instant[] = [];
  for (let n = 1; n <= MOST_WARNINGS + 1; n++) {
    const counted = dueInstant({ ...every, value: every.value * n }, d.startedAt, wt).dueAt;
    const at = pushed(counted, taken(d), every.unit, wt);
    if (at >= d.dueAt) break;
    instants.push(at);
  }
  return instants;
}
