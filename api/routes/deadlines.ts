import { Router } from 'express';
import type { Agreement } from '../../domain/agreement/types';
import { forecast } from '../../domain/agreement/view';
import { agreementId } from '../../domain/ids';
import { READERS } from '../../domain/reading';
import type { Role } from '../../domain/roles';
import { rowOf, titleOf } from '../../domain/standard';
import { iso } from '../../domain/time';
import { calendarOfRevision } from '../../db/calendars';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { at, roleName, type Projection } from '../views/agreement';

export interface DeadlineRow {
  workflow_id: string;
  id: string;
  n: number;
  clause: string;
  owner: Role;
  started_at: Date;
  due_at: Date;
  projected: boolean;
  state: string;
  met_at: Date | null;
  missed_at: Date | null;
  climbed: number;
  escalated_to: Role | null;
  data: {
    target: object;
    pauses?: { from: number; to?: number; until?: number }[];
    recordedLate?: boolean;
    jointly?: Role;
    acknowledgedUntil?: number;
  };
}

/** What a deadline is, for a list of deadlines and for the inbox. */
export const deadlineOf = (row: DeadlineRow) => ({
  id: row.id,
  n: row.n,
  clause: row.clause,
  title: titleOf(row.id),
  owner: row.owner,
  ownerTitle: roleName(row.owner),
  ...(row.data.jointly && { jointlyWith: row.data.jointly }),
  startedAt: at(row.started_at),
  due: at(row.due_at),
  projected: row.projected,
  state: row.state,
  ...(row.met_at && { metAt: at(row.met_at) }),
  ...(row.missed_at && { missedAt: at(row.missed_at) }),
  ...(row.data.recordedLate && { recordedLate: true }),
  ...(row.climbed > 0 && row.escalated_to && { escalations: row.climbed, escalatedTo: row.escalated_to }),
  ...(row.data.acknowledgedUntil !== undefined && { acknowledgedUntil: iso(row.data.acknowledgedUntil) }),
  ...(row.data.pauses?.length && {
    pauses: row.data.pauses.map(({ from, to, until }) => ({
      from: iso(from),
      ...(to !== undefined && { to: iso(to) }),
      ...(until !== undefined && { until: iso(until) }),
    })),
  }),
  target: row.data.target,
  ...pointOf(row.id),
  otherwise: rowOf(row.id)?.otherwise,
});

const pointOf = (id: string) => (rowOf(id)?.point ? { point: true } : {});

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
    response.json({ items: [...rows.map(deadlineOf), ...planned] });
  });
  return router;
}
