import type { Knex } from 'knex';
import { handlingOf, type Handling } from '../domain/case/handling';
import { openCasesOf, type CaseRow, type OpenCase } from '../domain/case/open-cases';
import { trackingOf, type TrackedRequest, type TrackingRow } from '../domain/case/tracking';
import type { EvidenceOrder } from '../domain/agreement/signature-evidence';
import { contactsOf, findingsOf, ledgerOf, type Finding, type LedgerRow } from '../domain/agreement/trail';
import { evidenceRows } from './evidence-rows';
import type { EvidenceRows } from './evidence-data';
import type { DocumentOrder } from '../domain/record/types';
import { iso } from '../domain/time';
import { trail, type StepEvents } from './trail';

/** What the audit trail adds to an order: the same rows whenever the order is carried out. */
export interface RecordedRows {
  ledger?: LedgerRow[];
  findings?: Finding[];
  openCases?: OpenCase[];
  evidence?: EvidenceRows;
  requests?: TrackedRequest[];
  handling?: Handling;
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
  const events = (...names: string[]) => trail(db, workflowId, order, step, { names });
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
    case 'signature-evidence': {
      const { version } = (order.data as unknown as EvidenceOrder).signed;
      return {
        evidence: evidenceRows(await trail(db, workflowId, order, step, { sinceVersion: version }), version),
      };
    }
    case 'request-tracking':
      return { requests: trackingOf(await requestRows(db, no, order)) };
    case 'complaint-record':
      return {
        handling: handlingOf(
          (await trail(db, workflowId, order, step)).map(({ by, ...event }) => ({
            ...event,
            ...(by && { by: by.role }),
          })),
        ),
      };
    default:
      return {};
  }
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
