import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { createLocks } from '../api/locks';
import { createPeople } from '../db/people';
import type { CalendarData } from '../domain/calendar/types';
import { openWorld, REHEARSAL, type WorldOptions } from '../platform/world';
import { rehearsalRouter, type RehearsalRouter } from './routes';
import type { RehearsalDeps } from './stage';

/** Rehearsals belong to a machine for trying out; never beside real agreements in production. */
export const rehearses = (env: NodeJS.ProcessEnv): boolean =>
  env['LVYUE_REHEARSALS'] !== 'off' && env['LVYUE_MODE'] !== 'production';

/** The rehearsal world with its routes, for the API process. */
export async function openRehearsals(
  options: WorldOptions & {
    log: Logger;
    calendar: () => Promise<CalendarData>;
    /** The simulated platforms on which plays are signed; absent: nobody signs electronically. */
    signing?: (db: Knex) => Pick<RehearsalDeps, 'signing' | 'signFor'>;
  },
): Promise<RehearsalRouter> {
  const world = await openWorld(REHEARSAL, options);
  const locks = createLocks(world.db);
  const rehearsals = rehearsalRouter({
    world,
    locks,
    people: createPeople(world.db, world.vault),
    log: options.log,
    calendar: options.calendar,
    ...options.signing?.(world.db),
  });
  return {
    router: rehearsals.router,
    async stop() {
      await rehearsals.stop();
      await locks.close();
      await world.close();
    },
  };
}
