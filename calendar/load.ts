import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarOf } from '../domain/calendar/calendar';
import type { CalendarData } from '../domain/calendar/types';

const FOLDER = join(__dirname, 'CN');
const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));

let bundled: CalendarData | undefined;

/**
 * The calendar this release was shipped with: every `calendar/CN/<year>.json` and the statutory festivals after them.
 * It reads files, so workflow code must not import it: a calendar reaches a workflow as input (architecture.md §2.4).
 */
export function bundledCalendar(): CalendarData {
  bundled ??= load();
  return bundled;
}

function load(): CalendarData {
  const published: CalendarData['published'] = {};
  for (const name of readdirSync(FOLDER).sort()) {
    if (!/^\d{4}\.json$/.test(name)) continue;
    const { off, work } = read(name) as { off: string; work: string };
    published[name.slice(0, 4)] = { off, work };
  }
  const festivals = read('festivals.json') as CalendarData['festivals'];
  return calendarOf(published, festivals, Object.keys(published).length);
}
