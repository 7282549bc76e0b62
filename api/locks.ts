import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import pg from 'pg';
import { Failure } from '../domain/failures';

/** First half of the two-number key under which a living API process is known. */
export const PROCESS_LOCK = 0x6c767970;
const POLL_MS = 25;

/**
 * Locks that end with the process that holds them, even on `kill -9`: advisory locks of PostgreSQL on one session of
 * our own (never through a transaction-pooling proxy). The session is opened on first use and again after a loss.
 */
export interface Locks {
  /** Number of this process while it lives; whoever sees the number unlocked knows that the process is gone. */
  alive(): Promise<number>;
  /** Runs `work` while no other process runs work of this name. Throws `Unavailable` when it cannot begin in time. */
  one<T>(name: string, work: () => Promise<T>, waitMs?: number): Promise<T>;
  close(): Promise<void>;
}

export function createLocks(db: Knex): Locks {
  const me = randomInt(1, 0x7fffffff);
  let session: Promise<pg.Client> | undefined;
  const queues = new Map<string, Promise<unknown>>();
  let asked: Promise<unknown> = Promise.resolve();

  /** One query after the other: pg takes no second one on a session before the first is answered. */
  function ask<R extends pg.QueryResultRow>(client: pg.Client, sql: string, name: string): Promise<R[]> {
    const answer = asked.catch(() => undefined).then(async () => (await client.query<R>(sql, [name])).rows);
    asked = answer;
    return answer;
  }

  function open(): Promise<pg.Client> {
    if (session) return session;
    const mine = connect(() => {
      if (session === mine) session = undefined;
    });
    session = mine;
    return mine;
  }

  async function connect(lost: () => void): Promise<pg.Client> {
    const { connectionSettings } = db.client as { connectionSettings: pg.ClientConfig };
    const client = new pg.Client({
      ...connectionSettings,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      application_name: 'lvyue-locks',
    });
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.connect();
      (client as unknown as { unref(): void }).unref(); // a lock alone keeps nothing running
      await client.query('select pg_advisory_lock($1, $2)', [PROCESS_LOCK, me]);
      return client;
    } catch (error) {
      lost();
      throw error;
    }
  }

  async function take(client: pg.Client, name: string, until: number): Promise<void> {
    for (;;) {
      const [lock] = await ask<{ got: boolean }>(
        client,
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as got',
        name,
      );
      if (lock?.got) return;
      if (Date.now() > until) throw busy();
      await sleep(POLL_MS);
    }
  }

  async function alone<T>(name: string, until: number, work: () => Promise<T>): Promise<T> {
    if (Date.now() > until) throw busy();
    const client = await open();
    await take(client, name, until);
    try {
      return await work();
    } finally {
      // a lost session has let go already
      await ask(client, 'select pg_advisory_unlock(hashtextextended($1, 0))', name).catch(() => undefined);
    }
  }

  return {
    async alive() {
      await open();
      return me;
    },
    /** The session would give the same lock twice, so callers of this process queue up first. */
    async one(name, work, waitMs = 10_000) {
      const until = Date.now() + waitMs;
      const before = queues.get(name) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(() => alone(name, until, work));
      queues.set(name, mine);
      try {
        return await mine;
      } finally {
        if (queues.get(name) === mine) queues.delete(name);
      }
    },
    async close() {
      const client = await session?.catch(() => undefined);
      session = undefined;
      await client?.end();
    },
  };
}

const busy = (): Failure => new Failure('Unavailable', '另一条命令仍在执行');
