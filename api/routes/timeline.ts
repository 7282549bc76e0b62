import { Router } from 'express';
import type { Knex } from 'knex';
import { references, resolveReferences } from '../../domain/document/references';
import { agreementId, caseWorkflowId } from '../../domain/ids';
import { HOUSE_CLOCKS, HOUSE_COMMANDS, isInternal, READERS } from '../../domain/reading';
import type { Role } from '../../domain/roles';
import type { Identity } from '../../security/tokens';
import { logAccess } from '../access';
import { identityOf, notFound, requireAgreement, requireCase, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { pageOf, paging, positionOf, type Page } from '../paging';
import { z } from '../schemas/zod';
import { readableOfCase } from './case-documents';
import { namesOf, readableNames } from './documents';
import { substitutionsOf } from '../substitutes';
import { parse } from '../validation';
import { at } from '../views/agreement';
import { ERASED } from './agreements';

export const timelineQuery = z.strictObject(paging);

interface Row {
  seq: number;
  at: Date;
  recorded_at: Date | null;
  event: string;
  data: Record<string, unknown>;
  actor_role: Role | null;
  actor_id: string | null;
  /** By which a mail went to a substitute. */
  delegations: string[] | null;
}

/** Not shown to a client: how the provider's own house is told of a miss, or of a finding. */
const HOUSE_EVENTS = [
  ...['deadline.escalated', 'deadline.acknowledged', 'inspection.finding'],
  ...['signing.platform-away', 'signing.platform-back', 'signing.flow.not-cancelled'],
  ...['notice.issued', 'notice.attempted', 'notice.dropped'],
  ...['breach.recorded', 'breach.waived', 'amendment.proposed', 'amendment.returned'],
];

/** Shown to a client as having happened, without the provider's own words. */
const HOUSE_WORDS = ['rectification.completed', 'evaluation.corrected'];

/** Whose timeline: an agreement's, or that of a complaint or request. */
interface Subject {
  workflowId: string;
  /** For the access log. */
  name: string;
  exists: (db: Knex) => PromiseLike<unknown>;
  /** What the reader may read of its papers, as `kind/version`. */
  papers: (db: Knex, identity: Identity) => Promise<string[]>;
}

/** The audit trail and what became of each mail, in the order of record: events and notices share one sequence. */
export function timelineRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/agreements/:no/timeline', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const exists = (db: Knex) => db('agreements').where({ no }).first('no');
    const papers = (db: Knex, reader: Identity) => readableNames(db, reader, no);
    const subject = { workflowId: agreementId(no), name: no, exists, papers };
    response.json(await timeline(deps, identity, subject, request.query));
  });
  for (const kind of ['complaint', 'request'] as const) {
    router.get(`/${kind}s/:id/timeline`, async (request, response) => {
      const identity = identityOf(request);
      const { id } = requireCase(identity, kind, request.params['id']);
      requireReader(identity, READERS);
      const exists = (db: Knex) => db('cases').where({ id }).first('id');
      const papers = (db: Knex, reader: Identity) => namesOf(readableOfCase(db, reader, kind, id));
      const subject = { workflowId: caseWorkflowId(kind, id), name: id, exists, papers };
      response.json(await timeline(deps, identity, subject, request.query));
    });
  }
  return router;
}

async function timeline(
  deps: ApiDeps,
  identity: Identity,
  { workflowId, name, exists, papers }: Subject,
  query: unknown,
): Promise<Page<object>> {
  const { db, vault, people } = deps;
  const { limit, cursor } = parse(timelineQuery, query, '查询参数');
  const outside = identity.actor.role === 'client';
  const after = positionOf(cursor, z.int()) ?? 0;
  const range = { workflowId, after, limit: limit + 1 };
  const rows = await select(db, range, outside ? { papers: await papers(db, identity) } : undefined);
  if (rows.length === 0 && !(await exists(db))) throw notFound();
  await logAccess(deps, identity, 'timeline.read', name);

  const hidden = (row: Row): boolean => isInternal(String(row.data['name'])) || HOUSE_WORDS.includes(row.event);
  const shown = rows.map((row) => (outside && hidden(row) ? withoutWords(row) : row));
  const texts = await vault.openTexts(references(shown.map(({ data }) => data)));
  const names = await people.namesOf([...new Set(shown.flatMap(({ actor_id: id }) => (id ? [id] : [])))]);
  const actorOf = (role: Role, id: string) => ({ role, id, name: names.get(id) });
  const substitutions = await substitutionsOf(
    deps,
    shown.flatMap((row) => (row.delegations ? [row.delegations] : [])),
  );
  const show = ({ seq, at: happened, recorded_at: recorded, event, data, ...row }: Row) => ({
    ...resolveReferences(data, (ref) => texts.get(ref) ?? ERASED),
    seq,
    at: at(happened),
    ...(recorded && { recordedAt: at(recorded) }),
    workflowId,
    event,
    ...(row.actor_role && row.actor_id && { by: actorOf(row.actor_role, row.actor_id) }),
    ...(row.delegations && { substitution: substitutions(row.delegations) }),
  });
  return pageOf(shown, limit, show, (row) => row.seq);
}

const withoutWords = (row: Row): Row => {
  const { payload: _payload, effect: _effect, reason: _reason, ...data } = row.data;
  return { ...row, data };
};

/** For a reader from outside: nothing of papers that it may not read. */
async function select(
  db: Knex,
  range: { workflowId: string; after: number; limit: number },
  outside?: { papers: string[] },
): Promise<Row[]> {
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select seq, at, recorded_at, event, data, actor_role, actor_id, null::text[] as delegations from audit_events e
       where workflow_id = :workflowId and seq > :after and not (:outside and (
         event = any(:house)
         or (event like 'document.%' and concat(data->>'kind', '/', data->>'version') <> all(:papers))
         or (event = 'command' and data->>'name' = any(:commands) and actor_role is distinct from 'client')
         or (event like 'deadline.%' and split_part(data->>'id', '/', 1) = any(:clocks) and not exists (
           select 1 from deadlines d
           where d.workflow_id = e.workflow_id and d.id = e.data->>'id' and d.owner = 'client'))))
     union all
     select seq, coalesce(not_before, at), delivered_at,
         'notice.' || case when state = 'sending' then 'queued' else state end,
         jsonb_strip_nulls(jsonb_build_object('kind', kind, 'channel', channel, 'to', to_role, 'attempts', attempts,
           'error', case when :outside then null else error end, 'about', data)),
         null, null, delegations
       from notices where workflow_id = :workflowId and seq > :after and (not :outside or to_role = 'client')
     order by seq limit :limit`,
    {
      ...range,
      outside: outside !== undefined,
      papers: outside?.papers ?? [],
      ...{ house: HOUSE_EVENTS, commands: HOUSE_COMMANDS, clocks: HOUSE_CLOCKS },
    },
  );
  return rows;
}
