import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { isAlive, sleep } from '../../platform/processes';
import { readRun, type RunInfo } from '../../platform/run-file';
import { ROOT } from '../../platform/run-typescript';
import { throwAwaySettings, type Settings } from '../../platform/settings';

const STARTED_WITHIN_MS = 120_000;
const STOP_ORDER = ['api', 'worker', 'Temporal', 'PostgreSQL', 'signing', 'mail'];
const running = new Set<ChildProcess>();
let settings: Settings;

beforeAll(async () => (settings = await throwAwaySettings()));
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  while (running.size) await sleep(50);
  fs.rmSync(settings.dataDir, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
}

/** `npm start -- --empty`, in a process group of its own as a terminal would give it. */
function start({ ports, dataDir } = settings): Started {
  const env: NodeJS.ProcessEnv = { ...process.env, LVYUE_DATA: dataDir, LVYUE_MODE: 'embedded' };
  for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'LVYUE_KEYS', 'NODE_ENV']) delete env[name];
  Object.assign(env, { PORT: ports.api, TEMPORAL_PORT: ports.temporal, TEMPORAL_UI_PORT: ports.temporalUi });
  Object.assign(env, { MAIL_PORT: ports.mail, SMTP_PORT: ports.smtp, POSTGRES_PORT: ports.postgres });
  Object.assign(env, { SIGN_PORT: ports.sign });
  const child = spawn('npm', ['start', '--', '--empty'], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return { child, output: () => output, ended };
}

async function untilReady(started: Started): Promise<RunInfo> {
  const end = Date.now() + STARTED_WITHIN_MS;
  while (!/^ready /m.test(started.output())) {
    if (started.child.exitCode !== null || Date.now() > end) throw new Error(started.output());
    await sleep(50);
  }
  return readRun(settings.dataDir)!;
}

/** Names in the order in which their processes ended. */
async function watchEnd(run: RunInfo): Promise<string[]> {
  const alive = new Map(Object.entries(run.children).map(([name, { pid }]) => [name, pid]));
  const order: string[] = [];
  while (alive.size) {
    for (const [name, pid] of [...alive].sort(([a], [b]) => STOP_ORDER.indexOf(a) - STOP_ORDER.indexOf(b))) {
      if (isAlive(pid)) continue;
      alive.delete(name);
      order.push(name);
    }
    await sleep(5);
  }
  return order;
}

test('npm start brings everything up, guards its place, heals, and stops in order at the first signal', async () => {
  const first = start();
  const run = await untilReady(first);
  const url = `http://localhost:${settings.ports.api}`;
  expect(first.output()).toMatch(new RegExp(`^ready ${url}$`, 'm'));
  expect(first.output()).toContain(`http://localhost:${settings.ports.mail}`);
  expect(Object.keys(run.children).sort()).toEqual([...STOP_ORDER].sort());
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`http://localhost:${settings.ports.temporalUi}/healthz`)).status).toBe(200);

  const again = start();
  expect(await again.ended).toBe(1);
  expect(again.output()).toContain('LVYUE_DATA');

  const elsewhere = start({ ...settings, dataDir: `${settings.dataDir}/other` });
  expect(await elsewhere.ended).toBe(1);
  expect(elsewhere.output()).toMatch(new RegExp(`${settings.ports.api}.*\\bPORT=`));

  process.kill(run.children.worker!.pid, 'SIGKILL');
  while (!first.output().includes('worker 已重启')) await sleep(50);

  const order = watchEnd(readRun(settings.dataDir)!);
  const asked = Date.now();
  process.kill(-first.child.pid!, 'SIGINT'); // as Ctrl-C does
  await sleep(300);
  process.kill(-first.child.pid!, 'SIGINT');
  expect(await first.ended).toBe(0);
  expect(Date.now() - asked).toBeLessThan(15_000);
  expect(await order).toEqual(STOP_ORDER);
  expect(readRun(settings.dataDir)).toBeUndefined();
}, 240_000);

test('after a kill -9 of the launcher the next start takes over, without a taken port', async () => {
  const first = start();
  const before = await untilReady(first);
  process.kill(before.launcher.pid, 'SIGKILL');
  await first.ended;
  expect(isAlive(before.children.Temporal!.pid)).toBe(true);

  const second = start();
  await untilReady(second);
  for (const { pid } of Object.values(before.children)) expect(isAlive(pid)).toBe(false);
  second.child.kill('SIGTERM'); // to npm itself
  expect(await second.ended).toBe(0);
}, 240_000);
