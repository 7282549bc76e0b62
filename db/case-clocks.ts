import type { Knex } from 'knex';
import type { ClockRow } from '../domain/case/figures';
import type { Miss, Urgency } from '../domain/case/types';
import type { DeadlineState, Pause } from '../domain/deadline/types';
import { excludedByAgreement } from './exclusions';

interface Row {
  case_id: string;
  id: string;
  n: number;
  urgency: Urgency | null;
  started_at: Date;
  due_at: Date;
  state: DeadlineState;
  met_at: Date | null;
  missed_at: Date | null;
  closed_at: Date | null;
  reported_at: Date;
  pauses: Pause[] | null;
  misses: Miss[];
  by_agreement: string | null;
}

const BY_AGREEMENT = excludedByAgreement({ no: 'c.agreement_no', caseId: 'c.id', id: 'd.id', n: 'd.n' });

/** Every recorded clock of an agreement's complaints and requests, those that have ended too. One statement. */
export async function clocksOf(db: Knex, agreementNo: string): Promise<ClockRow[]> {
  const rows: Row[] = await db('cases as c')
    .join('deadlines as d', 'd.workflow_id', 'c.workflow_id')
    .where('c.agreement_no', agreementNo)
    .orderBy(['c.id', 'd.started_at', 'd.id', 'd.n'])
    .select<Row[]>('c.id as case_id', 'c.urgency', 'd.id', 'd.n', 'd.started_at', 'd.due_at', 'd.state', 'd.met_at')
    .select(
      'd.missed_at',
      'c.closed_at',
      'c.reported_at',
      db.raw(`d.data->'pauses' as pauses`),
      db.raw(`c.state->'misses' as misses`),
      db.raw(`${BY_AGREEMENT} as by_agreement`),
    );
  return rows.map(({ case_id: caseId, id, n, urgency, state, pauses, misses, by_agreement: byAgreement, ...row }) => ({
    caseId,
    id,
    n,
    startedAt: row.started_at.getTime(),
    reportedAt: row.reported_at.getTime(),
    dueAt: row.due_at.getTime(),
    state,
    pauses: pauses ?? [],
    excluded:
      byAgreement !== null || misses.some((miss) => miss.id === id && miss.n === n && miss.excluded !== undefined),
    ...(urgency && { urgency }),
    ...(row.met_at && { metAt: row.met_at.getTime() }),
    ...(row.missed_at && { missedAt: row.missed_at.getTime() }),
    ...(row.closed_at && { closedAt: row.closed_at.getTime() }),
  }));
}
