import { openArena, type ArenaOptions } from './arena';
import { randomFrom } from './random';
import { live } from './story';
import { judge, type Verdict } from './verdict';

export interface CrashOptions extends ArenaOptions {
  kills: number;
  concurrency: number;
  seed: number;
}

export interface CrashResult extends Verdict {
  kills: Record<string, number>;
  longestDowntimeMs: number;
  tries: number;
}

/**
 * Kills the worker and the API by `kill -9` at random instants while agreements live, then compares what the client was
 * told with the audit trail, the outbox and the mailbox.
 */
export async function crash(options: CrashOptions): Promise<CrashResult> {
  const arena = await openArena(options);
  const { worker, api, client } = arena;
  const random = randomFrom(options.seed);

  let over = false;
  const lives = Array.from({ length: options.concurrency }, async (_, i) => {
    for (let n = 1; !over || n === 1; n++) await live(client, `崩溃${options.seed}${String.fromCharCode(97 + i)}`);
  });
  const progress = setInterval(
    () => options.report(`${worker.kills} + ${api.kills} kills, ${client.tries} requests`),
    30_000,
  );
  try {
    try {
      const killing = Promise.all([
        worker.killRepeatedly(options.kills, 4_000, random),
        api.killRepeatedly(options.kills, 4_000, random),
      ]).finally(() => (over = true));
      await Promise.all([killing, ...lives]);
    } finally {
      clearInterval(progress);
    }
    const verdict = await judge(arena.db, client.acknowledged, await arena.mails(), worker.outages);
    return {
      ...verdict,
      kills: { worker: worker.kills, api: api.kills },
      longestDowntimeMs: Math.max(...[...worker.outages, ...api.outages].map(({ from, to }) => to - from)),
      tries: client.tries,
    };
  } finally {
    await arena.close();
  }
}
