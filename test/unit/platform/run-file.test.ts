import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { exited, isAlive, markOf } from '../../../platform/processes';
import { readRun, takeDataDir } from '../../../platform/run-file';

let dataDir: string;
beforeEach(() => (dataDir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-run-test-')), 'data')));
afterEach(() => fs.rmSync(path.dirname(dataDir), { recursive: true, force: true }));

test('the data folder belongs to its owner and to one instance at a time', async () => {
  const run = await takeDataDir(dataDir);
  run.update({ url: 'http://localhost:3000' });
  expect(fs.statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(readRun(dataDir)).toMatchObject({ launcher: { pid: process.pid }, url: 'http://localhost:3000' });
  await expect(takeDataDir(dataDir)).rejects.toThrow(/LVYUE_DATA/);
  run.remove();
  expect(readRun(dataDir)).toBeUndefined();
  (await takeDataDir(dataDir)).remove();
});

test('what a killed launcher left running is stopped, what only has its pid is not', async () => {
  const orphan = spawn('sleep', ['600'], { stdio: 'ignore' });
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
  fs.mkdirSync(dataDir);
  const dead = { pid: process.pid, started: 'before this process' };
  const children = { worker: markOf(orphan.pid!), api: { ...markOf(stranger.pid!), started: 'long ago' } };
  fs.writeFileSync(path.join(dataDir, 'run.json'), JSON.stringify({ launcher: dead, startedAt: '', children }));
  expect(readRun(dataDir)).toBeUndefined();

  (await takeDataDir(dataDir)).remove();
  await exited(orphan);
  expect(orphan.signalCode).toBe('SIGTERM');
  expect(isAlive(stranger.pid!)).toBe(true);
  stranger.kill('SIGKILL');
});

test('half a run.json, as a crash leaves it, is no obstacle', async () => {
  fs.mkdirSync(dataDir);
  fs.writeFileSync(path.join(dataDir, 'run.json'), '{"launcher": {"pi');
  (await takeDataDir(dataDir)).remove();
});
