import { randomBytes } from 'node:crypto';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createLocks } from '../../api/locks';
import { createPeople } from '../../db/people';
import { createMailer } from '../../notices/mailer';
import { createRecipients } from '../../notices/recipients';
import { createRelay } from '../../notices/relay';
import { openWorld, REHEARSAL, type World } from '../../platform/world';
import { play, type Result } from '../../rehearsal/driver';
import { scenarioOf } from '../../rehearsal/builtin';
import type { Line } from '../../rehearsal/lines';
import type { RehearsalDeps } from '../../rehearsal/stage';
import { createKeyRing } from '../../security/keyring';
import { createWorker } from '../../worker/create';
import { testBundle } from './bundle';
import { freshDatabase } from './db';
import { testSeal } from './seal';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/** The rehearsal world with its real parts: a database of its own, the Temporal server, a worker and the mail relay. */
export interface Theatre {
  deps: RehearsalDeps;
  world: World;
  /** A built-in scenario by name, or a file's text. */
  play: (scenario: string, options?: PlayedOptions) => Promise<Played>;
  close(): Promise<void>;
}

export interface PlayedOptions {
  inspect?: (workflowIds: string[]) => Promise<void>;
  onLine?: (line: Line) => void;
  signal?: AbortSignal;
}

export interface Played {
  lines: Line[];
  result: Result;
  /** Lines of an event, of the first agreement unless told otherwise. */
  of: (event: string, all?: 'all') => Line[];
}

export async function openTheatre({
  signing,
  signFor,
}: Pick<RehearsalDeps, 'signing' | 'signFor'> = {}): Promise<Theatre> {
  const database = await freshDatabase(REHEARSAL.schema);
  const temporalAddress = process.env['TEST_TEMPORAL_ADDRESS']!;
  const keyRing = createKeyRing([['k1', randomBytes(32)]]);
  const world = await openWorld(REHEARSAL, {
    databaseUrl: database.url,
    temporalAddress,
    keyRing,
    env: { LVYUE_BLOBS: process.env['TEST_BLOBS'] },
  });
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const taskQueue = `rehearsal-${randomBytes(4).toString('hex')}`;
  const own = { taskQueue, seal: testSeal(), ...(signing && { signing }) };
  const worker = await createWorker({ connection, world, bundle: testBundle(), rehearsal: true, ...own });
  const running = worker.run();
  const nothing = (): void => undefined;
  const relay = createRelay({
    db: world.db,
    mailer: createMailer(process.env['TEST_SMTP_URL']!),
    recipients: createRecipients({ LVYUE_MODE: 'embedded' }),
    vault: world.vault,
    log: { info: nothing, warn: nothing, error: nothing },
    virtualTime: true,
  });
  relay.start(50);
  const locks = createLocks(world.db);
  const deps: RehearsalDeps = {
    world,
    locks,
    people: createPeople(world.db, world.vault),
    ...own,
    ...(signFor && { signFor }),
  };
  return {
    deps,
    world,
    async play(scenario, { inspect, onLine, signal } = {}) {
      const lines: Line[] = [];
      const result = await play(deps, scenarioOf(scenario, Date.now()), {
        emit(line) {
          lines.push(line);
          onLine?.(line);
        },
        ...(signal && { signal }),
        ...(inspect && { inspect }),
      });
      const main = lines[0]!.workflowId;
      return {
        lines,
        result,
        of: (event, all) => lines.filter((line) => line.event === event && (all || line.workflowId === main)),
      };
    },
    async close() {
      await relay.stop();
      await locks.close();
      worker.shutdown();
      await running;
      await connection.close();
      await world.close();
      await database.drop();
    },
  };
}
