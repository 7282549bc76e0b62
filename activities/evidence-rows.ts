import type { Knex } from 'knex';
import { canonical, sha256 } from '../documents/evidence/canonical';
import { signingFacts, type EvidenceOrder } from '../domain/agreement/signature-evidence';
import { agreementId } from '../domain/ids';
import type { AuditEvent, DocumentOrder } from '../domain/record/types';
import type { Role } from '../domain/roles';
import type { StepEvents } from './document-rows';
import type { EvidenceRows } from './evidence-data';

interface Row {
  seq: number;
  at: Date;
  recorded_at: Date;
  event: string;
  data: Record<string, unknown>;
  actor_role: Role | null;
  actor_id: string | null;
}

/**
 * The agreement's events from the making of the version that was signed up to the order, in their order. Their data is
 * hashed as recorded, with references unopened, so that it can be compared with the audit trail. One statement.
 */
export async function evidenceRows(
  db: Knex,
  no: string,
  { seq: until, data }: DocumentOrder,
  { from, events: own }: StepEvents,
): Promise<EvidenceRows> {
  const workflowId = agreementId(no);
  const { version } = (data as unknown as EvidenceOrder).signed;
  const rows = await db('audit_events')
    .where({ workflow_id: workflowId })
    .andWhere('seq', '<', from)
    .andWhereRaw(
      `seq >= (select coalesce(max(seq), 0) from audit_events where workflow_id = ? and seq < ?
                 and event = 'document.made' and data->>'kind' = 'agreement' and (data->>'version')::int = ?)`,
      [workflowId, from, version],
    )
    .orderBy('seq')
    .select<Row[]>('seq', 'at', 'recorded_at', 'event', 'data', 'actor_role', 'actor_id');
  const events = [...rows.map(eventOf), ...own.filter(({ seq }) => seq < until)];
  return {
    facts: signingFacts(events, version),
    events: events.map((event) => ({
      seq: event.seq,
      at: event.at,
      recordedAt: event.recordedAt,
      event: event.event,
      ...(event.event === 'command' && { command: String(event.data['name']) }),
      ...(event.by && { by: { role: event.by.role, id: event.by.id } }),
      dataSha256: sha256(canonical(event.data)),
    })),
  };
}

const eventOf = ({ at, recorded_at, actor_role: role, actor_id: id, ...row }: Row): AuditEvent => ({
  ...row,
  at: at.getTime(),
  recordedAt: recorded_at.getTime(),
  ...(role && id && { by: { role, id } }),
});
