import { Router } from 'express';
import { calendarOfRevision } from '../../db/calendars';
import { caseWorkflowId } from '../../domain/ids';
import { READERS } from '../../domain/reading';
import { logAccess } from '../access';
import { identityOf, notFound, requireCase, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { excludedToo, EXCLUSIONS, type WithExclusions } from '../views/case';
import { clockOf } from '../views/clock';
import type { DeadlineRow } from '../views/deadline';
import { ERASED } from './agreements';

/**
 * Every clock of a complaint or request, of all its rounds, each with how it stands by the server's clock. Two
 * statements; one more after a calendar was loaded, and two where a reason is opened.
 */
export function caseDeadlineRoutes(deps: ApiDeps): Router {
  const { db, vault } = deps;
  const router = Router();
  for (const kind of ['complaint', 'request'] as const) {
    router.get(`/${kind}s/:id/deadlines`, async (request, response) => {
      const identity = identityOf(request);
      const { id } = requireCase(identity, kind, request.params['id']);
      requireReader(identity, READERS);
      const row = await db('cases')
        .where({ id })
        .first<(WithExclusions & { calendar_revision: number }) | undefined>(
          db.raw(`state, calendar_revision, ${EXCLUSIONS}`),
        );
      if (!row) throw notFound();
      const state = excludedToo(row);
      const rows = await db('deadlines')
        .where({ workflow_id: caseWorkflowId(kind, id) })
        .orderBy(['started_at', 'due_at', 'id', 'n'])
        .select<DeadlineRow[]>();
      const calendar = await calendarOfRevision(db, row.calendar_revision);
      const outside = identity.actor.role === 'client';
      const reasons = outside ? [] : state.misses.flatMap(({ excluded }) => excluded ?? []);
      if (reasons.length > 0) await logAccess(deps, identity, 'case.read', id);
      const texts = await vault.openTexts(reasons);
      const standing = {
        now: Date.now(),
        workingTime: { calendar, hours: state.serviceHours },
        state,
        outside,
        text: (ref: string) => texts.get(ref) ?? ERASED,
      };
      response.json({ items: rows.map((clock) => clockOf(clock, standing)) });
    });
  }
  return router;
}
