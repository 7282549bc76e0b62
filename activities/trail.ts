import type { Knex } from 'knex';
import type { AuditEvent, DocumentOrder } from '../domain/record/types';
import type { Role } from '../domain/roles';

/** The execution's events of the step that ordered the document: they are written only after it has been made. */
export interface StepEvents {
  /** Number of the step's first event; what the table holds from there on is of an attempt that was given up. */
  from: number;
  events: readonly AuditEvent[];
}

export interface TrailOptions {
  /** Of these names only. */
  names?: readonly string[];
  /** Not those before this version of the agreement was made. */
  sinceVersion?: number;
}

interface Row {
  seq: number;
  at: Date;
  recorded_at: Date;
  event: string;
  data: Record<string, unknown>;
  actor_role: Role | null;
  actor_id: string | null;
}

/** An execution's own events before the order, in their order, with references unopened. One statement. */
export async function trail(
  db: Knex,
  workflowId: string,
  { seq: until }: Pick<DocumentOrder, 'seq'>,
  { from, events }: StepEvents,
  { names, sinceVersion }: TrailOptions = {},
): Promise<AuditEvent[]> {
  const query = db('audit_events').where({ workflow_id: workflowId }).andWhere('seq', '<', from).orderBy('seq');
  if (names) void query.whereIn('event', names);
  if (sinceVersion !== undefined)
    void query.andWhereRaw(
      `seq >= (select coalesce(max(seq), 0) from audit_events where workflow_id = ? and seq < ?
                 and event = 'document.made' and data->>'kind' = 'agreement' and (data->>'version')::int = ?)`,
      [workflowId, from, sinceVersion],
    );
  const rows = await query.select<Row[]>('seq', 'at', 'recorded_at', 'event', 'data', 'actor_role', 'actor_id');
  const own = events.filter(({ event, seq }) => (!names || names.includes(event)) && seq < until);
  return [...rows.map(eventOf), ...own];
}

const eventOf = ({ at, recorded_at, actor_role: role, actor_id: id, ...row }: Row): AuditEvent => ({
  ...row,
  at: at.getTime(),
  recordedAt: recorded_at.getTime(),
  ...(role && id && { by: { role, id } }),
});
