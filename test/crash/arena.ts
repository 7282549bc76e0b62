import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Knex } from 'knex';
import { connect } from '../../db/connect';
import { freePorts } from '../../platform/ports';
import { prepare } from '../../platform/prepare';
import { sleep } from '../../platform/processes';
import { loadKeyRing } from '../../security/keyring';
import type { Sealing } from '../../worker/codec';
import { bundleWorkflows } from '../../worker/create';
import { createDataConverter } from '../../worker/data-converter';
import { PatientClient } from './patient';
import type { Mail } from './verdict';
import { Victim } from './victim';

export interface ArenaOptions {
  databaseUrl: string;
  temporalAddress: string;
  smtpUrl: string;
  mailUrl: string;
  /** The simulator of signing platforms, and the port of the API that its console calls back. */
  signing?: { url: string; secret: string; callbackPort: number };
  report: (line: string) => void;
}

/** A worker and an API of their own as processes to be killed, a client who does not give up, and what they leave. */
export interface Arena {
  worker: Victim;
  api: Victim;
  client: PatientClient;
  sealing: Sealing;
  db: Knex;
  temporal: Client;
  mails(): Promise<Mail[]>;
  close(): Promise<void>;
}

export async function openArena(options: ArenaOptions): Promise<Arena> {
  const dir = mkdtempSync(path.join(tmpdir(), 'lvyue-crash-'));
  await prepare(options.databaseUrl, options.temporalAddress, options.report);
  const bundleFile = path.join(dir, 'workflows.js');
  writeFileSync(bundleFile, (await bundleWorkflows()).code);
  const { signing } = options;
  const port = signing?.callbackPort ?? (await freePorts(1))[0]!;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LVYUE_MODE: 'embedded',
    LVYUE_DATA: dir,
    LVYUE_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    LVYUE_WORKFLOW_BUNDLE: bundleFile,
    LVYUE_REHEARSALS: 'off',
    LVYUE_RATE_LIMIT: '1000000',
    DATABASE_URL: options.databaseUrl,
    TEMPORAL_ADDRESS: options.temporalAddress,
    SMTP_URL: options.smtpUrl,
    PORT: String(port),
    ...(signing && {
      LVYUE_SIGN_SIMULATOR: signing.url,
      LVYUE_SIGN_SIMULATOR_SECRET: signing.secret,
      LVYUE_PUBLIC_URL: `http://127.0.0.1:${port}`,
    }),
  };
  const keyRing = loadKeyRing(env);
  const worker = new Victim('worker', 'worker/main.ts', env, path.join(dir, 'worker.log'));
  const api = new Victim('api', 'api/main.ts', env, path.join(dir, 'api.log'));
  const namespace = 'default';
  const connection = await Connection.connect({ address: options.temporalAddress });
  await worker.start();
  await api.start();
  const db = connect({ url: options.databaseUrl, schema: 'public', poolMax: 2 });
  return {
    worker,
    api,
    client: new PatientClient(`http://127.0.0.1:${port}`, keyRing),
    sealing: { keyRing, namespace },
    db,
    temporal: new Client({ connection, namespace, dataConverter: createDataConverter(keyRing, namespace) }),
    async mails() {
      await outboxEmpty(db);
      return (await (await fetch(`${options.mailUrl}/api/messages?limit=100000`)).json()) as Mail[];
    },
    async close() {
      await connection.close();
      await db.destroy();
      await api.stop();
      await worker.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A mail in doubt is decided when its lease ends. What waits for the morning is not waited for. */
async function outboxEmpty(db: Knex): Promise<void> {
  for (const end = Date.now() + 150_000; Date.now() < end; await sleep(1_000)) {
    const [row] = await db('notices')
      .whereIn('state', ['queued', 'sending'])
      .whereRaw('coalesce(not_before, now()) <= now()')
      .count<{ count: string }[]>('* as count');
    if (row!.count === '0') return;
  }
}
