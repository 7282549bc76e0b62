import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import pino from 'pino';
import { createLocks } from '../../api/locks';
import { createPeople } from '../../db/people';
import { createMailer } from '../../notices/mailer';
import { createRecipients } from '../../notices/recipients';
import { createRelay } from '../../notices/relay';
import { prepare } from '../../platform/prepare';
import { throwAwaySettings } from '../../platform/settings';
import { startStack } from '../../platform/stack';
import { openWorld, REHEARSAL, type World } from '../../platform/world';
import { BUILTIN_NAMES, builtinText, scenarioOf } from '../../rehearsal/builtin';
import { play } from '../../rehearsal/driver';
import { loadSealCertificate } from '../../security/seal-certificate';
import { bundleWorkflows, createWorker } from '../../worker/create';
import { fakePlatforms } from '../support/fake-platform';
import { PlayedPlatform } from '../support/played-platform';
import { fixtureKeys, FIXTURES, keepHistory } from './fixtures';

/**
 * `npm run record-histories [-- NAME …]`: plays every scenario on the real server with the fixture's key and keeps the
 * histories for the replay tests. Run it when a path is added; a change of workflow code must replay the old ones.
 */
const OWN = path.join(__dirname, 'scenarios');

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const settings = await throwAwaySettings();
  const stack = await startStack(settings, { report: console.log });
  try {
    await prepare(stack.databaseUrl, stack.temporalAddress, console.log);
    const world = await openWorld(REHEARSAL, {
      ...stack,
      keyRing: fixtureKeys(),
      env: { LVYUE_DATA: settings.dataDir },
    });
    const connection = await NativeConnection.connect({ address: stack.temporalAddress });
    const signing = fakePlatforms(new PlayedPlatform(world));
    const worker = await createWorker({
      connection,
      world,
      bundle: await bundleWorkflows(),
      seal: loadSealCertificate({ LVYUE_DATA: settings.dataDir }),
      rehearsal: true,
      signing,
    });
    const running = worker.run();
    const relay = createRelay({
      db: world.db,
      mailer: createMailer(stack.mail.smtpUrl),
      recipients: createRecipients({}),
      vault: world.vault,
      log: pino({ level: 'silent' }),
      virtualTime: true,
    });
    relay.start(100);
    const locks = createLocks(world.db);
    const people = createPeople(world.db, world.vault);
    for (const [name, text] of scenarios()) {
      if (positionals.length > 0 && !positionals.includes(name)) continue;
      const scenario = scenarioOf(text, Date.now());
      const result = await play({ world, locks, people, signing }, scenario, {
        emit: () => undefined,
        inspect: (ids) => keep(world, name, ids),
      });
      console.log(
        name,
        result.outcome,
        `${result.wallMs} ms`,
        JSON.stringify({ missed: result.missed, refused: result.refused }),
      );
    }
    await relay.stop();
    worker.shutdown();
    await running;
    await locks.close();
    await connection.close();
    await world.close();
  } finally {
    await stack.stop();
    rmSync(settings.dataDir, { recursive: true, force: true });
  }
}

function scenarios(): [string, string][] {
  const own = readdirSync(OWN).map((file): [string, string] => [
    path.basename(file, '.yaml'),
    readFileSync(path.join(OWN, file), 'utf8'),
  ]);
  return [...BUILTIN_NAMES.map((name): [string, string] => [name, builtinText(name)!]), ...own];
}

/** All runs of all executions, the earliest run first. */
async function keep({ client, namespace }: World, scenario: string, workflowIds: string[]): Promise<void> {
  for (const old of readdirSync(FIXTURES)) if (old.startsWith(`${scenario}.`)) rmSync(path.join(FIXTURES, old));
  for (const [i, workflowId] of workflowIds.entries()) {
    const runs: { runId: string; start: number }[] = [];
    for (let found = 0; found === 0;) {
      for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
        runs.push({ runId: run.runId, start: run.startTime.getTime() });
        found += 1;
      }
    }
    for (const [n, { runId }] of runs.sort((a, b) => a.start - b.start).entries()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      keepHistory({ file: `${scenario}.${i + 1}.${n + 1}.history.gz`, workflowId, namespace, history });
      console.log(`  ${workflowId} run ${n + 1}: ${history.events!.length} events`);
    }
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
