import type { Agreement } from '../domain/agreement/types';
import type { Case } from '../domain/case/types';
import { iso } from '../domain/time';
import type { RecordBatch } from './records';

/** What is recorded: an agreement, or a complaint or request beside it. */
export type Recorded = Agreement | Case;

export const isCase = (state: Recorded): state is Case => 'kind' in state;

/** The agreement it belongs to. */
export const agreementNoOf = (state: Recorded): string => (isCase(state) ? state.agreementNo : state.no);

export interface Projection {
  table: 'agreements' | 'cases';
  row: Record<string, unknown>;
}

/** The one row of an execution, by `workflow_id`: its newest state, with what lists ask for in columns of their own. */
export function projectionOf(batch: RecordBatch): Projection {
  const { state } = batch;
  const { calendar, done: _done, ...shown } = state;
  const common = {
    workflow_id: batch.workflowId,
    client_id: state.clientId,
    phase: state.phase,
    outcome: state.outcome ?? null,
    waiting_for: batch.waitingFor,
    attention: batch.attention,
    calendar_revision: calendar.revision,
    version: batch.version,
    next_due_at: batch.nextDueAt === undefined ? null : iso(batch.nextDueAt),
    state: JSON.stringify(shown),
    recorded_at: iso(batch.recordedAt),
  };
  return isCase(state)
    ? { table: 'cases', row: { ...common, ...caseColumns(state, common.recorded_at) } }
    : { table: 'agreements', row: { ...common, ...agreementColumns(state) } };
}

const agreementColumns = (state: Agreement): Record<string, unknown> => ({
  no: state.no,
  tier: state.terms.tier,
  client_type: state.terms.clientType,
  // signed by both, it is in force from no day yet where a condition is awaited, and never where that failed (domain.md §3.4)
  term_start: state.termEnd === undefined ? null : (state.effectiveOn ?? null),
  term_end: state.termEnd ?? null,
  predecessor: state.predecessor ?? null,
  successor: state.successor ?? null,
});

const caseColumns = (state: Case, recordedAt: string): Record<string, unknown> => ({
  id: state.id,
  kind: state.kind,
  agreement_no: state.agreementNo,
  tier: state.tier,
  reported_at: iso(state.reportedAt),
  severity: state.severity ?? null,
  urgency: state.urgency ?? null,
  round: state.round,
  closed_at: state.phase === 'closed' ? recordedAt : null,
});
