import { bundledCalendar } from '../../calendar/load';
import { parseServiceHours } from '../../domain/calendar/hours';
import type { WorkingTime } from '../../domain/calendar/types';
import { openDeadline } from '../../domain/deadline/deadline';
import type { Deadline, DeadlineHappening, DeadlineSpec, Target, Unit } from '../../domain/deadline/types';
import { iso, parseInstant } from '../../domain/time';

/** Short words for tests about deadlines: instants as `2026-09-24T10:00` in China, targets as `5 workday`. */
export const wt: WorkingTime = { calendar: bundledCalendar() };
export const office: WorkingTime = { ...wt, hours: parseServiceHours('09:00-12:00,13:30-18:00') };

export function t(text: string): number {
  const at = parseInstant(`${text}+08:00`);
  if (Number.isNaN(at)) throw new Error(`not an instant: ${text}`);
  return at;
}

export function target(text: string): Target {
  const [value, unit] = text.split(' ');
  return { value: Number(value), unit: unit as Unit };
}

export function spec(due: string, rest: Partial<DeadlineSpec> = {}): DeadlineSpec {
  return {
    id: 'review.client',
    clause: '§3.3',
    owner: 'client',
    target: target(due),
    warnings: [],
    ladder: [],
    ...rest,
  };
}

export const open = (due: string, from: string, rest: Partial<DeadlineSpec> = {}, time = wt): Deadline =>
  openDeadline(spec(due, rest), t(from), time);

/** `2026-10-10T00:00`, for comparing; seconds are printed only where there are some. */
export const at = (instant: number | undefined): string | undefined =>
  instant === undefined
    ? undefined
    : iso(instant)
        .replace('+08:00', '')
        .replace(/:00\.000$/, '');

/** `escalated 2 head-of-service @ 2026-10-11T00:00` */
export const told = (happenings: DeadlineHappening[]): string[] =>
  happenings.map((h) => {
    const rung = h.event === 'deadline.escalated' ? ` ${h.rung} ${h.role}` : '';
    return `${h.event.replace('deadline.', '')}${rung} @ ${at(h.at)}`;
  });
