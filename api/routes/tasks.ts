import { Router } from 'express';
import { STANDARD } from '../../domain/agreement/standard';
import { agreementId, agreementNo } from '../../domain/ids';
import type { Phase } from '../../domain/agreement/types';
import { ownersOf } from '../../domain/record/book';
import { identityOf } from '../auth';
import type { ApiDeps } from '../deps';
import { pageOf, paging, positionOf } from '../paging';
import { z } from '../schemas/zod';
import { seatsHeldBy } from '../substitutes';
import { parse } from '../validation';
import { at } from '../views/agreement';
import { deadlineOf, type DeadlineRow } from './deadlines';

export const tasksQuery = z.strictObject(paging);

const POINTS = Object.keys(STANDARD).filter((id) => STANDARD[id]!.point);
const position = z.tuple([z.string(), z.string(), z.string(), z.int()]);

type TaskRow = DeadlineRow & { phase: Phase; tier: string; acknowledged: boolean };

/**
 * `GET /v1/tasks`, the inbox of the caller's role: what the role owes now, missed or not, and what has been escalated
 * to it and nobody has taken up, the earliest due first; and the same of the seats that the caller holds for somebody
 * who is away. A client sees its own agreement only. Two statements when nobody is away.
 *
 * A missed deadline whose phase has gone on is no task any more; only the open ones of the agreement's state are. An
 * untouched one among them has no next rung once somebody has acted.
 */
export function taskRoutes({ db, vault }: ApiDeps): Router {
  const router = Router();
  router.get('/tasks', async (request, response) => {
    const identity = identityOf(request);
    const { actor, agreement } = identity;
    const { limit, cursor } = parse(tasksQuery, request.query, '查询参数');
    const after = positionOf(cursor, position);
    const held = await seatsHeldBy({ db, vault }, identity, Date.now());
    const { rows } = await db.raw<{ rows: TaskRow[] }>(
      `select d.*, a.phase, a.tier, d.state = 'missed' and (live.climb_at is null or live.until is not null) as acknowledged
       from deadlines d
       join agreements a on a.workflow_id = d.workflow_id and a.phase <> 'closed'
       left join lateral (
         select e->>'climbAt' as climb_at, e->>'acknowledgedUntil' as until from jsonb_array_elements(a.state->'deadlines') e
         where d.state = 'missed' and e->>'id' = d.id and (e->>'n')::int = d.n
       ) live on true
       where d.state in ('open', 'missed') and d.met_at is null and d.started_at <= now()
         and (d.state = 'open' or exists (
           select 1 from jsonb_array_elements(a.state->'deadlines') e where e->>'id' = d.id and (e->>'n')::int = d.n))
         and exists (
           select 1 from jsonb_to_recordset(:seats::jsonb) as seat(role text, agreements jsonb)
           where (seat.agreements is null or seat.agreements @> to_jsonb(a.no))
             and (d.owner = seat.role or d.data->>'jointly' = seat.role
               or (d.escalated_to = seat.role and live.climb_at is not null and live.until is null)))
         and split_part(d.id, '/', 1) <> all(:points)
         and (:workflowId::text is null or d.workflow_id = :workflowId)
         and (:due::timestamptz is null or (d.due_at, d.workflow_id, d.id, d.n) > (:due, :workflow, :id, :n))
       order by d.due_at, d.workflow_id, d.id, d.n limit :limit`,
      {
        seats: JSON.stringify([{ role: actor.role }, ...held]),
        points: POINTS,
        workflowId: agreement === undefined ? null : agreementId(agreement),
        due: after?.[0] ?? null,
        workflow: after?.[1] ?? null,
        id: after?.[2] ?? null,
        n: after?.[3] ?? null,
        limit: limit + 1,
      },
    );
    const show = (row: TaskRow) => {
      const no = agreementNo(row.workflow_id)!;
      const owners = ownersOf({ owner: row.owner, ...(row.data.jointly && { jointly: row.data.jointly }) });
      const seats = held.filter(({ agreements }) => agreements?.includes(no) ?? true);
      const owed = [actor, ...seats].some(({ role }) => owners.includes(role));
      const seat = seats.find(({ role }) => (owed ? owners.includes(role) : role === row.escalated_to));
      return {
        agreement: no,
        phase: row.phase,
        tier: row.tier,
        why: owed ? 'owed' : 'escalated',
        ...(seat && { substitution: seat.substitution }),
        ...(row.acknowledged && { acknowledged: true }),
        ...deadlineOf(row),
      };
    };
    response.json(pageOf(rows, limit, show, (row) => [at(row.due_at), row.workflow_id, row.id, row.n]));
  });
  return router;
}
