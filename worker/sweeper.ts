import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { giveCalendar, withOlderCalendar, type CalendarDeps } from '../activities/calendars';
import { finishStarts } from '../activities/starting';
import { currentCalendar } from '../db/calendars';
import type { Actor } from '../domain/roles';
import { TASK_QUEUE, type World } from '../platform/world';
import { wakeSignal } from '../workflows/shared/messages';

/** One sweeper at a time, whichever process gets the lock. Any constant will do; this one spells "lvyue". */
const LOCK = 0x6c767975;
/** A wake-up this late is not a slow worker any more. */
const LATE_MINUTES = 3;
/** Of each task, so that a sweep ends; the next one goes on. */
const MOST = 200;
/** In the trail of an execution that a calendar notice had missed. */
const SWEEPER: Actor = { role: 'administrator', id: 'sweeper' };

export interface SweeperOptions {
  world: World;
  locks: CalendarDeps['locks'];
  log: Logger;
  intervalMs: number;
}

/** By kind of execution: `agreement`, `complaint`, `request`. */
export type Kinds = Record<string, { found: number; woken: number }>;

export interface Swept {
  kinds: Kinds;
  /** Executions that have been given the newest calendar. */
  calendars: number;
  /** Interrupted starts that were finished. */
  started: number;
}

/**
 * Not a timer of the same server whose timers it watches (architecture.md §2.10): wakes every agreement and case whose
 * recorded due instant passed minutes ago without an event, gives the newest calendar to those that began on an older
 * one, and finishes starts that were interrupted. Counts what it found; each sweep is a row.
 */
export function startSweeper({ world, locks, log, intervalMs }: SweeperOptions): {
  stop(): Promise<void>;
  /** Undefined: another process is at it. */
  sweep(): Promise<Swept | undefined>;
} {
  const { db, client } = world;

  async function sweep(): Promise<Swept | undefined> {
    return db.transaction(async (trx) => {
      const { rows } = await trx.raw<{ rows: { got: boolean }[] }>('select pg_try_advisory_xact_lock(?) as got', [
        LOCK,
      ]);
      if (!rows[0]?.got) return undefined;
      const kinds = await wakeLate();
      const calendars = await bringCalendars();
      const started = await finishStarts({ db, client, taskQueue: TASK_QUEUE });
      const { found, woken } = total(kinds);
      await trx('sweeps').insert({ found, woken, kinds: JSON.stringify(kinds), calendars });
      if (found + calendars + started > 0) log.warn({ kinds, calendars, started }, 'sweep');
      return { kinds, calendars, started };
    });
  }

  async function wakeLate(): Promise<Kinds> {
    const kinds: Kinds = {};
    for (const workflowId of await late(db)) {
      const of = (kinds[workflowId.split('/')[0]!] ??= { found: 0, woken: 0 });
      of.found += 1;
      try {
        await client.workflow.getHandle(workflowId).signal(wakeSignal);
        of.woken += 1;
      } catch (error) {
        log.error({ workflowId, err: (error as Error).name }, 'sweeper could not wake');
      }
    }
    return kinds;
  }

  async function bringCalendars(): Promise<number> {
    const calendar = await currentCalendar(db);
    const older = await withOlderCalendar(db, calendar.revision, MOST);
    return (await giveCalendar({ db, client, locks }, older, calendar, SWEEPER)).length;
  }

  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = sweep().catch((error: unknown) => log.error({ err: (error as Error).name }, 'sweep failed'));
  }, intervalMs);
  return {
    sweep,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

async function late(db: Knex): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { workflow_id: string }[] }>(
    `select workflow_id, next_due_at from agreements
       where phase <> 'closed' and next_due_at < now() - :late * interval '1 minute'
     union all select workflow_id, next_due_at from cases
       where phase <> 'closed' and next_due_at < now() - :late * interval '1 minute'
     order by next_due_at limit :most`,
    { late: LATE_MINUTES, most: MOST },
  );
  return rows.map((row) => row.workflow_id);
}

const total = (kinds: Kinds): { found: number; woken: number } =>
  Object.values(kinds).reduce((sum, { found, woken }) => ({ found: sum.found + found, woken: sum.woken + woken }), {
    found: 0,
    woken: 0,
  });
