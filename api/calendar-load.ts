import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { addYearPublished, type YearNotice } from '../domain/calendar/calendar';
import type { CalendarData } from '../domain/calendar/types';
import type { Actor } from '../domain/roles';
import { Failure } from '../domain/failures';
import { agreementNo } from '../domain/ids';
import { currentCalendar } from '../db/calendars';
import { sendCommand, type SendDeps } from './send';

const AT_ONCE = 5;

export interface Moved {
  agreement: string;
  id: string;
  from: string;
  to: string;
}

/** The next revision of the calendar; the same notice again is the same revision. Throws `Invalid` naming the date. */
export async function storeNotice(db: Knex, year: number, notice: YearNotice): Promise<CalendarData> {
  const current = await currentCalendar(db);
  const next = addYearPublished(current, year, notice);
  const [before, after] = [current.published[year], next.published[year]!];
  if (before?.off === after.off && before.work === after.work) return current;
  await db('calendars').insert({ revision: next.revision, data: JSON.stringify(next) });
  return next;
}

/**
 * Gives the calendar to every open agreement that has an older one, until none is left; agreements started meanwhile
 * with the old one are among them. Answers what moved. Safe to repeat. Throws `Unavailable` when some could not be
 * reached: the next try goes on from there.
 */
export async function spreadCalendar(
  deps: SendDeps,
  calendar: CalendarData,
  by: Actor,
): Promise<{ agreements: number; moved: Moved[] }> {
  const done = new Set<string>();
  for (;;) {
    const rows = await deps
      .db('agreements')
      .whereNot('phase', 'closed')
      .andWhere('calendar_revision', '<', calendar.revision)
      .orderBy('no')
      .select<{ no: string }[]>('no');
    const left = rows.map(({ no }) => no).filter((no) => !done.has(no));
    if (left.length === 0) break;
    let failed = 0;
    const next = left.values();
    const load = async (): Promise<void> => {
      for (const no of next) {
        if (await give(deps, no, calendar, by)) done.add(no);
        else failed++;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, load));
    if (failed > 0)
      throw new Failure('Unavailable', `日历已保存, 还有 ${failed} 份协议未能载入; 请用同一 Idempotency-Key 重试`);
  }
  const moved = await movedBy(deps.db, calendar.revision);
  return { agreements: await loadedBy(deps.db, calendar.revision), moved };
}

const prefix = (revision: number): string => `calendar-${revision}-`;

/** False when it could not be reached. */
async function give(deps: SendDeps, no: string, calendar: CalendarData, by: Actor): Promise<boolean> {
  const id = prefix(calendar.revision) + createHash('sha256').update(no).digest('hex').slice(0, 24);
  try {
    await sendCommand(deps, no, { id, name: 'calendar.load', by, payload: { calendar } });
    return true;
  } catch (error) {
    // closed meanwhile, or has it already
    if (error instanceof Failure && (error.type === 'NotNow' || error.type === 'NotFound')) return true;
    if (error instanceof Failure && error.type === 'Unavailable') return false;
    throw error;
  }
}

async function movedBy(db: Knex, revision: number): Promise<Moved[]> {
  const rows = await db('audit_events')
    .where({ event: 'deadline.moved' })
    .andWhereLike('command_id', `${prefix(revision)}%`)
    .orderBy(['workflow_id', 'seq'])
    .select<{ workflow_id: string; data: Omit<Moved, 'agreement'> }[]>('workflow_id', 'data');
  return rows.map(({ workflow_id: id, data }) => ({
    agreement: agreementNo(id)!,
    id: data.id,
    from: data.from,
    to: data.to,
  }));
}

async function loadedBy(db: Knex, revision: number): Promise<number> {
  const row = await db('audit_events')
    .where({ event: 'command' })
    .andWhereLike('command_id', `${prefix(revision)}%`)
    .first<{ count: string }>(db.raw('count(*) as count'));
  return Number(row.count);
}
