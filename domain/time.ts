/**
 * Time as the domain sees it. Everything is an instant in epoch milliseconds or a plain date in China.
 * China has had one zone and no daylight saving since 1991 (UTC+8), so whole-number arithmetic is exact and
 * deterministic; no `Intl`, no local getters (they depend on the worker's ICU and TZ and would break replay).
 */

/** Epoch milliseconds. */
export type Instant = number;
/** A plain date in China, `YYYY-MM-DD`. */
export type PlainDate = string;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const OFFSET = 8 * HOUR;

/** Days since 1970-01-01 in China's calendar; the unit in which working days are counted. */
export type DayNumber = number;

export const dayOf = (at: Instant): DayNumber => Math.floor((at + OFFSET) / DAY);
/** 00:00 +08:00 of a day. The end of a day (24:00) is the start of the next. */
export const startOfDay = (day: DayNumber): Instant => day * DAY - OFFSET;
export const endOfDay = (day: DayNumber): Instant => startOfDay(day + 1);

export const dayFromDate = (date: PlainDate): DayNumber => Date.parse(`${date}T00:00:00Z`) / DAY;
export const dateOf = (day: DayNumber): PlainDate => new Date(day * DAY).toISOString().slice(0, 10);
export const dateAt = (at: Instant): PlainDate => dateOf(dayOf(at));

/** True for a date that exists, written `YYYY-MM-DD`. */
export function isPlainDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/** `2027-01-05` → `2027年1月5日`. */
export function dateZh(date: PlainDate): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

/** `2027-01` → `2027年1月`. */
export function monthZh(yearMonth: string): string {
  const [year, month] = yearMonth.split('-').map(Number);
  return `${year}年${month}月`;
}

/** ISO 8601 with the offset written out, e.g. `2026-10-10T00:00:00.000+08:00`. */
export const iso = (at: Instant): string => new Date(at + OFFSET).toISOString().replace('Z', '+08:00');

/**
 * Parses ISO 8601 with an explicit offset or `Z`; NaN when it is anything else: a local time is ambiguous, a 30th of
 * February does not exist (`Date.parse` would take it for the 2nd of March).
 */
export function parseInstant(text: string): Instant {
  const shaped = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  return shaped && isPlainDate(text.slice(0, 10)) ? Date.parse(text) : NaN;
}
