import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What a pid was when we wrote it down; pids are reused, the pair is not. */
export interface ProcessMark {
  pid: number;
  /** Opaque; equal only for the same process. */
  started: string;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !/^\d+ \(.*\) Z /s.test(procFile(pid, 'stat')); // a zombie nobody reaps has ended all the same
}

/** When the process started, by /proc or by ps; undefined when it is gone. */
export function markOf(pid: number): ProcessMark | undefined {
  if (!isAlive(pid)) return undefined;
  const stat = procFile(pid, 'stat');
  if (stat) return { pid, started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]! };
  try {
    return { pid, started: execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() };
  } catch {
    return undefined;
  }
}

export function isSame(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.started === mark.started;
}

/** Signals in order, each given its time; the next one only if the process still lives. */
export async function stopPid(pid: number, steps: [signal: NodeJS.Signals, waitMs: number][]): Promise<boolean> {
  for (const [signal, waitMs] of steps) {
    try {
      process.kill(pid, signal);
    } catch {
      return true;
    }
    const end = Date.now() + waitMs;
    while (Date.now() < end) {
      if (!isAlive(pid)) return true;
      await sleep(25);
    }
  }
  return !isAlive(pid);
}

export interface SpawnOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** File that takes stdout and stderr, made 0600. */
  logFile: string;
  uid?: number;
  gid?: number;
  /** A channel for `process.send`; our own entry points use it to say that they are ready. */
  ipc?: boolean;
}

/** A child in a session of its own, so that a Ctrl-C in the terminal reaches the launcher only. */
export function spawnDetached(command: string, args: string[], options: SpawnOptions): ChildProcess {
  const { env, cwd, uid, gid, ipc } = options;
  const log = openLog(options.logFile);
  try {
    return spawn(command, args, {
      env,
      cwd,
      uid,
      gid,
      detached: true,
      stdio: ['ignore', log, log, ...(ipc ? (['ipc'] as const) : [])],
    });
  } finally {
    fs.closeSync(log);
  }
}

export function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** The end of a log, for an error message that saves the reader from opening it. */
export function tail(file: string, lines = 15): string {
  try {
    return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

const LOG_LIMIT = 10 * 1024 * 1024;

function openLog(file: string): number {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (fs.existsSync(file) && fs.statSync(file).size > LOG_LIMIT) fs.renameSync(file, `${file}.1`);
  return fs.openSync(file, 'a', 0o600);
}

function procFile(pid: number, name: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
