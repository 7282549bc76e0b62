import type { Knex } from 'knex';
import { handlingOf, type Handling, type HandlingRow } from '../domain/case/handling';
import { openCasesOf, type CaseRow, type OpenCase } from '../domain/case/open-cases';
import { trackingOf, type TrackedRequest, type TrackingRow } from '../domain/case/tracking';
import { contactsOf, findingsOf, ledgerOf, type Finding, type LedgerRow } from '../domain/agreement/trail';
import { evidenceRows } from './evidence-rows';
import type { EvidenceRows } from './evidence-data';
import type { AuditEvent, DocumentOrder } from '../domain/record/types';
import { iso } from '../domain/time';
import type { Role } from '../domain/roles';

/** What the audit trail adds to an order: the same rows whenever the order is carried out. */
export interface RecordedRows {
  ledger?: LedgerRow[];
  findings?: Finding[];
  openCases?: OpenCase[];
  evidence?: EvidenceRows;
  requests?: TrackedRequest[];
  handling?: Handling;
}

/** The execution's events of the step that ordered the document: they are written only after it has been made. */
export interface StepEvents {
  /** Number of the step's first event; what the table holds from there on is of an attempt that was given up. */
  from: number;
  events: readonly AuditEvent[];
}

/** Whose document is ordered: an execution, and the agreement that it is or belongs to. */
export interface Ordering {
  workflowId: string;
  no: string;
}

export async function recordedRows(
  db: Knex,
  { workflowId, no }: Ordering,
  order: DocumentOrder,
  step: StepEvents,
): Promise<RecordedRows> {
  const events = (...names: string[]) => trail(db, workflowId, order, step, names);
  switch (order.kind) {
    case 'ledger': {
      const { month, since } = order.data as { month: string; since?: number };
      return { ledger: ledgerOf(await events('ledger.entry'), month, since) };
    }
    case 'contact-record':
      return { ledger: contactsOf(await events('ledger.entry'), order.data as { from: string; to: string }) };
    case 'performance-report': {
      const { period } = order.data as { period?: { from: string } };
      return { findings: findingsOf(await events('inspection.finding', 'rectification.completed'), period?.from) };
    }
    case 'handover-list':
    case 'completion-certificate':
      return { openCases: openCasesOf(await openCaseRows(db, no, order)) };
    case 'signature-evidence':
      return { evidence: await evidenceRows(db, no, order, step) };
    case 'request-tracking':
      return { requests: trackingOf(await requestRows(db, no, order)) };
    case 'complaint-record':
      return { handling: handlingOf(await events()) };
    default:
      return {};
  }
}

/** The execution's own events before the order, in their order: of these names, or all. One statement. */
async function trail(
  db: Knex,
  workflowId: string,
  { seq: until }: DocumentOrder,
  { from, events }: StepEvents,
  names: string[],
): Promise<(HandlingRow & { seq: number })[]> {
  const query = db('audit_events').where({ workflow_id: workflowId }).andWhere('seq', '<', from).orderBy('seq');
  if (names.length > 0) void query.whereIn('event', names);
  const rows = await query.select<EventRow[]>('seq', 'at', 'recorded_at', 'event', 'data', 'actor_role');
  const own = events.filter(({ event, seq }) => (names.length === 0 || names.includes(event)) && seq < until);
  return [
    ...rows.map(({ at, recorded_at: recordedAt, actor_role: role, ...row }) => ({
      ...row,
      at: at.getTime(),
      recordedAt: recordedAt.getTime(),
      ...(role && { by: role }),
    })),
    ...own.map(({ seq, at, recordedAt, event, data, by }) => ({
      ...{ seq, at, recordedAt, event, data },
      ...(by && { by: by.role }),
    })),
  ];
}

interface EventRow {
  seq: number;
  at: Date;
  recorded_at: Date;
  event: string;
  data: Record<string, unknown>;
  actor_role: Role | null;
}

/** What had been recorded of the agreement's complaints and requests before the order, in their order. One statement. */
function caseRows(db: Knex, no: string, { at }: DocumentOrder) {
  return db('cases as c')
    .join('audit_events as e', 'e.workflow_id', 'c.workflow_id')
    .where('c.agreement_no', no)
    .andWhere('e.recorded_at', '<', iso(at))
    .orderBy(['c.id', 'e.seq'])
    .select<(CaseRow & { at: Date })[]>('c.id', 'c.kind', 'e.event', 'e.at', 'e.data');
}

/** The same of its requests only. */
async function requestRows(db: Knex, no: string, order: DocumentOrder): Promise<TrackingRow[]> {
  const rows = await caseRows(db, no, order).andWhere('c.kind', 'request');
  return rows.map(({ at, ...row }) => ({ ...row, at: at.getTime() }));
}

/** The same of those only that were open at the order. */
async function openCaseRows(db: Knex, no: string, order: DocumentOrder): Promise<CaseRow[]> {
  return caseRows(db, no, order).andWhere(
    (open) => void open.whereNull('c.closed_at').orWhere('c.closed_at', '>=', iso(order.at)),
  );
}
