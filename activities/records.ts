import type { Knex } from 'knex';
import { takeHash } from '../domain/agreement/step';
import type { Attention, WaitingFor } from '../domain/agreement/types';
import { subjectOf } from '../domain/document/subject';
import type { DocumentMade, DocumentOrder, Entries } from '../domain/record/types';
import { Failure } from '../domain/failures';
import { documentNumber } from '../domain/ids';
import { otherwiseOf } from '../domain/standard';
import { iso, type Instant } from '../domain/time';
import type { AgreementSource } from './agreement-versions';
import { documentMaker, type DocumentDeps } from './documents';
import { agreementNoOf, isCase, projectionOf, type Recorded } from './projections';

export type RecordDeps = DocumentDeps;

/** Everything one step of an agreement or a case has to leave behind; idempotent on (workflowId, version). */
export interface RecordBatch extends Entries {
  workflowId: string;
  version: number;
  recordedAt: Instant;
  /** The whole state as it is now, without what only the workflow needs. */
  state: Recorded;
  waitingFor: WaitingFor;
  attention: Attention;
  nextDueAt?: Instant;
}

/**
 * The one writer of business rows (architecture.md §2.6): projection, audit trail, deadlines and outgoing notices in
 * one transaction and six statements at most.
 *
 * A local activity runs before its workflow task is committed. When the worker dies in between, the task is done anew
 * and may see more (a timer, another update), so the same version may come again with other contents. The later one is
 * what history says: it takes the place of all rows that came from the attempt before. A batch older than what is
 * recorded comes from an attempt that was given up and is ignored; a repeated one changes nothing.
 */
export const createRecordActivities = (deps: RecordDeps) => ({
  /** Makes the documents that the step ordered, then writes; answers their hashes. */
  async record(batch: RecordBatch): Promise<DocumentMade[]> {
    const { made, rows } = await makeDocuments(deps, batch);
    await deps.db.transaction(async (trx) => {
      const before = await upsertProjection(trx, batch);
      if (before === 'newer') return;
      const again = before !== undefined && before >= batch.version;
      if (again) await retract(trx, batch);
      if (batch.events.length > 0) await insertEvents(trx, batch);
      if (batch.deadlines.length > 0 || again) await upsertDeadlines(trx, batch);
      if (batch.notices.length > 0) await insertNotices(trx, batch);
      if (rows.length > 0) await insertDocuments(trx, rows);
    });
    return made;
  },
});

/** Fills the events that wait for a hash. A text that cannot be printed is recorded as such: retrying would not help. */
async function makeDocuments(deps: RecordDeps, batch: RecordBatch): Promise<{ made: DocumentMade[]; rows: object[] }> {
  const { workflowId, recordedAt, state, documents, events } = batch;
  const { clientId, partiesRef } = state;
  const no = agreementNoOf(state);
  const number = documentNumber(workflowId);
  const make = documentMaker(deps);
  const step = { from: firstSeq(batch), events };
  const made: DocumentMade[] = [];
  const rows: object[] = [];
  for (const order of documents) {
    const { kind, version, seq } = order;
    const event = events.find((e) => e.seq === seq)!;
    try {
      const result = await make({ workflowId, no, number, clientId, partiesRef, order, step });
      const { sha256, pages, code, tableSha256 } = result;
      event.data = { kind, version, ...result };
      made.push({ kind, version, sha256, pages });
      rows.push({
        ...{
          workflow_id: workflowId,
          client_id: clientId,
          kind,
          version,
          subject: subjectOf(order),
          code,
          sha256,
          pages,
        },
        ...{ table_sha256: tableSha256 ?? null, made_at: iso(recordedAt), source: sourceOf(order, partiesRef) },
      });
      if (!isCase(state)) takeHash(state, made.at(-1)!); // the projection is written with it
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      event.event = 'document.failed';
      event.data = { kind, version, field: error.field };
      made.push({ kind, version, failed: error.detail });
    }
  }
  return { made, rows };
}

/** The version recorded before, undefined for the first; `newer` when this batch comes too late to count. */
async function upsertProjection(trx: Knex.Transaction, batch: RecordBatch): Promise<number | undefined | 'newer'> {
  const { table, row } = projectionOf(batch);
  const before: { version: number; recorded_at: Date } | undefined = await trx(table)
    .where({ workflow_id: batch.workflowId })
    .forUpdate()
    .first<{ version: number; recorded_at: Date } | undefined>('version', 'recorded_at');
  if (before && before.recorded_at.getTime() > batch.recordedAt) return 'newer';
  await trx(table).insert(row).onConflict('workflow_id').merge();
  return before?.version;
}

/** Where the batch's numbers begin: they are given without gaps. */
const firstSeq = ({ state, events, notices }: RecordBatch): number => state.seq - events.length - notices.length + 1;

/** Takes back what an attempt left that history does not know. Notices stay: their keys make a repeat no second mail. */
async function retract(trx: Knex.Transaction, batch: RecordBatch): Promise<void> {
  const { workflowId, version } = batch;
  const gone = await trx('audit_events')
    .where({ workflow_id: workflowId })
    .andWhere('seq', '>=', firstSeq(batch))
    .delete()
    .returning<{ event: string; data: { kind: string; version: number } }[]>(['event', 'data']);
  for (const { data } of gone.filter(({ event }) => event === 'document.made')) {
    await trx('documents').where({ workflow_id: workflowId, kind: data.kind, version: data.version }).delete();
  }
  await trx('deadlines').where({ workflow_id: workflowId }).andWhere('version', '>=', version).delete();
}

async function insertEvents(trx: Knex.Transaction, { workflowId, events }: RecordBatch): Promise<void> {
  await trx('audit_events')
    .insert(
      events.map((e) => ({
        workflow_id: workflowId,
        seq: e.seq,
        at: iso(e.at),
        recorded_at: iso(e.recordedAt),
        event: e.event,
        data: JSON.stringify(e.data),
        actor_role: e.by?.role ?? null,
        actor_id: e.by?.id ?? null,
        command_id: e.commandId ?? null,
      })),
    )
    .onConflict(['workflow_id', 'seq'])
    .merge();
}

/** What the step touched, and all that runs: after a retraction the running ones may have to come back. */
async function upsertDeadlines(
  trx: Knex.Transaction,
  { workflowId, version, deadlines, state }: RecordBatch,
): Promise<void> {
  const touched = new Set(deadlines.map((d) => `${d.id}#${d.n}`));
  const rows = [...deadlines, ...state.deadlines.filter((d) => !touched.has(`${d.id}#${d.n}`))];
  if (rows.length === 0) return;
  const optional = (at: Instant | undefined): string | null => (at === undefined ? null : iso(at));
  await trx('deadlines')
    .insert(
      rows.map((d) => ({
        workflow_id: workflowId,
        id: d.id,
        n: d.n,
        version,
        clause: d.clause,
        owner: d.owner,
        started_at: iso(d.startedAt),
        due_at: iso(d.dueAt),
        projected: d.projected,
        state: d.state,
        met_at: optional(d.metAt),
        missed_at: optional(d.missedAt),
        climbed: d.climbed,
        escalated_to: d.climbed > 0 ? (d.ladder[Math.min(d.climbed, d.ladder.length) - 1]?.role ?? null) : null,
        data: JSON.stringify({
          target: d.target,
          pauses: d.pauses,
          recordedLate: d.recordedLate,
          warned: d.warned,
          jointly: d.jointly,
          acknowledgedUntil: d.acknowledgedUntil,
          otherwise: otherwiseOf(d, state),
        }),
      })),
    )
    .onConflict(['workflow_id', 'id', 'n'])
    .merge();
}

async function insertNotices(trx: Knex.Transaction, { workflowId, notices }: RecordBatch): Promise<void> {
  await trx('notices')
    .insert(
      notices.map((n) => ({
        key: `${workflowId}#${n.key}`,
        workflow_id: workflowId,
        seq: n.seq,
        kind: n.kind,
        channel: n.channel,
        to_role: n.to,
        at: iso(n.at),
        not_before: n.notBefore === undefined ? null : iso(n.notBefore),
        data: JSON.stringify(n.data),
      })),
    )
    .onConflict('key')
    .merge(['seq']);
}

/** What a version of the agreement was made from, for its Word file (activities/agreement-versions.ts). */
function sourceOf({ kind, at, data }: DocumentOrder, partiesRef: string): string | null {
  return kind === 'agreement' ? JSON.stringify({ at, partiesRef, data } satisfies AgreementSource) : null;
}

async function insertDocuments(trx: Knex.Transaction, rows: object[]): Promise<void> {
  await trx('documents').insert(rows).onConflict(['workflow_id', 'kind', 'version']).merge();
}
