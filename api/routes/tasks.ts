import { Router } from 'express';
import type { Phase } from '../../domain/agreement/types';
import { DEPARTMENT_ZH, type CaseKind, type CasePhase, type Department } from '../../domain/case/types';
import { ownersOf } from '../../domain/record/telling';
import type { Role } from '../../domain/roles';
import { WHOLE_STANDARD } from '../../domain/standard';
import { identityOf } from '../auth';
import type { ApiDeps } from '../deps';
import { moment, pageOf, paging, positionOf } from '../paging';
import { keysOf, z } from '../schemas/zod';
import { seatsHeldBy } from '../substitutes';
import { parse } from '../validation';
import { at } from '../views/agreement';
import { deadlineOf, type DeadlineRow } from '../views/deadline';

export const tasksQuery = z.strictObject({
  department: z.enum(keysOf(DEPARTMENT_ZH)).optional().openapi({ description: '责任部门; 只列该部门的需求' }),
  ...paging,
});

const POINTS = Object.keys(WHOLE_STANDARD).filter((id) => WHOLE_STANDARD[id]!.point);
const position = z.tuple([moment(), z.string(), z.string(), z.int()]);

type TaskRow = DeadlineRow & {
  no: string;
  kind: 'agreement' | CaseKind;
  case_id: string | null;
  phase: Phase | CasePhase;
  tier: string;
  /** 责任部门 of a request. */
  department: Department | null;
  acknowledged: boolean;
  /** Roles of all the rungs climbed so far. */
  told: Role[] | null;
};

/**
 * `GET /v1/tasks`, the inbox of the caller's role: what the role owes now, to agreements and to cases, missed or not, and
 * what has been escalated to it, by whichever rung, and nobody has taken up, the earliest due first; and the same of the
 * seats that the caller holds for somebody who is away. A client sees its own agreement only. Two statements when nobody
 * is away.
 *
 * A missed deadline whose phase has gone on is no task any more; only the open ones of the state are. An untouched one
 * among them has no next rung once somebody has acted.
 */
export function taskRoutes({ db, vault }: ApiDeps): Router {
  const router = Router();
  router.get('/tasks', async (request, response) => {
    const identity = identityOf(request);
    const { actor, agreement } = identity;
    const { limit, cursor, department } = parse(tasksQuery, request.query, '查询参数');
    const after = positionOf(cursor, position);
    const held = await seatsHeldBy({ db, vault }, identity, Date.now());
    const { rows } = await db.raw<{ rows: TaskRow[] }>(
      `select d.*, s.no, s.kind, s.case_id, s.phase, s.tier, s.state->>'department' as department,
         d.state = 'missed' and (live.climb_at is null or live.until is not null) as acknowledged, live.told
       from deadlines d
       join (
         select workflow_id, no, 'agreement' as kind, null as case_id, phase, tier, state from agreements where phase <> 'closed'
         union all
         select workflow_id, agreement_no, kind, id, phase, tier, state from cases where phase <> 'closed'
       ) s on s.workflow_id = d.workflow_id
       left join lateral (
         select e->>'climbAt' as climb_at, e->>'acknowledgedUntil' as until, (
             select jsonb_agg(rung->'role') from jsonb_array_elements(e->'ladder') with ordinality as ladder(rung, nth)
             where nth <= (e->>'climbed')::int) as told
         from jsonb_array_elements(s.state->'deadlines') e
         where d.state = 'missed' and e->>'id' = d.id and (e->>'n')::int = d.n
       ) live on true
       where d.state in ('open', 'missed') and d.met_at is null and d.started_at <= now()
         and (d.state = 'open' or exists (
           select 1 from jsonb_array_elements(s.state->'deadlines') e where e->>'id' = d.id and (e->>'n')::int = d.n))
         and exists (
           select 1 from jsonb_to_recordset(:seats::jsonb) as seat(role text, workflows jsonb)
           where (seat.workflows is null or seat.workflows @> to_jsonb(d.workflow_id))
             and (d.owner = seat.role or d.data->>'jointly' = seat.role
               or (live.told @> to_jsonb(seat.role) and live.climb_at is not null and live.until is null)))
         and split_part(d.id, '/', 1) <> all(:points)
         and (:own::text is null or s.no = :own)
         and (:department::text is null or s.state->>'department' = :department)
         and (:due::timestamptz is null or (d.due_at, d.workflow_id, d.id, d.n) > (:due, :workflow, :id, :n))
       order by d.due_at, d.workflow_id, d.id, d.n limit :limit`,
      {
        seats: JSON.stringify([{ role: actor.role }, ...held]),
        points: POINTS,
        own: agreement ?? null,
        department: department ?? null,
        due: after?.[0] ?? null,
        workflow: after?.[1] ?? null,
        id: after?.[2] ?? null,
        n: after?.[3] ?? null,
        limit: limit + 1,
      },
    );
    const outside = actor.role === 'client';
    const show = (row: TaskRow) => {
      const owners = ownersOf({ owner: row.owner, ...(row.data.jointly && { jointly: row.data.jointly }) });
      const seats = held.filter(({ workflows }) => workflows?.includes(row.workflow_id) ?? true);
      const owed = [actor, ...seats].some(({ role }) => owners.includes(role));
      const seat = seats.find(({ role }) => (owed ? owners.includes(role) : row.told?.includes(role)));
      return {
        agreement: row.no,
        ...(row.case_id && { case: row.case_id }),
        kind: row.kind,
        phase: row.phase,
        tier: row.tier,
        ...(row.department && { department: row.department, departmentTitle: DEPARTMENT_ZH[row.department] }),
        why: owed ? 'owed' : 'escalated',
        ...(seat && { substitution: seat.substitution }),
        ...(row.acknowledged && { acknowledged: true }),
        ...deadlineOf(row, { outside }),
      };
    };
    response.json(pageOf(rows, limit, show, (row) => [at(row.due_at), row.workflow_id, row.id, row.n]));
  });
  return router;
}
