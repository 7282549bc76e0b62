import { Router } from 'express';
import type { Agreement } from '../../domain/agreement/types';
import { forecast } from '../../domain/agreement/forecast';
import { agreementId } from '../../domain/ids';
import { clockIsTheirs, READERS } from '../../domain/reading';
import type { Role } from '../../domain/roles';
import { iso } from '../../domain/time';
import { calendarOfRevision } from '../../db/calendars';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { roleName, type Projection } from '../views/agreement';
import { deadlineOf, pointOf, type DeadlineRow } from '../views/deadline';

/**
 * Every deadline of the agreement's life that is known today: the record of those that ran or run, and the forecast
 * (`state: "planned"`); one whose start nobody knows yet has no `due`. Two statements, three after a calendar was loaded.
 */
export function deadlineRoutes({ db }: ApiDeps): Router {
  const router = Router();
  router.get('/agreements/:no/deadlines', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const agreement = await db('agreements')
      .where({ no })
      .first<{ state: Projection; calendar_revision: number } | undefined>('state', 'calendar_revision');
    if (!agreement) throw notFound();
    const rows = await db('deadlines')
      .where({ workflow_id: agreementId(no) })
      .orderBy(['due_at', 'id', 'n'])
      .select<DeadlineRow[]>();
    const calendar = await calendarOfRevision(db, agreement.calendar_revision);
    const state: Agreement = { ...agreement.state, calendar, done: [] };
    const planned = forecast(state).map(({ startsAt, due, projected, ...row }) => ({
      ...row,
      ownerTitle: roleName(row.owner as Role),
      ...(startsAt !== undefined && { startedAt: iso(startsAt) }),
      ...(due !== undefined && { due: iso(due), projected: projected ?? false }),
      state: 'planned',
      ...pointOf(row.id),
    }));
    const outside = identity.actor.role === 'client';
    const shown = rows.filter((row) => !outside || clockIsTheirs(row));
    response.json({ items: [...shown.map((row) => deadlineOf(row, { outside })), ...planned] });
  });
  return router;
}
