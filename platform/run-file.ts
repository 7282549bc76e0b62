import fs from 'node:fs';
import path from 'node:path';
import { isSame, markOf, stopPid, type ProcessMark } from './processes';

/** What runs where, for the other commands and for the start after a crash. No secrets. */
export interface RunInfo {
  launcher: ProcessMark;
  startedAt: string;
  /** Set once everything serves. */
  url?: string;
  temporalUiUrl?: string;
  mailUrl?: string;
  /** The simulator of signing platforms. */
  signUrl?: string;
  temporalAddress?: string;
  children: Record<string, ProcessMark>;
}

const fileIn = (dataDir: string): string => path.join(dataDir, 'run.json');

/** The product that runs on this data folder now. */
export function readRun(dataDir: string): RunInfo | undefined {
  const run = readFile(dataDir);
  return run && isSame(run.launcher) ? run : undefined;
}

export interface RunFile {
  update: (change: Partial<RunInfo>) => void;
  child: (name: string, pid: number) => void;
  remove: () => void;
}

export class AlreadyRunning extends Error {}

/**
 * Takes the data folder for this process. Throws `AlreadyRunning` while another launcher lives; what a killed one left
 * running is stopped.
 */
export async function takeDataDir(dataDir: string): Promise<RunFile> {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  fs.chmodSync(dataDir, 0o700);
  const before = readFile(dataDir);
  if (before && isSame(before.launcher)) {
    throw new AlreadyRunning(`数据目录 ${dataDir} 正被另一个实例使用 (pid ${before.launcher.pid}${before.url ? `，${before.url}` : ''})。
请先停止它，或用 LVYUE_DATA 另指一个目录
another instance runs on this data folder; stop it, or set LVYUE_DATA to another folder`);
  }
  if (before) await stopLeftovers(before);
  const info: RunInfo = { launcher: markOf(process.pid)!, startedAt: new Date().toISOString(), children: {} };
  const write = (): void => writeWhole(dataDir, info);
  write();
  return {
    update(change) {
      Object.assign(info, change);
      write();
    },
    child(name, pid) {
      const mark = markOf(pid);
      if (mark) info.children[name] = mark;
      write();
    },
    remove: () => fs.rmSync(fileIn(dataDir), { force: true }),
  };
}

/** The order of a normal stop; a database first would fail the others' last writes. */
const STOP_ORDER = ['api', 'worker', 'Temporal', 'PostgreSQL', 'signing', 'mail'];

async function stopLeftovers(run: RunInfo): Promise<void> {
  const names = Object.keys(run.children).sort((a, b) => STOP_ORDER.indexOf(a) - STOP_ORDER.indexOf(b));
  for (const name of names) {
    const mark = run.children[name]!;
    if (!isSame(mark)) continue;
    const first = name === 'PostgreSQL' ? 'SIGINT' : 'SIGTERM';
    await stopPid(mark.pid, [
      [first, 4_000],
      ['SIGKILL', 1_000],
    ]);
  }
}

function readFile(dataDir: string): RunInfo | undefined {
  try {
    return JSON.parse(fs.readFileSync(fileIn(dataDir), 'utf8')) as RunInfo;
  } catch {
    return undefined; // none, or half a file of a crash
  }
}

function writeWhole(dataDir: string, info: RunInfo): void {
  const fresh = `${fileIn(dataDir)}.new`;
  fs.writeFileSync(fresh, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(fresh, fileIn(dataDir));
}
