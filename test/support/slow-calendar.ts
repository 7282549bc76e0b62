/**
 * A second, slow and obvious implementation of working time, to compare the real one with: it walks day by day and
 * minute by minute and asks npm holiday-calendar (published years) or the list of festivals for each single day.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundledCalendar } from '../../calendar/load';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CHINA = 8 * 60 * MINUTE;

export interface Interval {
  from: number;
  to: number;
}

interface SourceDate {
  date: string;
  type: 'public_holiday' | 'transfer_workday';
}

const source = dirname(require.resolve('holiday-calendar/package.json'));
const special = new Map<string, boolean>();
for (const year of [2024, 2025, 2026]) {
  const { dates } = JSON.parse(readFileSync(join(source, `data/CN/${year}.json`), 'utf8')) as { dates: SourceDate[] };
  for (const { date, type } of dates) special.set(date, type === 'transfer_workday');
}
for (const [year, dates] of Object.entries(bundledCalendar().festivals))
  for (const date of dates.split(' ')) special.set(`${year}-${date.slice(0, 2)}-${date.slice(2)}`, false);

/** The date in China at an instant. */
export const slowDate = (at: number): string => new Date(at + CHINA).toISOString().slice(0, 10);

/** Says of a date whether it is worked. */
export type WorkRule = (date: string) => boolean;

function dayByDay(rule: WorkRule): WorkRule {
  const known = new Map<string, boolean>();
  return (date) => {
    if (!known.has(date)) known.set(date, rule(date));
    return known.get(date)!;
  };
}

function ofTheWeek(date: string): boolean {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

export const slowIsWorking: WorkRule = dayByDay((date) => special.get(date) ?? ofTheWeek(date));

/** The rule after a notice for a year was loaded: in that year the week with the notice's exceptions, nothing else. */
export const underNotice = (year: number, off: string[], work: string[]): WorkRule =>
  dayByDay((date) => {
    if (!date.startsWith(`${year}-`)) return slowIsWorking(date);
    return work.includes(date) || (ofTheWeek(date) && !off.includes(date));
  });

export const nextDate = (date: string, days = 1): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** The n-th working day after a date, by looking at every date. */
export function slowAddWorkingDays(date: string, n: number, rule = slowIsWorking): string {
  let left = Math.abs(n);
  let day = date;
  while (left > 0) {
    day = nextDate(day, Math.sign(n));
    if (rule(day)) left--;
  }
  return day;
}

const works = (minute: number, intervals: Interval[]): boolean => {
  if (!slowIsWorking(slowDate(minute))) return false;
  const ofDay = ((minute + CHINA) % DAY) / MINUTE;
  return intervals.some(({ from, to }) => ofDay >= from && ofDay < to);
};

/** Minutes of working time in [a, b); both on whole minutes, a <= b. */
export function slowMinutesBetween(a: number, b: number, intervals: Interval[]): number {
  let count = 0;
  for (let at = a; at < b; at += MINUTE) if (works(at, intervals)) count++;
  return count;
}

/** The earliest instant (whole minutes) with `minutes` > 0 of working time between `from` and it. */
export function slowAddMinutes(from: number, minutes: number, intervals: Interval[]): number {
  let at = from;
  for (let left = minutes; left > 0; at += MINUTE) if (works(at, intervals)) left--;
  return at;
}

/** The latest instant (whole minutes) with `minutes` > 0 of working time between it and `from`. */
export function slowSubtractMinutes(from: number, minutes: number, intervals: Interval[]): number {
  let at = from;
  for (let left = minutes; left > 0;) {
    at -= MINUTE;
    if (works(at, intervals)) left--;
  }
  return at;
}
