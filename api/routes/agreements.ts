import { Router } from 'express';
import { PHASES } from '../../domain/agreement/types';
import { draftIsDelivered, READERS, surveyAsTheirs } from '../../domain/reading';
import { ROLES } from '../../domain/roles';
import type { Parties } from '../../domain/parties';
import { dateAt, dateOf, dayFromDate } from '../../domain/time';
import { logAccess } from '../access';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { pageOf, paging, positionOf } from '../paging';
import { z } from '../schemas/zod';
import { parse } from '../validation';
import {
  actorsOf,
  detailOf,
  refsOf,
  SUMMARY_COLUMNS,
  summaryOf,
  type AgreementRow,
  type Projection,
} from '../views/agreement';

export const listQuery = z.strictObject({
  phase: z.enum(PHASES).optional(),
  waitingFor: z.enum([...ROLES, 'nobody']).optional(),
  attention: z.enum(['none', 'due-soon', 'overdue', 'expiring-60d']).optional(),
  tier: z.enum(['战略', '重点', '普通']).optional(),
  expiringWithinDays: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_660)
    .optional()
    .openapi({ description: '期满日在今后若干日内' }),
  ...paging,
});

export const ERASED = '(已删除)';

export function agreementRoutes(deps: ApiDeps): Router {
  const { db, vault, people } = deps;
  const router = Router();

  /** One statement; no personal data. */
  router.get('/agreements', async (request, response) => {
    const identity = identityOf(request);
    requireReader(identity, READERS);
    const { phase, waitingFor, attention, tier, expiringWithinDays, limit, cursor } = parse(
      listQuery,
      request.query,
      '查询参数',
    );
    const query = db('agreements')
      .select<AgreementRow[]>([...SUMMARY_COLUMNS])
      .orderBy('no')
      .limit(limit + 1);
    const wanted = { phase, waiting_for: waitingFor, attention, tier, no: identity.agreement };
    for (const [column, value] of Object.entries(wanted)) if (value !== undefined) void query.where(column, value);
    if (expiringWithinDays !== undefined) {
      const today = dateAt(Date.now());
      void query.whereBetween('term_end', [today, dateOf(dayFromDate(today) + expiringWithinDays)]);
    }
    const after = positionOf(cursor, z.string());
    if (after !== undefined) void query.where('no', '>', after);
    response.json(pageOf(await query, limit, summaryOf, (row) => row.no));
  });

  /** Four statements: record, vault, names, access log. */
  router.get('/agreements/:no', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const row = await db('agreements')
      .where({ no })
      .first<(AgreementRow & { state: Projection }) | undefined>([...SUMMARY_COLUMNS, 'state']);
    if (!row) throw notFound();
    await logAccess(deps, identity, 'agreement.read', no);
    const state = identity.actor.role === 'client' ? asDelivered(row.state) : row.state;
    const texts = await vault.openTexts([state.partiesRef, ...refsOf(state)]);
    const actors = actorsOf(state);
    const names = actors.length > 0 ? await people.namesOf(actors) : new Map<string, string>();
    const parties = texts.get(state.partiesRef);
    response.json(
      detailOf(row, state, {
        text: (ref) => texts.get(ref) ?? ERASED,
        name: (id) => names.get(id),
        parties: parties === undefined ? undefined : (JSON.parse(parties) as Parties),
      }),
    );
  });
  return router;
}

/** As a client sees it. */
function asDelivered({ surveys, ...rest }: Projection): Projection {
  const state = { ...rest, ...(surveys && { surveys: surveys.map(surveyAsTheirs) }) };
  if (draftIsDelivered(state)) return state;
  const { draft: _draft, content: _content, ...delivered } = state;
  return delivered;
}
