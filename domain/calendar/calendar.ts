import { fail } from '../failures';
import { DAY, dayFromDate, isPlainDate, type DayNumber, type PlainDate } from '../time';
import type { CalendarData } from './types';

/** A State Council notice as it is typed in: weekdays that are off, weekend days that are worked (调休). */
export interface YearNotice {
  off: readonly PlainDate[];
  work: readonly PlainDate[];
}

/** One year unfolded: `work[i]` is 1 when the day `first + i` is a working day. */
interface YearTable {
  first: DayNumber;
  work: Uint8Array;
}

/** Keyed by the object, never by its version: module state may outlive an execution, an object cannot be confused. */
const tables = new WeakMap<CalendarData, Map<number, YearTable>>();

const yearOf = (day: DayNumber): number => new Date(day * DAY).getUTCFullYear();
const firstOf = (year: number): DayNumber => Date.UTC(year, 0, 1) / DAY;
/** 1970-01-01 was a Thursday. */
export const isWeekend = (day: DayNumber): boolean => (((day % 7) + 11) % 7) % 6 === 0;

/** Builds a calendar with its version derived from what it holds, e.g. `2026.3`: last published year, revision. */
export function calendarOf(
  published: CalendarData['published'],
  festivals: CalendarData['festivals'],
  revision: number,
): CalendarData {
  const last = Math.max(0, ...Object.keys(published).map(Number));
  return { version: `${last}.${revision}`, revision, published, festivals };
}

/**
 * True when the day is worked: by the notice of a published year, else by the week and the statutory festivals.
 * Years before the first published one, and after the last known festivals, follow the plain week.
 */
export function isWorkingDay(cal: CalendarData, day: DayNumber): boolean {
  const { first, work } = tableFor(cal, yearOf(day));
  return work[day - first] === 1;
}

/** True when the State Council's notice of that day's year is part of the calendar; otherwise the day is projected. */
export const isPublished = (cal: CalendarData, day: DayNumber): boolean => String(yearOf(day)) in cal.published;

/** The n-th working day after `from` (before it for a negative n); `from` itself never counts, n = 0 gives `from`. */
export function addWorkingDays(cal: CalendarData, from: DayNumber, n: number): DayNumber {
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(from)) fail('Invalid', '日期或工作日数应为整数', 'value');
  const step = n < 0 ? -1 : 1;
  let day = from;
  let table = tableFor(cal, yearOf(day));
  for (let left = Math.abs(n); left > 0;) {
    day += step;
    if (table.work[day - table.first] === undefined) table = tableFor(cal, yearOf(day));
    left -= table.work[day - table.first]!;
  }
  return day;
}

/** Working days after `a` up to and including `b`; negative when b < a. The inverse of `addWorkingDays`. */
export function workingDaysBetween(cal: CalendarData, a: DayNumber, b: DayNumber): number {
  if (b < a) return 0 - workingDaysIn(cal, b, a);
  return workingDaysIn(cal, a + 1, b + 1);
}

/** Working days in [from, to). */
export function workingDaysIn(cal: CalendarData, from: DayNumber, to: DayNumber): number {
  let count = 0;
  for (let day = from; day < to;) {
    const { first, work } = tableFor(cal, yearOf(day));
    const end = Math.min(to, first + work.length);
    for (; day < end; day++) count += work[day - first]!;
  }
  return count;
}

/**
 * The calendar with one more (or a corrected) published year and the next revision; the given one stays as it is.
 * Throws `Invalid` naming the field when a date is not of that year, an off day is no weekday or a worked day is no
 * weekend day, or a date is named twice: a notice typed in wrongly would move every open deadline.
 */
export function addYearPublished(cal: CalendarData, year: number, notice: YearNotice): CalendarData {
  if (!Number.isInteger(year) || year < 1992 || year > 9999) fail('Invalid', '年份无效', 'year');
  if (notice.off.length === 0) fail('Invalid', '通知应列出放假的工作日', 'off');
  const off = checkedDates(notice.off, year, 'off', (day) => (isWeekend(day) ? '放假日应为周一至周五' : undefined));
  const work = checkedDates(notice.work, year, 'work', (day) => (isWeekend(day) ? undefined : '补班日应为周六或周日'));
  return calendarOf({ ...cal.published, [year]: { off, work } }, cal.festivals, cal.revision + 1);
}

function checkedDates(
  dates: readonly PlainDate[],
  year: number,
  field: string,
  refusal: (day: DayNumber) => string | undefined,
): string {
  const seen = new Set<string>();
  dates.forEach((date, i) => {
    const path = `${field}[${i}]`;
    if (!isPlainDate(date)) fail('Invalid', '日期应为 YYYY-MM-DD', path);
    const day = dayFromDate(date);
    if (yearOf(day) !== year) fail('Invalid', `日期不在 ${year} 年`, path);
    const reason = refusal(day);
    if (reason) fail('Invalid', reason, path);
    const short = date.slice(5).replace('-', '');
    if (seen.has(short)) fail('Invalid', '日期重复', path);
    seen.add(short);
  });
  return [...seen].sort().join(' ');
}

function tableFor(cal: CalendarData, year: number): YearTable {
  let years = tables.get(cal);
  if (!years) tables.set(cal, (years = new Map<number, YearTable>()));
  let table = years.get(year);
  if (!table) years.set(year, (table = unfold(cal, year)));
  return table;
}

function unfold(cal: CalendarData, year: number): YearTable {
  const first = firstOf(year);
  const work = new Uint8Array(firstOf(year + 1) - first);
  for (let i = 0; i < work.length; i++) work[i] = isWeekend(first + i) ? 0 : 1;
  const mark = (dates: string | undefined, value: 0 | 1): void => {
    for (const date of (dates ?? '').split(' ').filter(Boolean))
      work[Date.UTC(year, Number(date.slice(0, 2)) - 1, Number(date.slice(2))) / DAY - first] = value;
  };
  const notice = cal.published[year];
  if (notice) {
    mark(notice.off, 0);
    mark(notice.work, 1);
  } else mark(cal.festivals[year], 0);
  return { first, work };
}
