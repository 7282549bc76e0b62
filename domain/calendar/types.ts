import type { PlainDate } from '../time';

/**
 * The working calendar as pinned input of an execution (architecture.md §2.4): small, serialisable, versioned.
 * Dates are `MMDD` strings joined by a blank, so that a year costs some 200 bytes.
 */
export interface CalendarData {
  /** Grows with every load, e.g. `2026.1`; compared as text is NOT meaningful, use `revision`. */
  version: string;
  revision: number;
  /** Years with a State Council notice: weekdays off and weekend days worked (调休). */
  published: Record<string, { off: string; work: string }>;
  /** Statutory festival days of years without a notice; all other days follow the week. */
  festivals: Record<string, string>;
}

/** Service hours of a working day (服务时间), minutes since midnight, ascending, not overlapping. */
export interface ServiceHours {
  intervals: { from: number; to: number }[];
}

/** Everything a due instant depends on besides the start. */
export interface WorkingTime {
  calendar: CalendarData;
  /** Undefined: hours run on the wall clock and a working day ends at 24:00. */
  hours?: ServiceHours;
}

export type DateRange = { from: PlainDate; to: PlainDate };
