import { addWorkingDays, isPublished } from '../calendar/calendar';
import { addWorkTime, closingBefore, closingOf, workDayLength, workTimeBetween } from '../calendar/hours';
import type { WorkingTime } from '../calendar/types';
import { fail } from '../failures';
import { DAY, HOUR, MINUTE, dayOf, endOfDay, type DayNumber, type Instant } from '../time';
import type { Target, Unit } from './types';

/**
 * Two measures of time, chosen by the unit: the wall clock (`min`, `h`, `day`) and working time (`workday`, `workmin`,
 * `workhour`; without service hours the whole of each working day). Everything that elapses, is paused or shared out uses it.
 */
const isWorking = (unit: Unit): boolean => unit.startsWith('work');

/** Time that passes between two instants in the unit's measure, in ms; negative backwards. */
export const elapsed = (unit: Unit, wt: WorkingTime, a: Instant, b: Instant): number =>
  isWorking(unit) ? workTimeBetween(wt, a, b) : b - a;

/** The instant reached after `ms` in the unit's measure; the inverse of `elapsed`. */
export const after = (unit: Unit, wt: WorkingTime, from: Instant, ms: number): Instant =>
  isWorking(unit) ? addWorkTime(wt, from, ms) : from + ms;

/** The length of a target in its own measure, in ms; a working day is as long as the service hours. */
export function lengthOf({ value, unit }: Target, wt: WorkingTime): number {
  const one = { min: MINUTE, h: HOUR, day: DAY, workmin: MINUTE, workhour: HOUR, workday: workDayLength(wt) };
  return value * one[unit];
}

/**
 * Returns the target when it is a whole number of a known unit, 0 to 1,000,000, and working minutes or hours only where service
 * hours are agreed, else throws `Invalid` naming the field.
 */
export function checkTarget(target: Target, wt: WorkingTime, field = 'target'): Target {
  if (!['min', 'h', 'day', 'workday', 'workmin', 'workhour'].includes(target.unit))
    fail('Invalid', '未知的时间单位', `${field}.unit`);
  if (!Number.isInteger(target.value) || target.value < 0 || target.value > 1_000_000)
    fail('Invalid', '时限应为不超过 1000000 的非负整数', `${field}.value`);
  if ((target.unit === 'workmin' || target.unit === 'workhour') && !wt.hours)
    fail('Invalid', '未约定服务时间, 不能以服务时间内的小时或分钟计', `${field}.unit`);
  return target;
}

/**
 * When a target that starts to run at an instant ends (domain.md §11):
 * - `min`, `h`: on the wall clock, `value` later;
 * - `workmin`, `workhour`: after that much time inside the service hours (which must be agreed);
 * - `day`: plain dates: 24:00 of the `value`-th day after the day of the event;
 * - `workday`: leaves out the day of the event and ends at 24:00, or at the closing time of the service hours, of the
 *   `value`-th working day after it;
 * - 0 of any unit: at once.
 * 24:00 is 00:00 of the next day. `projected`: a year it was counted through has no notice yet. Throws `Invalid`.
 */
export function dueInstant(
  target: Target,
  startedAt: Instant,
  wt: WorkingTime,
): { dueAt: Instant; projected: boolean } {
  const { value, unit } = checkTarget(target, wt);
  if (!Number.isFinite(startedAt)) fail('Invalid', '起始时刻无效', 'startedAt');
  if (value === 0) return { dueAt: startedAt, projected: false };
  const day = dayOf(startedAt);
  if (unit === 'workday') {
    const last = addWorkingDays(wt.calendar, day, value);
    return { dueAt: closingOf(wt, last), projected: isProjected(unit, wt, day + 1, last) };
  }
  if (unit === 'day') return { dueAt: endOfDay(day + value), projected: false };
  const dueAt = after(unit, wt, startedAt, lengthOf(target, wt));
  return { dueAt, projected: isProjected(unit, wt, day, dayOf(dueAt - 1)) };
}

/** As `dueInstant`, but counted from an end: 24:00 still belongs to the day that ends there. */
export function dueAfterEnd(target: Target, end: Instant, wt: WorkingTime): Instant {
  if (target.value === 0) return end;
  const byDate = target.unit === 'day' || target.unit === 'workday';
  return dueInstant(target, byDate ? end - 1 : end, wt).dueAt;
}

/**
 * The instant `ms` in the unit's measure before another. A distance in working days is the earliest instant after which
 * exactly that much working time is left: 1 working day before the 24:00 of a Monday is the 24:00 of the Friday before,
 * with service hours their closing time on that Friday.
 */
export function before(unit: Unit, wt: WorkingTime, end: Instant, ms: number): Instant {
  const at = after(unit, wt, end, -ms);
  return unit === 'workday' && ms > 0 ? closingBefore(wt, at) : at;
}

/** True when working time was counted through a year without a notice; the wall clock needs no calendar. */
export function isProjected(unit: Unit, { calendar }: WorkingTime, first: DayNumber, last: DayNumber): boolean {
  if (!isWorking(unit)) return false;
  for (let day = first; day < last; day += 365) if (!isPublished(calendar, day)) return true;
  return !isPublished(calendar, last);
}
