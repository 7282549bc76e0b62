import { Router } from 'express';
import { excludedByAgreement } from '../../db/exclusions';
import { READERS } from '../../domain/reading';
import type { Role } from '../../domain/roles';
import { identityOf, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { pageOf, paging, positionOf } from '../paging';
import { keysOf, z } from '../schemas/zod';
import { parse } from '../validation';
import { roleName } from '../views/agreement';

/** What cases are counted by, as SQL over `cases`. */
const KEYS = {
  agreement: 'agreement_no',
  tier: 'tier',
  /** Who answers for the case, as `responsible` of the domain has it; a request's department once assigned. */
  owner: `case when kind = 'complaint' and state->>'about' = 'account-manager' then 'manager'
    when kind = 'request' and (state->>'assigned')::boolean then 'service-team' else 'account-manager' end`,
  /** Of the report, in China. */
  month: `to_char(reported_at at time zone 'UTC' + interval '8 hours', 'YYYY-MM')`,
} as const;

export const countsQuery = z.strictObject({
  by: z.enum(keysOf(KEYS)).openapi({ description: '按协议, 客户等级, 责任角色, 或客户提出的月份' }),
  agreement: z.string().max(40).optional().openapi({ description: '只计该协议' }),
  ...paging,
});

const BY_AGREEMENT = excludedByAgreement({
  ...{ no: 'cases.agreement_no', caseId: 'cases.id', id: `m->>'id'`, n: `(m->>'n')::int` },
});

interface CountRow {
  key: string;
  open: number;
  closed: number;
  breached: number;
  complaints: number;
  requests: number;
}

/** `GET /v1/cases/counts`: how many, open and closed, and how many with a miss that counts. One statement. */
export function caseCountRoutes({ db }: ApiDeps): Router {
  const router = Router();
  router.get('/cases/counts', async (request, response) => {
    const identity = identityOf(request);
    requireReader(identity, READERS);
    const { by, agreement, limit, cursor } = parse(countsQuery, request.query, '查询参数');
    const { rows } = await db.raw<{ rows: CountRow[] }>(
      `select key, count(*) filter (where phase <> 'closed')::int as open, count(*) filter (where phase = 'closed')::int as closed,
         count(*) filter (where breached)::int as breached, count(*) filter (where kind = 'complaint')::int as complaints,
         count(*) filter (where kind = 'request')::int as requests
       from (
         select ${KEYS[by]} as key, phase, kind,
           exists (select 1 from jsonb_array_elements(state->'misses') m
             where m->>'excluded' is null and ${BY_AGREEMENT} is null) as breached
         from cases
         where (:agreement::text is null or agreement_no = :agreement) and (:own::text is null or agreement_no = :own)
       ) counted
       where :after::text is null or key > :after
       group by key order by key limit :limit`,
      {
        agreement: agreement ?? null,
        own: identity.agreement ?? null,
        after: positionOf(cursor, z.string()) ?? null,
        limit: limit + 1,
      },
    );
    const show = (row: CountRow) => ({ ...row, ...(by === 'owner' && { title: roleName(row.key as Role) }) });
    response.json(pageOf(rows, limit, show, (row) => row.key));
  });
  return router;
}
