import { PROVIDER_NAMES } from '../../domain/agreement/esign';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import express from 'express';
import pino from 'pino';
import { Metrics } from '../../api/metrics';
import { problemHandler } from '../../api/problems';
import { esignRoutes } from '../../api/routes/esign';
import { connect, migrate } from '../../db/connect';
import { startPostgres } from '../../platform/postgres';
import { throwAwaySettings } from '../../platform/settings';
import { signingProviders } from '../../signing/providers';
import { startSimulator } from '../../signing/simulator/server';
import { testKeyRing } from '../support/outbox';
import { playFlows, type EsignArena } from './esign-flows';
import { judgeEsign, type EsignVerdict } from './esign-verdict';
import { randomFrom } from './random';

/**
 * `node --import tsx test/crash/esign.ts [--flows 1000] [--seed 1] [--concurrency 8]`: flows on the three simulated
 * platforms, whose call-backs are doubled, overtaken, lost and forged, begun by processes that die before they can say
 * so; then a count of what was charged, stored and believed, as JSON. Exit code 1 when a figure is wrong. No Temporal:
 * what a workflow does, asking for the status, is done here by hand.
 */
async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { flows: text, seed: text, concurrency: text } });
  const random = randomFrom(Number(values.seed ?? 1));
  const settings = await throwAwaySettings();
  const report = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
  const postgres = await startPostgres({
    dataDir: path.join(settings.dataDir, 'postgres'),
    port: settings.ports.postgres,
    logFile: path.join(settings.dataDir, 'postgres.log'),
    durable: false,
    hooks: { report },
  });
  const db = connect({ url: postgres.url, schema: 'public', poolMax: 20 });
  await migrate(db, 'public');

  const secret = 'the secret of this play';
  const simulator = await startSimulator({ port: settings.ports.sign, secret, random });
  simulator.deliveries.mischief = { duplicate: 0.3, lose: 0.2, forge: 0.2, reorder: 0.4, delayMs: 400 };
  const providers = signingProviders({ LVYUE_SIGN_SIMULATOR: simulator.url, LVYUE_SIGN_SIMULATOR_SECRET: secret });
  const signing = { find: (name: string) => providers.get(name as never), callbackUrl: () => '', closeKey: never };
  const app = express().use('/v1', esignRoutes({ db, keyRing: testKeyRing(), signing, rateLimit: 1e9 }, new Metrics()));
  app.use(problemHandler(pino({ level: 'silent' })));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  simulator.setEssCallback(`${url}/v1/esign/ess/callback`);

  const arena: EsignArena = {
    db,
    simulator,
    providers,
    random,
    callbackUrl: (name) => `${url}/v1/esign/${name}/callback`,
  };
  let verdict: EsignVerdict;
  try {
    const begun = Date.now();
    const played = await playFlows(arena, {
      flows: Number(values.flows ?? 1_000),
      concurrency: Number(values.concurrency ?? 8),
      platforms: PROVIDER_NAMES,
      report,
    });
    await simulator.deliveries.idle();
    verdict = await judgeEsign(arena, played, Date.now() - begun);
  } finally {
    server.closeAllConnections();
    server.close();
    await simulator.stop();
    await db.destroy();
    await postgres.stop();
    rmSync(settings.dataDir, { recursive: true, force: true });
  }
  console.log(JSON.stringify(verdict, null, 2));
  process.exitCode = verdict.wrong.length === 0 ? 0 : 1;
}

const never = (): Promise<undefined> => Promise.resolve(undefined);

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
