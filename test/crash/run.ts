import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from '../../db/connect';
import { freePorts } from '../../platform/ports';
import { prepare } from '../../platform/prepare';
import { sleep } from '../../platform/processes';
import { loadKeyRing } from '../../security/keyring';
import { bundleWorkflows } from '../../worker/create';
import { PatientClient } from './patient';
import { live } from './story';
import { judge, type Mail, type Verdict } from './verdict';
import { Victim } from './victim';

export interface CrashOptions {
  databaseUrl: string;
  temporalAddress: string;
  smtpUrl: string;
  mailUrl: string;
  kills: number;
  concurrency: number;
  seed: number;
  report: (line: string) => void;
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
  const dir = mkdtempSync(path.join(tmpdir(), 'lvyue-crash-'));
  await prepare(options.databaseUrl, options.temporalAddress, options.report);
  const bundleFile = path.join(dir, 'workflows.js');
  writeFileSync(bundleFile, (await bundleWorkflows()).code);
  const [port] = await freePorts(1);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LVYUE_MODE: 'embedded',
    LVYUE_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    LVYUE_WORKFLOW_BUNDLE: bundleFile,
    LVYUE_REHEARSALS: 'off',
    LVYUE_RATE_LIMIT: '1000000',
    DATABASE_URL: options.databaseUrl,
    TEMPORAL_ADDRESS: options.temporalAddress,
    SMTP_URL: options.smtpUrl,
    PORT: String(port),
  };
  const keyRing = loadKeyRing(env);
  const worker = new Victim('worker', 'worker/main.ts', env, path.join(dir, 'worker.log'));
  const api = new Victim('api', 'api/main.ts', env, path.join(dir, 'api.log'));
  await worker.start();
  await api.start();
  const client = new PatientClient(`http://127.0.0.1:${port}`, keyRing);
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
    const killing = Promise.all([
      worker.killRepeatedly(options.kills, 4_000, random),
      api.killRepeatedly(options.kills, 4_000, random),
    ]).finally(() => (over = true));
    await Promise.all([killing, ...lives]);
  } finally {
    clearInterval(progress);
  }
  const db = connect({ url: options.databaseUrl, schema: 'public', poolMax: 2 });
  try {
    await outboxEmpty(db);
    const mails = (await (await fetch(`${options.mailUrl}/api/messages?limit=100000`)).json()) as Mail[];
    const verdict = await judge(db, client.acknowledged, mails);
    return {
      ...verdict,
      kills: { worker: worker.kills, api: api.kills },
      longestDowntimeMs: Math.max(...worker.downtimes, ...api.downtimes),
      tries: client.tries,
    };
  } finally {
    await db.destroy();
    await api.stop();
    await worker.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A mail in doubt is decided when its lease ends. What waits for the morning is not waited for. */
async function outboxEmpty(db: ReturnType<typeof connect>): Promise<void> {
  for (const end = Date.now() + 150_000; Date.now() < end; await sleep(1_000)) {
    const [row] = await db('notices')
      .whereIn('state', ['queued', 'sending'])
      .whereRaw('coalesce(not_before, now()) <= now()')
      .count<{ count: string }[]>('* as count');
    if (row!.count === '0') return;
  }
}

/** mulberry32: a seed that failed can be played again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
