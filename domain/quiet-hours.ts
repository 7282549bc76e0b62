import { addWorkingDays, isWorkingDay } from './calendar/calendar';
import type { CalendarData } from './calendar/types';
import type { CaseKind } from './case/types';
import type { Target } from './deadline/types';
import type { NoticeKind } from './notice-kinds';
import { HOUR, dayOf, startOfDay, type Instant } from './time';

/** 免打扰 (domain.md §6): reminders go out from 8:00 to 20:00 of working days. */
const OPENS = 8 * HOUR;
const CLOSES = 20 * HOUR;

const REMINDERS: readonly NoticeKind[] = [
  'deadline.warning',
  'deadline.missed',
  'deadline.escalation',
  'deadline.your-turn',
  'renewal.unsigned',
];
const LADDER: readonly NoticeKind[] = ['deadline.missed', 'deadline.escalation'];

/** What the clocks belong to. */
export type RecordKind = 'agreement' | CaseKind;

/** The 8:00 at which the quiet hours around an instant end; undefined outside them. 20:00 is quiet, 8:00 is not. */
export function quietUntil(at: Instant, calendar: CalendarData): Instant | undefined {
  const day = dayOf(at);
  const time = at - startOfDay(day);
  if (isWorkingDay(calendar, day)) {
    if (time < OPENS) return startOfDay(day) + OPENS;
    if (time < CLOSES) return undefined;
  }
  return startOfDay(addWorkingDays(calendar, day, 1)) + OPENS;
}

/**
 * Whether a mail waits for the end of the quiet hours. Reminders of an agreement's and of a request's deadlines do. Of a
 * complaint only those do that come before the end of a clock in days: what runs in minutes or hours would be over by the
 * morning, and its ladder climbs day and night. Everything else (a document delivered, a decision asked for) goes at once.
 */
export function keepsQuietHours(
  kind: NoticeKind,
  { of, target }: { of: RecordKind; target: Target | undefined },
): boolean {
  if (!REMINDERS.includes(kind)) return false;
  if (of !== 'complaint') return true;
  return !LADDER.includes(kind) && target?.unit !== 'min' && target?.unit !== 'h';
}
