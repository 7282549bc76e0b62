import { spawn, type ChildProcess } from 'node:child_process';
import { isAlive } from '../../../platform/processes';
import { readyByMessage, supervise, type ServiceSpec } from '../../../platform/supervise';

/** A process that says it is ready and does as the script says. */
const node = (script: string): (() => ChildProcess) => {
  return () => spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
};
const SERVES = 'process.send({ ready: true }); setInterval(() => {}, 1000);';

const spec = (script: string, more: Partial<ServiceSpec> = {}): ServiceSpec => ({
  name: 'probe',
  spawn: node(script),
  ready: readyByMessage(),
  stopSteps: [
    ['SIGTERM', 1_000],
    ['SIGKILL', 500],
  ],
  ...more,
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a process that dies is started again, one that is stopped is not', async () => {
  const pids: number[] = [];
  const service = await supervise(spec(SERVES, { onSpawn: (_name, pid) => pids.push(pid) }));
  process.kill(pids[0]!, 'SIGKILL');
  await until(() => pids.length === 2);
  await until(() => isAlive(pids[1]!));
  await service.stop();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(pids).toHaveLength(2);
  expect(pids.some(isAlive)).toBe(false);
});

test('a restart for new sources is one new process and no crash', async () => {
  const reports: string[] = [];
  const service = await supervise(spec(SERVES, { report: (line) => reports.push(line) }));
  const before = service.pid();
  await service.restart();
  expect(service.pid()).not.toBe(before);
  expect(reports).toEqual([]);
  await service.stop();
});

test('a process that ends before it serves is an error that shows why', async () => {
  const failing = supervise(spec('process.exit(3)', { explain: () => 'the last lines of its log' }));
  await expect(failing).rejects.toThrow('the last lines of its log');
});

test('a start that is given up leaves nothing behind', async () => {
  const giveUp = new AbortController();
  let pid = 0;
  const never = supervise(
    spec('setInterval(() => {}, 1000)', { signal: giveUp.signal, onSpawn: (_name, spawned) => (pid = spawned) }),
  );
  giveUp.abort();
  await expect(never).rejects.toThrow('given up');
  expect(isAlive(pid)).toBe(false);
});

test('a process that ignores the first signal is killed', async () => {
  const service = await supervise(
    spec(`process.on('SIGTERM', () => {}); ${SERVES}`, {
      stopSteps: [
        ['SIGTERM', 100],
        ['SIGKILL', 1_000],
      ],
    }),
  );
  const pid = service.pid()!;
  await service.stop();
  expect(isAlive(pid)).toBe(false);
});
