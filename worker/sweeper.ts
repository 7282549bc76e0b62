import type { Logger } from 'pino';
import { wakeSignal } from '../workflows/shared/messages';
import { finishStarts } from '../activities/starting';
import { TASK_QUEUE, type World } from '../platform/world';

/** One sweeper at a time, whichever process gets the lock. Any constant will do; this one spells "lvyue". */
const LOCK = 0x6c767975;
/** A wake-up this late is not a slow worker any more. */
const LATE_MINUTES = 3;

export interface SweeperOptions {
  world: World;
  log: Logger;
  intervalMs: number;
}

/**
 * Not a timer of the same server whose timers it watches (architecture.md §2.10): wakes every execution whose recorded
 * due instant passed minutes ago without an event, and finishes starts that were interrupted. Counts what it found.
 */
export function startSweeper({ world, log, intervalMs }: SweeperOptions): {
  stop(): Promise<void>;
  sweep(): Promise<number>;
} {
  const { db, client } = world;

  async function sweep(): Promise<number> {
    return db.transaction(async (trx) => {
      const { rows } = await trx.raw<{ rows: { got: boolean }[] }>('select pg_try_advisory_xact_lock(?) as got', [
        LOCK,
      ]);
      if (!rows[0]?.got) return 0;
      const late = await trx('agreements')
        .whereNot('phase', 'closed')
        .andWhereRaw(`next_due_at < now() - interval '${LATE_MINUTES} minutes'`)
        .orderBy('next_due_at')
        .limit(200)
        .select<{ workflow_id: string }[]>('workflow_id');
      let woken = 0;
      for (const { workflow_id } of late) {
        try {
          await client.workflow.getHandle(workflow_id).signal(wakeSignal);
          woken += 1;
        } catch (error) {
          log.error({ workflowId: workflow_id, err: (error as Error).name }, 'sweeper could not wake');
        }
      }
      const started = await finishStarts({ db, client, taskQueue: TASK_QUEUE });
      await trx('sweeps').insert({ found: late.length, woken });
      if (late.length > 0 || started > 0) log.warn({ found: late.length, woken, started }, 'sweep');
      return woken;
    });
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
