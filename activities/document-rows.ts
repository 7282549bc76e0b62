import type { Knex } from 'knex';
import { agreementId } from '../domain/ids';
import { openCasesOf, type CaseRow, type OpenCase } from '../domain/case/open-cases';
import { findingsOf, ledgerOf, type Finding, type LedgerRow } from '../domain/agreement/trail';
import { evidenceRows } from './evidence-rows';
import type { EvidenceRows } from './evidence-data';
import type { AuditEvent, DocumentOrder } from '../domain/record/types';
import { iso } from '../domain/time';

/** What the audit trail adds to an order: the same rows whenever the order is carried out. */
export interface RecordedRows {
  ledger?: LedgerRow[];
  findings?: Finding[];
  openCases?: OpenCase[];
  evidence?: EvidenceRows;
}

/** The agreement's events of the step that ordered the document: they are written only after it has been made. */
export interface StepEvents {
  /** Number of the step's first event; what the table holds from there on is of an attempt that was given up. */
  from: number;
  events: readonly AuditEvent[];
}

export async function recordedRows(
  db: Knex,
  no: string,
  order: DocumentOrder,
  step: StepEvents,
): Promise<RecordedRows> {
  switch (order.kind) {
    case 'ledger': {
      const { month, since } = order.data as { month: string; since?: number };
      return { ledger: ledgerOf(await trail(db, no, order, step, ['ledger.entry']), month, since) };
    }
    case 'performance-report': {
      const { period } = order.data as { period?: { from: string } };
      const events = await trail(db, no, order, step, ['inspection.finding', 'rectification.completed']);
      return { findings: findingsOf(events, period?.from) };
    }
    case 'handover-list':
    case 'completion-certificate':
      return { openCases: openCasesOf(await caseRows(db, no, order)) };
    case 'signature-evidence':
      return { evidence: await evidenceRows(db, no, order, step) };
    default:
      return {};
  }
}

type TrailEvent = Pick<AuditEvent, 'seq' | 'at' | 'event' | 'data'>;

/** The agreement's own events of these names before the order, in their order. One statement. */
async function trail(
  db: Knex,
  no: string,
  { seq: until }: DocumentOrder,
  { from, events }: StepEvents,
  names: string[],
): Promise<TrailEvent[]> {
  const rows = await db('audit_events')
    .where({ workflow_id: agreementId(no) })
    .whereIn('event', names)
    .andWhere('seq', '<', from)
    .orderBy('seq')
    .select<(Omit<TrailEvent, 'at'> & { at: Date })[]>('seq', 'at', 'event', 'data');
  const own = events.filter(({ event, seq }) => names.includes(event) && seq < until);
  return [...rows.map((row) => ({ ...row, at: row.at.getTime() })), ...own];
}

/** What had been recorded of the agreement's complaints and requests before the order, in their order. One statement. */
async function caseRows(db: Knex, no: string, { at }: DocumentOrder): Promise<CaseRow[]> {
  return db('cases as c')
    .join('audit_events as e', 'e.workflow_id', 'c.workflow_id')
    .where('c.agreement_no', no)
    .andWhere('e.recorded_at', '<', iso(at))
    .andWhere((open) => void open.whereNull('c.closed_at').orWhere('c.closed_at', '>=', iso(at)))
    .orderBy(['c.id', 'e.seq'])
    .select<CaseRow[]>('c.id', 'c.kind', 'e.event', 'e.data');
}
