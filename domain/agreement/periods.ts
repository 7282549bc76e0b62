import { dateOf, dayFromDate, startOfDay, type Instant, type PlainDate } from '../time';
import { termEnd } from '../calendar/term';
import type { Agreement } from './types';

/** Months (`YYYY-MM`) and the periods of meetings and reports within a term. */

export const monthOf = (date: PlainDate): string => date.slice(0, 7);

export function monthAfter(month: string): string {
  const [year, m] = month.split('-').map(Number) as [number, number];
  return m === 12 ? `${year + 1}-01` : `${year}-${String(m + 1).padStart(2, '0')}`;
}

/** 00:00 +08:00 of the month's first day. */
export const monthStart = (month: string): Instant => startOfDay(dayFromDate(`${month}-01`));

export interface Period {
  n: number;
  from: PlainDate;
  to: PlainDate;
}

const MONTHS = { monthly: 1, quarterly: 3, 'half-yearly': 6 } as const;

/** The periods of the term that a meeting or report closes; a rest shorter than a period has none of its own. */
export function duePeriods(state: Agreement, kind: 'meeting' | 'report'): Period[] {
  if (!state.effectiveOn || !state.termEnd) return [];
  const months = MONTHS[kind === 'meeting' ? state.terms.reviewMeeting : state.terms.performanceReport];
  const periods: Period[] = [];
  let from = state.effectiveOn;
  for (let n = 1; ; n++) {
    const to = termEnd(state.effectiveOn, months * n);
    if (to > state.termEnd) return periods;
    periods.push({ n, from, to });
    from = dateOf(dayFromDate(to) + 1);
  }
}
