import fs from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { sleep, spawnDetached, tail } from './processes';
import { SEARCH_ATTRIBUTES } from './search-attributes';
import { supervise, type Service, type ServiceSpec } from './supervise';
import { temporalBinary } from './temporal-build';
import { REAL, REHEARSAL } from './world';

export interface TemporalOptions {
  /** SQLite file; undefined: in memory, lost at the end. */
  dbFile?: string;
  /** On 127.0.0.1 only. */
  port: number;
  uiPort?: number;
  /** Where the Web UI has payloads decoded, `http://localhost:3000/codec`. */
  codecEndpoint?: string;
  /** Where the server is built when the user's cache cannot be written. */
  buildDir: string;
  logFile: string;
  hooks: Pick<ServiceSpec, 'onSpawn' | 'signal'> & { report: (line: string) => void };
}

export interface RunningTemporal {
  address: string;
  uiUrl?: string;
  service: Service;
  stop: () => Promise<void>;
}

/**
 * What time skipping needs of a server made for real time. A year of rehearsal is some thousand skips: the default bound
 * of 200 ends a play in the middle. A timer shift of the default second makes each skip take as long, and so does the
 * default of 20 looks a second into the timer queue (four a skip). A run that continues as new in skipped time counts as
 * younger than it is and would be held back as if it looped, past the end of the fast-forward.
 *
 * And what punctuality needs: a task that workers died with several times gets ever more time, up to ten minutes, before
 * it is given to the next one; a clock would be as late.
 */
const DYNAMIC_CONFIG = {
  // one machine: a task queue in parts only lets tasks wait for a poller of another part
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'history.workflowTaskRetryMaxInterval': '1s',
  'history.timerProcessorMaxTimeShift': '10ms',
  'history.timerProcessorMaxPollRPS': 1_000,
  'history.workflowIdReuseMinimalInterval': '0s',
  'frontend.WorkflowTimeSkippingMaxSkipPerSession': 1_000_000,
};
/** A clean stop takes some 2.5 s; cut short, SQLite's write-ahead log brings back all that was committed. */
const GRACE: [NodeJS.Signals, number][] = [['SIGTERM', 3_000]];
const READY_WITHIN_MS = 60_000;

/** Builds (once) and runs the embedded server with both namespaces and the search attributes in place. */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const { dbFile, port, uiPort, codecEndpoint, logFile, hooks } = options;
  const binary = await temporalBinary({ fallbackDir: options.buildDir, ...hooks });
  if (dbFile) fs.mkdirSync(path.dirname(dbFile), { recursive: true, mode: 0o700 });
  const args = [
    'server',
    'start-dev',
    '--port',
    String(port),
    '--log-level',
    process.env.TEMPORAL_LOG_LEVEL ?? 'error',
  ];
  args.push('--namespace', REAL.namespace, '--rehearsal-namespace', REHEARSAL.namespace);
  if (dbFile) args.push('--db-filename', dbFile);
  args.push(...(uiPort ? ['--ui-port', String(uiPort)] : ['--headless']));
  if (codecEndpoint) args.push('--ui-codec-endpoint', codecEndpoint);
  for (const [key, value] of Object.entries(DYNAMIC_CONFIG)) {
    args.push('--dynamic-config-value', `${key}=${JSON.stringify(value)}`);
  }
  for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) args.push('--search-attribute', `${name}=${type}`);

  const address = `127.0.0.1:${port}`;
  const service = await supervise({
    name: 'Temporal',
    spawn: () => spawnDetached(binary, args, { logFile, env: { ...process.env, TZ: 'UTC' } }),
    ready: () => untilServes(address),
    stopSteps: [
      ...(dbFile ? GRACE : []), // what is in memory only need not be written
      ['SIGKILL', 300],
    ],
    explain: () => tail(logFile),
    ...hooks,
  });
  return { address, uiUrl: uiPort ? `http://localhost:${uiPort}` : undefined, service, stop: service.stop };
}

/** Both namespaces answer: the port opens a moment before the server knows them. */
async function untilServes(address: string): Promise<void> {
  const end = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2_000 });
      try {
        for (const namespace of [REAL.namespace, REHEARSAL.namespace]) {
          await connection.workflowService.describeNamespace({ namespace });
        }
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(100);
    }
  }
}
