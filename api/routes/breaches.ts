import { Router } from 'express';
import type { Knex } from 'knex';
import { excludedByAgreement } from '../../db/exclusions';
import { references } from '../../domain/document/references';
import { HOUSE_CLOCKS, READERS } from '../../domain/reading';
import { ROLES } from '../../domain/roles';
import { dayFromDate, endOfDay, iso, startOfDay } from '../../domain/time';
import { logAccess } from '../access';
import { identityOf, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { moment, pageOf, paging, positionOf } from '../paging';
import { plainDate } from '../schemas/fields';
import { z } from '../schemas/zod';
import { parse } from '../validation';
import { at } from '../views/agreement';
import { deadlineOf, type DeadlineRow } from '../views/deadline';
import { ERASED } from './agreements';

export const breachesQuery = z.strictObject({
  agreement: z.string().max(40).optional().openapi({ description: '协议编号' }),
  from: plainDate().optional().openapi({ description: '逾期于此日或以后' }),
  to: plainDate().optional().openapi({ description: '逾期于此日或以前' }),
  owner: z.enum(ROLES).optional().openapi({ description: '责任角色' }),
  ...paging,
});

const position = z.tuple([moment(), z.string(), z.string(), z.int()]);

type BreachRow = DeadlineRow & {
  no: string;
  kind: 'agreement' | 'complaint' | 'request';
  case_id: string | null;
  tier: string;
  excluded: string | null;
};

/**
 * `GET /v1/breaches`: every clock that ran out, of agreements and of cases, the newest miss first, also those that a
 * manager has left out of the indicators. One statement; vault and access log where a reason is opened.
 */
export function breachRoutes(deps: ApiDeps): Router {
  const { db, vault } = deps;
  const router = Router();
  router.get('/breaches', async (request, response) => {
    const identity = identityOf(request);
    requireReader(identity, READERS);
    const { limit, cursor, ...wanted } = parse(breachesQuery, request.query, '查询参数');
    const rows = await select(db, { ...wanted, own: identity.agreement, limit: limit + 1, cursor });
    const outside = identity.actor.role === 'client';
    const explained = outside ? [] : rows.slice(0, limit).filter(({ excluded }) => excluded !== null);
    await logAccess(deps, identity, 'breaches.read', ...explained.map((row) => row.case_id ?? row.no));
    const texts = await vault.openTexts(references(explained.map(({ excluded }) => excluded)));
    const show = (row: BreachRow) => ({
      agreement: row.no,
      ...(row.case_id && { case: row.case_id }),
      kind: row.kind,
      tier: row.tier,
      ...deadlineOf(row, { outside }),
      excluded: row.excluded !== null,
      ...(row.excluded !== null && !outside && { reason: texts.get(row.excluded) ?? ERASED }),
    });
    response.json(pageOf(rows, limit, show, (row) => [at(row.missed_at), row.workflow_id, row.id, row.n]));
  });
  return router;
}

const BY_AGREEMENT = excludedByAgreement({ no: 's.no', caseId: 's.case_id', id: 'd.id', n: 'd.n' });

interface Wanted extends Omit<z.output<typeof breachesQuery>, 'limit'> {
  own: string | undefined;
  limit: number;
}

async function select(db: Knex, { agreement, own, from, to, owner, limit, cursor }: Wanted): Promise<BreachRow[]> {
  const after = positionOf(cursor, position);
  const { rows } = await db.raw<{ rows: BreachRow[] }>(
    `select d.*, s.no, s.kind, s.case_id, s.tier, miss.excluded
     from deadlines d
     join (
       select workflow_id, no, 'agreement' as kind, null as case_id, tier, null::jsonb as misses from agreements
       union all
       select workflow_id, agreement_no, kind, id, tier, state->'misses' from cases
     ) s on s.workflow_id = d.workflow_id
     left join lateral (
       select coalesce(
         (select m->>'excluded' from jsonb_array_elements(s.misses) m
           where m->>'id' = d.id and (m->>'n')::int = d.n limit 1),
         ${BY_AGREEMENT}) as excluded
     ) miss on true
     where d.missed_at is not null
       and (:agreement::text is null or s.no = :agreement) and (:own::text is null or s.no = :own)
       and (:from::timestamptz is null or d.missed_at >= :from) and (:to::timestamptz is null or d.missed_at < :to)
       and (:own::text is null or d.owner = 'client' or split_part(d.id, '/', 1) <> all(:house))
       and (:owner::text is null or d.owner = :owner or d.data->>'jointly' = :owner)
       and (:missed::timestamptz is null or (d.missed_at, d.workflow_id, d.id, d.n) < (:missed, :workflow, :id, :n))
     order by d.missed_at desc, d.workflow_id desc, d.id desc, d.n desc limit :limit`,
    {
      agreement: agreement ?? null,
      own: own ?? null,
      house: [...HOUSE_CLOCKS],
      from: from === undefined ? null : iso(startOfDay(dayFromDate(from))),
      to: to === undefined ? null : iso(endOfDay(dayFromDate(to))),
      owner: owner ?? null,
      missed: after?.[0] ?? null,
      workflow: after?.[1] ?? null,
      id: after?.[2] ?? null,
      n: after?.[3] ?? null,
      limit,
    },
  );
  return rows;
}
