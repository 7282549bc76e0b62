import type { Knex } from 'knex';
import { bundledCalendar } from '../calendar/load';
import type { CalendarData } from '../domain/calendar/types';

/** The calendar in force: the newest that was loaded, or the bundled one where that is newer. One statement. */
export async function currentCalendar(db: Knex | Knex.Transaction): Promise<CalendarData> {
  const row = await db('calendars').orderBy('revision', 'desc').first<{ data: CalendarData } | undefined>('data');
  const bundled = bundledCalendar();
  return row && row.data.revision >= bundled.revision ? row.data : bundled;
}

/** The calendar of an agreement's record. One statement, none for the bundled one. */
export async function calendarOfRevision(db: Knex, revision: number): Promise<CalendarData> {
  const bundled = bundledCalendar();
  if (revision === bundled.revision) return bundled;
  const row = await db('calendars').where({ revision }).first<{ data: CalendarData } | undefined>('data');
  return row?.data ?? currentCalendar(db);
}

/** So that a later release, with a newer bundled calendar, can still read what agreements run on now. */
export async function rememberBundledCalendar(db: Knex): Promise<void> {
  const calendar = bundledCalendar();
  await db('calendars')
    .insert({ revision: calendar.revision, data: JSON.stringify(calendar) })
    .onConflict('revision')
    .ignore();
}
