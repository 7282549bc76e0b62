import { fail } from '../failures';
import { DAY, dateOf, dayFromDate, endOfDay, isPlainDate, type Instant, type PlainDate } from '../time';

/** Evaluation starts so many days before expiry (domain.md §3.6). */
export const EVALUATION_LEAD_DAYS = 30;
const EVALUATION_LEAD = EVALUATION_LEAD_DAYS * DAY;

/**
 * Last day of a term in months that starts on `start`; it ends at 24:00 of that day. The first day counts: a year from
 * 2027-01-01 ends 2027-12-31. Where the corresponding day does not exist, the last day of that month is the last day:
 * a year from 2028-02-29 ends 2029-02-28 (domain.md §2). Throws `Invalid`.
 */
export function termEnd(start: PlainDate, months: number): PlainDate {
  if (!isPlainDate(start)) fail('Invalid', '起始日期应为存在的 YYYY-MM-DD', 'start');
  if (!Number.isSafeInteger(months) || months < 1 || months > 1200) fail('Invalid', '期限应为正整数个月', 'termMonths');
  const [year, month, day] = start.split('-').map(Number) as [number, number, number];
  const lastOfMonth = Date.UTC(year, month - 1 + months + 1, 0) / DAY;
  const daysInMonth = new Date(lastOfMonth * DAY).getUTCDate();
  return day > daysInMonth ? dateOf(lastOfMonth) : dateOf(lastOfMonth - daysInMonth + day - 1);
}

/** Expiry: 24:00 of the last day. */
export const expiryOf = (lastDay: PlainDate): Instant => endOfDay(dayFromDate(lastDay));

/**
 * When evaluation starts: 30 days before expiry (term to 2027-12-31 24:00: 2027-12-02 00:00), but never before the
 * agreement is in force: a term of 30 days or less, or signed later, starts on the effective date (domain.md §3.6).
 */
export function evaluationStart(lastDay: PlainDate, effectiveAt?: Instant): Instant {
  const start = expiryOf(lastDay) - EVALUATION_LEAD;
  return effectiveAt === undefined ? start : Math.max(start, effectiveAt);
}
