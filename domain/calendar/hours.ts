import { fail } from '../failures';
import { MINUTE, dayOf, startOfDay, type DayNumber, type Instant } from '../time';
import { isWorkingDay, workingDaysIn } from './calendar';
import type { ServiceHours, WorkingTime } from './types';

const WHOLE_DAY: ServiceHours = { intervals: [{ from: 0, to: 24 * 60 }] };

const hoursOf = (wt: WorkingTime): ServiceHours => wt.hours ?? WHOLE_DAY;

/** Parses `09:00-12:00,13:30-18:00`; throws `Invalid` (field `hours`) unless ascending, not empty, not overlapping. */
export function parseServiceHours(text: string): ServiceHours {
  const intervals = text.split(',').map((part) => {
    const match = /^(\d{2}):([0-5]\d)-(\d{2}):([0-5]\d)$/.exec(part.trim());
    if (!match) fail('Invalid', '服务时间应写作 09:00-12:00,13:30-18:00', 'hours');
    const [, h1, m1, h2, m2] = match.map(Number) as [number, number, number, number, number];
    return { from: h1 * 60 + m1, to: h2 * 60 + m2 };
  });
  return checkServiceHours({ intervals });
}

/** Returns the hours when they are usable, else throws `Invalid` (field `hours`). */
export function checkServiceHours(hours: ServiceHours): ServiceHours {
  let end = 0;
  if (hours.intervals.length === 0) fail('Invalid', '服务时间不能为空', 'hours');
  for (const { from, to } of hours.intervals) {
    const whole = Number.isInteger(from) && Number.isInteger(to);
    if (!whole || from < end || to <= from || to > 24 * 60) fail('Invalid', '服务时段应依次排列且不重叠', 'hours');
    end = to;
  }
  return hours;
}

/** Working time of one working day in ms: 24 h without service hours. */
export const workDayLength = (wt: WorkingTime): number =>
  hoursOf(wt).intervals.reduce((sum, { from, to }) => sum + (to - from) * MINUTE, 0);

/** When a day's work ends: the closing time of the service hours, else 24:00. */
export const closingOf = (wt: WorkingTime, day: DayNumber): Instant =>
  startOfDay(day) + hoursOf(wt).intervals.at(-1)!.to * MINUTE;

/**
 * Working time between two instants in ms, negative when b < a: the time inside the service hours of working days
 * (make-up days included), or, without service hours, the whole of every working day.
 */
export function workTimeBetween(wt: WorkingTime, a: Instant, b: Instant): number {
  if (b < a) return 0 - workTimeBetween(wt, b, a);
  const [first, last] = [dayOf(a), dayOf(b)];
  const whole = workingDaysIn(wt.calendar, first, last) * workDayLength(wt);
  return whole + elapsedOfDay(wt, last, b) - elapsedOfDay(wt, first, a);
}

/**
 * The instant reached after `ms` of working time, the exact inverse of `workTimeBetween`:
 * `workTimeBetween(wt, from, addWorkTime(wt, from, ms)) === ms` for every ms, negative ones too.
 * Where several instants fit (a night, a weekend), forwards gives the earliest (a closing time), backwards the latest
 * (an opening time); 0 gives `from` itself. Throws `Invalid` for an impossible instant or hours without any length.
 */
export function addWorkTime(wt: WorkingTime, from: Instant, ms: number): Instant {
  // each of these would search for ever, which in a workflow is a dead worker
  if (!Number.isFinite(from) || !Number.isFinite(ms)) fail('Invalid', '时刻或时长无效', 'from');
  if (!(workDayLength(wt) > 0)) fail('Invalid', '服务时间不能为空', 'hours');
  if (ms === 0) return from;
  return ms > 0 ? forwards(wt, from, ms) : backwards(wt, from, -ms);
}

/** The earliest instant with no working time between it and `at`: the closing time before a night or a weekend. */
export function closingBefore(wt: WorkingTime, at: Instant): Instant {
  return addWorkTime(wt, addWorkTime(wt, at, -1), 1);
}

function elapsedOfDay(wt: WorkingTime, day: DayNumber, at: Instant): number {
  if (!isWorkingDay(wt.calendar, day)) return 0;
  const time = at - startOfDay(day);
  return hoursOf(wt).intervals.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(time, to * MINUTE) - from * MINUTE),
    0,
  );
}

function forwards(wt: WorkingTime, from: Instant, ms: number): Instant {
  let left = ms;
  for (let day = dayOf(from); ; day++) {
    if (!isWorkingDay(wt.calendar, day)) continue;
    const start = startOfDay(day);
    for (const interval of hoursOf(wt).intervals) {
      const opens = Math.max(from, start + interval.from * MINUTE);
      const length = start + interval.to * MINUTE - opens;
      if (length <= 0) continue;
      if (left <= length) return opens + left;
      left -= length;
    }
  }
}

function backwards(wt: WorkingTime, from: Instant, ms: number): Instant {
  let left = ms;
  for (let day = dayOf(from); ; day--) {
    if (!isWorkingDay(wt.calendar, day)) continue;
    const start = startOfDay(day);
    for (const interval of [...hoursOf(wt).intervals].reverse()) {
      const closes = Math.min(from, start + interval.to * MINUTE);
      const length = closes - (start + interval.from * MINUTE);
      if (length <= 0) continue;
      if (left <= length) return closes - left;
      left -= length;
    }
  }
}
