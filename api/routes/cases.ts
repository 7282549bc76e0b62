import { Router } from 'express';
import type { Knex } from 'knex';
import { CASE_PHASE_ZH, SEVERITIES, URGENCIES, type CaseKind } from '../../domain/case/types';
import { references, resolveReferences } from '../../domain/document/references';
import { caseWorkflowId } from '../../domain/ids';
import { READERS } from '../../domain/reading';
import { ROLES } from '../../domain/roles';
import { logAccess } from '../access';
import { identityOf, notFound, requireCase, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { moment, pageOf, paging, positionOf } from '../paging';
import { keysOf, z } from '../schemas/zod';
import { parse } from '../validation';
import { at } from '../views/agreement';
import {
  CASE_SUMMARY_COLUMNS,
  caseDetailOf,
  caseSummaryOf,
  excludedToo,
  EXCLUSIONS,
  payloadOf,
  type CaseRow,
  type EntryRow,
  type WithExclusions,
} from '../views/case';
import { ERASED } from './agreements';

const common = {
  agreement: z.string().max(40).optional().openapi({ description: '协议编号' }),
  phase: z.enum(keysOf(CASE_PHASE_ZH)).optional(),
  attention: z.enum(['none', 'due-soon', 'overdue']).optional(),
  waitingFor: z.enum([...ROLES, 'nobody']).optional(),
  ...paging,
};
export const complaintsQuery = z.strictObject({ severity: z.enum(SEVERITIES).optional(), ...common });
export const requestsQuery = z.strictObject({ urgency: z.enum(URGENCIES).optional(), ...common });

const position = z.tuple([moment(), z.string()]);

type ListQuery = Partial<z.output<typeof complaintsQuery> & z.output<typeof requestsQuery>>;

/** Complaints and requests: the lists and each with all that is recorded. */
export function caseRoutes(deps: ApiDeps): Router {
  const { db, vault, people } = deps;
  const router = Router();

  /** The newest report first. One statement; no personal data. */
  const list = (kind: CaseKind, query: z.ZodType<ListQuery>): void => {
    router.get(`/${kind}s`, async (request, response) => {
      const identity = identityOf(request);
      requireReader(identity, READERS);
      const { limit = 50, cursor, ...wanted } = parse(query, request.query, '查询参数');
      const rows = await select(db, { ...wanted, kind, limit: limit + 1, cursor, own: identity.agreement });
      response.json(pageOf(rows, limit, caseSummaryOf, (row) => [at(row.reported_at), row.id]));
    });
  };
  list('complaint', complaintsQuery);
  list('request', requestsQuery);

  for (const kind of ['complaint', 'request'] as const) {
    /** Five statements: record, what was done, vault, names, access log. */
    router.get(`/${kind}s/:id`, async (request, response) => {
      const identity = identityOf(request);
      const { id } = requireCase(identity, kind, request.params['id']);
      requireReader(identity, READERS);
      const row = await db('cases')
        .where({ id })
        .first<(CaseRow & WithExclusions) | undefined>(db.raw(`${CASE_SUMMARY_COLUMNS}, state, ${EXCLUSIONS}`));
      if (!row) throw notFound();
      await logAccess(deps, identity, 'case.read', id);
      const state = excludedToo(row);
      const outside = identity.actor.role === 'client';
      const entries = await entriesOf(db, caseWorkflowId(kind, id));
      const words = [state.report, state.current.pauses, entries.map((entry) => payloadOf(entry, outside))];
      const texts = await vault.openTexts(references(outside ? words : [...words, state.misses]));
      const actors = new Set([state.filedBy.id, ...entries.map(({ actor_id: actor }) => actor)]);
      const names = await people.namesOf([...actors]);
      response.json(
        caseDetailOf(row, state, entries, {
          resolve: (data) => resolveReferences(data, (ref) => texts.get(ref) ?? ERASED),
          name: (actor) => names.get(actor),
          outside,
        }),
      );
    });
  }
  return router;
}

/** What people did; a new calendar is not about the case. */
const entriesOf = (db: Knex, workflowId: string): Promise<EntryRow[]> =>
  db('audit_events')
    .where({ workflow_id: workflowId, event: 'command' })
    .andWhereRaw(`data->>'name' <> 'calendar.load'`)
    .orderBy('seq')
    .select<EntryRow[]>('seq', 'at', 'recorded_at', 'data', 'actor_role', 'actor_id');

async function select(
  db: Knex,
  {
    kind,
    limit,
    cursor,
    own,
    agreement,
    ...wanted
  }: ListQuery & { kind: CaseKind; limit: number; own: string | undefined },
): Promise<CaseRow[]> {
  const { waitingFor, ...columns } = wanted;
  const query = db('cases')
    .where({ kind })
    .select<CaseRow[]>(db.raw(CASE_SUMMARY_COLUMNS))
    .orderBy([
      { column: 'reported_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
  for (const [column, value] of Object.entries({ ...columns, waiting_for: waitingFor }))
    if (value !== undefined) void query.where(column, value);
  for (const no of [agreement, own]) if (no !== undefined) void query.where({ agreement_no: no });
  const after = positionOf(cursor, position);
  if (after) void query.andWhereRaw('(reported_at, id) < (?::timestamptz, ?)', after);
  return query;
}
