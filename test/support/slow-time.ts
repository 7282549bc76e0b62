/**
 * A second, slow and obvious implementation of a deadline's two measures of time: a tape with one mark for each half
 * hour, which says whether it is worked, and somebody who walks along it, half hour by half hour. All instants lie on
 * a half hour, so that ties with midnights, openings and closings are common.
 */
import { toStringMethod } from 'fast-check';
import { addYearPublished } from '../../domain/calendar/calendar';
import { bundledCalendar } from '../../calendar/load';
import type { WorkingTime } from '../../domain/calendar/types';
import type { Target } from '../../domain/deadline/types';
import { nextDate, slowAddWorkingDays, slowDate, slowIsWorking, underNotice, type WorkRule } from './slow-calendar';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const SLOT = 30 * MINUTE;

const [FIRST_DATE, LAST_DATE] = ['2026-08-01', '2027-12-31'];
const midnight = (date: string): number => Date.parse(`${date}T00:00:00+08:00`);
const BEGINNING = midnight(FIRST_DATE);

/** A working time for the real implementation and the same for the walker. */
export interface SlowTime {
  wt: WorkingTime;
  rule: WorkRule;
  /** Minutes since midnight; the whole day where no service hours are agreed. */
  intervals: { from: number; to: number }[];
  tape: Uint8Array;
  /** Its name, for the report of a case that failed. */
  [toStringMethod]: () => string;
}

function tapeOf(rule: WorkRule, intervals: SlowTime['intervals']): Uint8Array {
  const marks: number[] = [];
  for (let date = FIRST_DATE; date <= LAST_DATE; date = nextDate(date))
    for (let minute = 0; minute < 24 * 60; minute += 30)
      marks.push(rule(date) && intervals.some(({ from, to }) => minute >= from && minute < to) ? 1 : 0);
  return Uint8Array.from(marks);
}

const NOTICES: [number, string[], string[]][] = [
  [2027, ['2027-01-01', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'], ['2027-02-20']],
  [2026, ['2026-09-24', '2026-09-25', '2026-10-01', '2026-10-02', '2026-10-12', '2026-11-06'], ['2026-09-26']],
];
const CALENDARS = [
  { name: 'as shipped', calendar: bundledCalendar(), rule: slowIsWorking },
  ...NOTICES.map(([year, off, work]) => ({
    name: `notice for ${year}`,
    calendar: addYearPublished(bundledCalendar(), year, { off, work }),
    rule: underNotice(year, off, work),
  })),
];

const HOURS: (SlowTime['intervals'] | undefined)[] = [
  undefined,
  [
    { from: 9 * 60, to: 12 * 60 },
    { from: 13 * 60 + 30, to: 18 * 60 },
  ],
  [
    { from: 0, to: 6 * 60 },
    { from: 6 * 60, to: 7 * 60 },
    { from: 22 * 60, to: 24 * 60 },
  ],
  [
    { from: 8 * 60, to: 8 * 60 + 30 },
    { from: 12 * 60, to: 20 * 60 + 30 },
  ],
];

/** Every calendar (as shipped, with a notice for 2027, with a corrected notice for 2026) with every service hours. */
export const TIMES: SlowTime[] = CALENDARS.flatMap(({ name, calendar, rule }) =>
  HOURS.map((hours, i) => {
    const intervals = hours ?? [{ from: 0, to: 24 * 60 }];
    const wt: WorkingTime = hours ? { calendar, hours: { intervals: hours } } : { calendar };
    return { wt, rule, intervals, tape: tapeOf(rule, intervals), [toStringMethod]: () => `${name}, hours ${i}` };
  }),
);
/** As shipped, by service hours: none; 09:00–12:00 and 13:30–18:00; around midnight; half an hour and an afternoon. */
export const [WHOLE_DAYS, OFFICE] = TIMES as [SlowTime, SlowTime];

const withinHours = ({ unit }: Target): boolean => unit === 'workmin' || unit === 'workhour';

/** Working minutes and hours are refused where no service hours are agreed. */
export const uncountable = (target: Target | undefined, { wt }: SlowTime): boolean =>
  target !== undefined && withinHours(target) && !wt.hours;

const isWorking = (target: Target): boolean => target.unit === 'workday' || withinHours(target);

/** True when the half hour that begins at an instant is time in the target's measure. */
export function counts(target: Target, at: number, { tape }: SlowTime): boolean {
  if (!isWorking(target)) return true;
  const mark = tape[(at - BEGINNING) / SLOT];
  if (mark === undefined) throw new Error(`${new Date(at).toISOString()} is beyond the tape`);
  return mark === 1;
}

/** Time in the target's measure from one instant to a later one. */
export function slowElapsed(target: Target, a: number, b: number, time: SlowTime): number {
  let sum = 0;
  for (let at = a; at < b; at += SLOT) if (counts(target, at, time)) sum += SLOT;
  return sum;
}

/** A stretch of time that does not count; one that lasts has an infinite end. */
export interface Gap {
  from: number;
  end: number;
}

/** The instant at which so much time has run from the start, gaps left out; Infinity when a gap without end comes first. */
export function slowReach(target: Target, start: number, ms: number, time: SlowTime, gaps: Gap[] = []): number {
  let left = ms;
  let at = start;
  for (; left > 0; at += SLOT) {
    const gap = gaps.length > 0 && gaps.find(({ from, end }) => from <= at && at < end);
    if (gap && gap.end === Infinity) return Infinity;
    if (gap || !counts(target, at, time)) continue;
    if (left <= SLOT) return at + left;
    left -= SLOT;
  }
  return at;
}

/** When a target that starts at an instant ends, if nothing pauses it (domain.md §11). */
export function slowDue(target: Target, start: number, time: SlowTime): number {
  const { value, unit } = target;
  if (value === 0) return start;
  if (unit === 'min') return start + value * MINUTE;
  if (unit === 'h') return start + value * HOUR;
  if (unit === 'day') return midnight(nextDate(slowDate(start), value + 1));
  if (withinHours(target)) return slowReach(target, start, value * (unit === 'workmin' ? MINUTE : HOUR), time);
  const last = slowAddWorkingDays(slowDate(start), value, time.rule);
  return midnight(last) + time.intervals.at(-1)!.to * MINUTE;
}

/** As `slowDue`, counted from an end: a 24:00 still belongs to the day that ends there. */
export function slowDueAfterEnd(target: Target, end: number, time: SlowTime): number {
  const byDate = target.unit === 'day' || target.unit === 'workday';
  return target.value > 0 && byDate ? slowDue(target, end - SLOT, time) : slowDue(target, end, time);
}
