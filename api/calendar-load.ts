import type { Knex } from 'knex';
import { addYearPublished, type YearNotice } from '../domain/calendar/calendar';
import type { CalendarData } from '../domain/calendar/types';
import type { Actor } from '../domain/roles';
import { Failure } from '../domain/failures';
import { agreementNo } from '../domain/ids';
import { calendarCommands, giveCalendar, withOlderCalendar } from '../activities/calendars';
import { currentCalendar } from '../db/calendars';
import type { SendDeps } from './send';

export interface Moved {
  agreement: string;
  /** The complaint or request of that agreement whose deadline it is. */
  case?: string;
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
 * Gives the calendar to every open agreement and case that has an older one, until none is left; those started meanwhile
 * with the old one are among them. Answers what moved. Safe to repeat. Throws `Unavailable` when some could not be
 * reached: the next try goes on from there, and the sweeper finishes it if nobody tries.
 */
export async function spreadCalendar(
  deps: SendDeps,
  calendar: CalendarData,
  by: Actor,
): Promise<{ agreements: number; cases: number; moved: Moved[] }> {
  const { db } = deps;
  const { revision } = calendar;
  const done = new Set<string>();
  for (;;) {
    const left = (await withOlderCalendar(db, revision)).filter((id) => !done.has(id));
    if (left.length === 0) break;
    for (const id of await giveCalendar(deps, left, calendar, by)) done.add(id);
    const failed = left.filter((id) => !done.has(id)).length;
    if (failed > 0)
      throw new Failure(
        'Unavailable',
        `日历已保存, 还有 ${failed} 份协议、投诉或需求未能载入; 请用同一 Idempotency-Key 重试`,
      );
  }
  const loaded = await loadedBy(db, revision);
  const agreements = loaded.filter((id) => agreementNo(id) !== undefined).length;
  return { agreements, cases: loaded.length - agreements, moved: await movedBy(db, revision) };
}

async function movedBy(db: Knex, revision: number): Promise<Moved[]> {
  const rows = await db('audit_events as e')
    .leftJoin('cases as c', 'c.workflow_id', 'e.workflow_id')
    .where({ event: 'deadline.moved' })
    .andWhereLike('command_id', `${calendarCommands(revision)}%`)
    .orderBy(['e.workflow_id', 'e.seq'])
    .select<{ workflow_id: string; case: string | null; no: string | null; data: Pick<Moved, 'id' | 'from' | 'to'> }[]>(
      'e.workflow_id',
      'e.data',
      'c.id as case',
      'c.agreement_no as no',
    );
  return rows.map(({ workflow_id: workflowId, case: caseId, no, data: { id, from, to } }) => ({
    agreement: no ?? agreementNo(workflowId)!,
    ...(caseId && { case: caseId }),
    ...{ id, from, to },
  }));
}

/** Executions that have taken it. */
const loadedBy = (db: Knex, revision: number): Promise<string[]> =>
  db('audit_events')
    .where({ event: 'command' })
    .andWhereLike('command_id', `${calendarCommands(revision)}%`)
    .pluck<string[]>('workflow_id');
