import { createServer } from 'node:http';
import pino from 'pino';
import { currentCalendar, rememberBundledCalendar } from '../db/calendars';
import { createPeople } from '../db/people';
import { publicUrlOf } from '../platform/public-url';
import { openWorld, REAL, TASK_QUEUE } from '../platform/world';
import { openRehearsals, rehearses } from '../rehearsal/open';
import { REHEARSAL_ROUTES } from '../rehearsal/openapi';
import { loadKeyRing } from '../security/keyring';
import { loadSealCertificate } from '../security/seal-certificate';
import { modeOf } from '../security/mode';
import { createTokenVerifier } from '../security/oidc';
import { assertSettings } from '../security/settings-check';
import { createWebhookVerifier } from '../security/webhook';
import { createPaper } from '../signing/paper/adapter';
import { createPaperRecords } from '../signing/paper/records';
import { createPlatforms, rehearsedSigning, signingProviders } from '../signing/providers';
import { createApp } from './app';
import type { ApiDeps } from './deps';
import { createLocks } from './locks';

/** In-flight commands get this long to finish; what is cut off is finished under its key by the next try. */
const DRAIN_MS = Number(process.env['LVYUE_DRAIN_MS'] ?? 2_500);

/** The API process. Stateless: any number may run side by side, any of them may be killed. */
async function main(): Promise<void> {
  const { env } = process;
  assertSettings(env);
  const log = pino({ name: 'api', level: env['LOG_LEVEL'] ?? 'info' });
  const keyRing = loadKeyRing(env);
  const servers = { databaseUrl: required('DATABASE_URL'), temporalAddress: required('TEMPORAL_ADDRESS'), keyRing };
  const world = await openWorld(REAL, servers);
  const calendar = () => currentCalendar(world.db);
  const rehearsals = rehearses(env)
    ? await openRehearsals({ ...servers, log, calendar, signing: (db) => rehearsedSigning(env, db) })
    : undefined;
  await rememberBundledCalendar(world.db);
  const locks = createLocks(world.db);
  const temporalUi = env['TEMPORAL_UI_URL'];
  const port = Number(env['PORT'] ?? 3_000);
  const url = publicUrlOf(env);
  const deps: ApiDeps = {
    ...world,
    taskQueue: TASK_QUEUE,
    people: createPeople(world.db, world.vault),
    verify: createTokenVerifier(keyRing, env),
    calendar,
    locks,
    mode: modeOf(env),
    publicUrl: url,
    log,
    uiOrigins: temporalUi ? originsOf(temporalUi) : [],
    links: { ...(temporalUi && { temporalUi }), ...(env['MAIL_URL'] && { mail: env['MAIL_URL'] }) },
    ...(env['LVYUE_RATE_LIMIT'] && { rateLimit: Number(env['LVYUE_RATE_LIMIT']) }),
    ...(env['LVYUE_INBOUND_SECRET'] && { verifyInbound: createWebhookVerifier(env['LVYUE_INBOUND_SECRET']) }),
    ...(rehearsals && { rehearsals: rehearsals.router }),
    sealExpires: loadSealCertificate(env).validTo,
    signing: createPlatforms(signingProviders(env), {
      db: world.db,
      publicUrl: url,
      paper: createPaper(createPaperRecords({ ...world, publicUrl: url })),
    }),
  };
  const app = createApp(deps, rehearsals ? REHEARSAL_ROUTES : []);

  const server = createServer(app);
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, env['HOST'] ?? '127.0.0.1', resolve),
  );
  log.info({ port }, 'listening');
  process.send?.({ ready: true, url });

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    const brokenOff = rehearsals?.stop();
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeIdleConnections();
    });
    clearTimeout(cut);
    await brokenOff;
    await locks.close();
    await world.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}

/** The browser's `Origin` is what was typed: this machine has two names. */
function originsOf(url: string): string[] {
  const { origin, hostname } = new URL(url);
  return hostname === 'localhost' ? [origin, origin.replace('localhost', '127.0.0.1')] : [origin];
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`环境变量 ${name} 未设置`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
});
