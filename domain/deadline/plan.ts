import { closingOf } from '../calendar/hours';
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
 * ends. Warnings already given are left out.
 */
export function planned<D extends Deadline>(d: D, wt: WorkingTime): D {
  const { unit } = d.target;
  const base = d.fixedDue === undefined ? dueInstant(d.target, d.startedAt, wt) : { dueAt: d.fixedDue };
  const pausedDue = pushed(base.dueAt, d.pauses.filter(isOver), unit, wt);
  const dueAt = d.endsWithDay && unit === 'workday' ? closingOf(wt, dayOf(pausedDue - 1)) : pausedDue;
  const counted = 'projected' in base && base.projected;
  const later = dueAt > base.dueAt && isProjected(unit, wt, dayOf(base.dueAt), dayOf(dueAt - 1));
  const moved = { ...d, dueAt, projected: counted || later };
  return { ...moved, warnAt: warningsToCome(moved, wt) };
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

/** The deadline after its next warning was given: by every rule that calls for one there. */
export function warned(d: Deadline, wt: WorkingTime): Deadline {
  const [at, ...warnAt] = d.warnAt as [Instant, ...Instant[]];
  const warningsGiven = d.warnings.map((rule, i) => {
    for (let n = givenBy(d, i); ; n++) {
      const next = warning(rule, n, d, wt);
      if (next === undefined || next <= d.startedAt || next > at) return n;
    }
  });
  return { ...d, warnAt, warningsGiven };
}

/** Whether the first of its warnings, as they are counted now, has come by an instant. */
export const isWarned = (d: Deadline, at: Instant, wt: WorkingTime): boolean =>
  d.warnings.some((rule) => (warning(rule, 0, d, wt) ?? Infinity) <= at);

type Warned = Span & Pick<Deadline, 'warnings' | 'warningsGiven'>;

const givenBy = (d: Warned, rule: number): number => d.warningsGiven?.[rule] ?? 0;

/**
 * The warnings of all rules that were not given yet, strictly between start and due, ascending, each instant once.
 * Throws `Invalid`.
 */
function warningsToCome(d: Warned, wt: WorkingTime): Instant[] {
  const all = new Set<Instant>();
  d.warnings.forEach((rule, i) => {
    checkRule(rule, wt, `warnings[${i}]`);
    for (let n = givenBy(d, i); n <= MOST_WARNINGS; n++) {
      const at = warning(rule, n, d, wt);
      if (at === undefined || at >= d.dueAt) break;
      if (at > d.startedAt) all.add(at);
    }
  });
  return [...all].sort((a, b) => a - b);
}

function checkRule(rule: WarningRule, wt: WorkingTime, field: string): void {
  if ('before' in rule) checkTarget(rule.before, wt, `${field}.before`);
  else if ('share' in rule) {
    if (!(rule.share > 0 && rule.share < 1)) fail('Invalid', '提醒比例应在 0 与 1 之间', `${field}.share`);
  } else if (checkTarget(rule.every, wt, `${field}.every`).value === 0)
    fail('Invalid', '提醒间隔不能为零', `${field}.every.value`);
}

/** The n-th warning of a rule, from 0 on: a share or a distance has one, a repetition goes on without end. */
function warning(rule: WarningRule, n: number, d: Span, wt: WorkingTime): Instant | undefined {
  if ('every' in rule) return repetition(d, rule.every, n + 1, wt);
  if (n > 0) return undefined;
  return 'share' in rule ? shareInstant(d, rule.share, wt) : beforeDue(d, rule.before, wt);
}

/** A distance before the end, in its own unit; what a pause took of it does not count. */
function beforeDue(d: Span, distance: Target, wt: WorkingTime): Instant {
  const { unit } = distance;
  let at = before(unit, wt, d.dueAt, lengthOf(distance, wt));
  for (const { from, to } of taken(d).reverse()) if (to > at) at = before(unit, wt, at, elapsed(unit, wt, from, to));
  return at;
}

/**
 * The n-th due instant from the start: for (working) days at the end of each such day. Pauses move it as they move the
 * end, each in its own unit: none falls into a pause, to be told when that is over.
 */
function repetition(d: Span, { value, unit }: Target, n: number, wt: WorkingTime): Instant {
  return pushed(dueInstant({ value: value * n, unit }, d.startedAt, wt).dueAt, taken(d), unit, wt);
}
