import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import pg from 'pg';
import { postgresNative } from './postgres-binaries';
import { own, postgresIdentity, type PostgresIdentity } from './postgres-identity';
import { stopLeftover } from './postgres-leftover';
import { sleep, spawnDetached, tail } from './processes';
import { StartFailed, supervise, type ServiceSpec } from './supervise';

export interface PostgresOptions {
  /** Folder of the cluster; made and initialised when missing. */
  dataDir: string;
  /** On 127.0.0.1 only. */
  port: number;
  /** Default: `postgres.log` beside the data folder. */
  logFile?: string;
  /** false: survives a crash of the process, not of the machine; for throw-away data. */
  durable?: boolean;
  /** For tests: how the programs are run, instead of the way that suits the machine. */
  identify?: (native: string, dataDir: string) => PostgresIdentity;
  hooks?: Pick<ServiceSpec, 'onSpawn' | 'report' | 'signal'>;
}

export interface RunningPostgres {
  /** With the generated password: a secret, not for logs. */
  url: string;
  pid: () => number | undefined;
  stop: () => Promise<void>;
}

const USER = 'lvyue';
const DATABASE = 'lvyue';
const READY_WITHIN_MS = 30_000;
const STOP_STEPS: [NodeJS.Signals, number][] = [
  ['SIGINT', 2_500], // "fast": rolls back what is open, writes a checkpoint
  ['SIGQUIT', 500],
  ['SIGKILL', 300],
];

/** How a command reaches the embedded server that runs on this folder and port; undefined where there never was one. */
export function embeddedUrl(productDir: string, port: number): string | undefined {
  const file = path.join(productDir, 'postgres.password');
  return fs.existsSync(file) ? urlOf(readPassword(file), port, DATABASE) : undefined;
}

const urlOf = (password: string, port: number, database: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

/** Runs a PostgreSQL of our own; one left over in the same folder from a crash of ours is stopped first. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, port, hooks, durable = true, logFile = `${dataDir}.log` } = options;
  await stopLeftover(dataDir);
  fs.mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o700 });
  const password = readPassword(`${dataDir}.password`);
  const native = postgresNative();
  if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) await initialise(options, native, password);
  const identity = (options.identify ?? postgresIdentity)(native, dataDir);
  own(dataDir, identity.owner);

  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const argv = [path.join(identity.bin, 'postgres'), '-D', identity.dataArgument];
  for (const [name, value] of Object.entries(settings)) argv.push('-c', `${name}=${value}`);
  const { command, args, uid, gid } = identity.wrap(argv);
  const url = (database: string): string => urlOf(password, port, database);
  const service = await supervise({
    name: 'PostgreSQL',
    spawn: () => spawnDetached(command, args, { cwd: dataDir, uid, gid, logFile, env: plainEnv() }),
    ready: () => untilAnswers(url('postgres')),
    stopSteps: STOP_STEPS,
    explain: () => tail(logFile),
    ...hooks,
  });
  await createDatabase(url('postgres'));
  return { url: url(DATABASE), pid: service.pid, stop: service.stop };
}

/** Initialises beside the final place and moves there, so that an interrupted initdb is not taken for a cluster. */
async function initialise(
  { dataDir, durable = true, identify = postgresIdentity }: PostgresOptions,
  native: string,
  password: string,
) {
  const fresh = `${dataDir}.new`;
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh, { mode: 0o700 });
  const identity = identify(native, fresh);
  own(fresh, identity.owner);
  const secret = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-'));
  const passwordFile = path.join(secret, 'password');
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  own(secret, identity.owner);
  try {
    const { command, args, ...user } = identity.wrap([
      path.join(identity.bin, 'initdb'),
      ...['-D', identity.dataArgument, '-U', USER],
      ...['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ...(durable ? [] : ['--no-sync']),
    ]);
    await promisify(execFile)(command, args, { cwd: fresh, env: plainEnv(), ...user });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new StartFailed(`PostgreSQL 初始化失败 (initdb failed)\n${stderr || message}`);
  } finally {
    fs.rmSync(secret, { recursive: true, force: true });
  }
  fs.rmSync(dataDir, { recursive: true, force: true });
  fs.renameSync(fresh, dataDir);
}

function readPassword(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const password = crypto.randomBytes(24).toString('base64url');
  fs.writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

async function untilAnswers(url: string): Promise<void> {
  const end = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      // 28P01: another server, or a password file that does not belong to this folder; waiting does not help.
      if (Date.now() > end || (error as { code?: string }).code === '28P01') throw error;
      await sleep(50);
    }
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** The server must not take settings, or a locale it does not have, from whoever starts it. */
function plainEnv(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  for (const name of Object.keys(env)) if (/^PG|^(LANG|LC_(?!ALL))/.test(name)) delete env[name];
  return env;
}
