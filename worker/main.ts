import { DefaultLogger, NativeConnection, Runtime, type Worker, type WorkflowBundleOption } from '@temporalio/worker';
import pino from 'pino';
import { changesWord } from '../activities/agreement-word';
import { createLocks } from '../api/locks';
import { createPeople } from '../db/people';
import { createMailer, mailSettings } from '../notices/mailer';
import { createPapers } from '../notices/papers';
import { createPersonalLinks } from '../notices/personal-links';
import { createRecipients } from '../notices/recipients';
import { createRelay, type Relay } from '../notices/relay';
import { publicUrlOf } from '../platform/public-url';
import { openWorld, REAL, REHEARSAL, temporalTls, type World } from '../platform/world';
import { loadKeyRing } from '../security/keyring';
import { loadSealCertificate } from '../security/seal-certificate';
import { assertSettings } from '../security/settings-check';
import { createPlatforms, rehearsedProviders, signingProviders } from '../signing/providers';
import { bundleWorkflows, createWorker } from './create';
import { createHintRelay } from './hint-relay';
import { recordRefused } from './refused-mail';
import { watchSeal } from './seal-watch';
import { startSweeper } from './sweeper';

/**
 * The worker process: executes agreements of both worlds, relays their mails, sweeps for lost timers. Stateless: any
 * number may run side by side, any of them may be killed.
 */
async function main(): Promise<void> {
  assertSettings(process.env);
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('WARN') });
  const log = pino({ name: 'worker' });
  const keyRing = loadKeyRing(process.env);
  const seal = loadSealCertificate(process.env);
  log.info({ certificateSha256: seal.certificateSha256, selfSigned: seal.selfSigned }, 'seal of evidence');
  const sealWatch = watchSeal(seal, log);
  const address = required('TEMPORAL_ADDRESS');
  const databaseUrl = required('DATABASE_URL');
  const connection = await NativeConnection.connect({ address, ...temporalTls(process.env) });
  // bundled beforehand for a quick start (docs/operations.md), else now: about 3 s
  const prepared = process.env['LVYUE_WORKFLOW_BUNDLE'];
  const bundle: WorkflowBundleOption = prepared ? { codePath: prepared } : await bundleWorkflows();

  const publicUrl = publicUrlOf(process.env);
  const names = (await canRehearse(connection)) ? [REAL, REHEARSAL] : [REAL];
  const opened = names.map((name) => openWorld(name, { databaseUrl, temporalAddress: address, keyRing, poolMax: 10 }));
  const worlds: World[] = await Promise.all(opened);
  const locks = createLocks(worlds[0]!.db);
  const relays: Relay[] = [];
  const workers: Worker[] = [];
  for (const world of worlds) {
    const rehearsal = world.namespace === REHEARSAL.namespace;
    // what is rehearsed is signed on the simulator, even where a platform is set up
    const providers = (rehearsal ? rehearsedProviders : signingProviders)(process.env);
    const signing = createPlatforms(providers, { db: world.db, publicUrl: process.env['LVYUE_PUBLIC_URL'] });
    workers.push(await createWorker({ connection, world, bundle, seal, rehearsal, publicUrl, signing }));
    // mails of a rehearsal never leave for real people, even when SMTP_URL is set
    const smtpUrl = required(rehearsal ? 'REHEARSAL_SMTP_URL' : 'SMTP_URL');
    const relay = createRelay({
      db: world.db,
      mailer: createMailer(smtpUrl, mailSettings(process.env)),
      recipients: createRecipients(process.env),
      vault: world.vault,
      papers: createPapers({
        ...world,
        comparison: async (no, version, before) =>
          (await changesWord({ ...world, publicUrl }, no, version, before))?.bytes,
      }),
      ...(process.env['LVYUE_PUBLIC_URL'] && { publicUrl: process.env['LVYUE_PUBLIC_URL'] }),
      refused: recordRefused({ ...world, locks, people: createPeople(world.db, world.vault), deadlineMs: 5_000 }),
      // what is rehearsed is not done by anybody
      ...(!rehearsal && { links: createPersonalLinks(keyRing, publicUrl) }),
      log,
      virtualTime: rehearsal,
    });
    relay.start(rehearsal ? 250 : 1_000);
    relays.push(relay);
  }
  const sweeper = startSweeper({
    world: worlds[0]!,
    locks,
    log,
    intervalMs: Number(process.env['LVYUE_SWEEP_MS'] ?? 60_000),
  });

  const hints = createHintRelay({ ...worlds[0]!, log });
  hints.start(500);

  const running = Promise.all(workers.map((worker) => worker.run()));
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    for (const worker of workers) worker.shutdown();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.send?.({ ready: true });
  await running;
  await sweeper.stop();
  await hints.stop();
  sealWatch.stop();
  for (const relay of relays) await relay.stop();
  await locks.close();
  for (const world of worlds) await world.close();
  await connection.close();
  process.exit(0);
}

/** A sink for its mails and a namespace of its own that may skip time: without either there are no rehearsals. */
async function canRehearse(connection: NativeConnection): Promise<boolean> {
  if (process.env['LVYUE_REHEARSALS'] === 'off' || !process.env['REHEARSAL_SMTP_URL']) return false;
  try {
    await connection.workflowService.describeNamespace({ namespace: REHEARSAL.namespace });
    return true;
  } catch {
    return false;
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`环境变量 ${name} 未设置`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
