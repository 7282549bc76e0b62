import type { Logger } from 'pino';
import { giveCalendar, withOlderCalendar, type CalendarDeps } from '../activities/calendars';
import { finishStarts } from '../activities/starting';
import { currentCalendar } from '../db/calendars';
import type { Actor } from '../domain/roles';
import { forgetCallbacks } from '../signing/callbacks';
import { TASK_QUEUE, type World } from '../platform/world';
import { wakeSignal } from '../workflows/shared/messages';
import { lateExecutions } from './late';

/** One sweeper at a time, whichever process gets the lock. Any constant will do; this one spells "lvyue". */
const LOCK = 0x6c767975;
/** Given the calendar in one sweep, so that it ends: one that cannot work is waited for. The next sweep goes on after them. */
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
 * one, finishes starts that were interrupted, and forgets old call-backs of signing platforms. Counts what it found; each
 * sweep is a row.
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
      await forgetCallbacks(db);
      const { found, woken } = total(kinds);
      await trx('sweeps').insert({ found, woken, kinds: JSON.stringify(kinds), calendars });
      if (found + calendars + started > 0) log.warn({ kinds, calendars, started }, 'sweep');
      return { kinds, calendars, started };
    });
  }

  async function wakeLate(): Promise<Kinds> {
    const kinds: Kinds = {};
    for await (const workflowId of lateExecutions(db)) {
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

  /** Where the last sweep has left off: those that cannot be reached hold up nobody behind them. */
  let calendarsAfter = '';

  async function bringCalendars(): Promise<number> {
    const calendar = await currentCalendar(db);
    const older = await withOlderCalendar(db, calendar.revision, { limit: MOST, after: calendarsAfter });
    calendarsAfter = older.length < MOST ? '' : older.at(-1)!;
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

const total = (kinds: Kinds): { found: number; woken: number } =>
  Object.values(kinds).reduce((sum, { found, woken }) => ({ found: sum.found + found, woken: sum.woken + woken }), {
    found: 0,
    woken: 0,
  });
