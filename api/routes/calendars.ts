import { Router } from 'express';
import { ROLES } from '../../domain/roles';
import { currentCalendar } from '../../db/calendars';
import { identityOf, requireReader, requireRole } from '../auth';
import { spreadCalendar, storeNotice } from '../calendar-load';
import type { ApiDeps } from '../deps';
import { once } from '../idempotency';
import { plainDate } from '../schemas/fields';
import { z } from '../schemas/zod';
import { parse } from '../validation';

export const noticeBody = z.strictObject({
  year: z.int().min(1992).max(9999).openapi({ example: 2027 }),
  off: z.array(plainDate()).max(366).openapi({ description: '放假的周一至周五' }),
  work: z.array(plainDate()).max(366).openapi({ description: '补班的周六、周日' }),
});

const INTERNAL = ROLES.filter((role) => role !== 'client');

/** The working calendar: what is published, and a year's notice when it comes (domain.md §11). */
export function calendarRoutes(deps: ApiDeps): Router {
  const router = Router();

  router.get('/calendars', async (request, response) => {
    requireReader(identityOf(request), INTERNAL);
    const { version, revision, published, festivals } = await currentCalendar(deps.db);
    const years = Object.keys(published).sort();
    response.json({
      version,
      revision,
      published: years.map((year) => ({
        year: Number(year),
        off: dates(year, published[year]!.off),
        work: dates(year, published[year]!.work),
      })),
      projectedUntil: Number(Object.keys(festivals).sort().at(-1) ?? years.at(-1)),
    });
  });

  router.post('/calendars', async (request, response) => {
    const identity = identityOf(request);
    requireRole(identity, ['administrator']);
    const { year, off, work } = parse(noticeBody, request.body);
    await once(deps, request, response, async () => {
      await deps.people.rememberPerson(identity.actor, identity.name);
      const calendar = await deps.locks.one('calendars', () => storeNotice(deps.db, year, { off, work }));
      const { version, revision } = calendar;
      return { status: 200, body: { version, revision, ...(await spreadCalendar(deps, calendar, identity.actor)) } };
    });
  });
  return router;
}

const dates = (year: string, days: string): string[] =>
  days
    .split(' ')
    .filter(Boolean)
    .map((day) => `${year}-${day.slice(0, 2)}-${day.slice(2)}`);
