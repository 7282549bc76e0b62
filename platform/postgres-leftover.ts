import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { isAlive, stopPid } from './processes';

/** Stops the server that still runs in this data folder, left over when our launcher was killed. */
export async function stopLeftover(dataDir: string): Promise<boolean> {
  const pid = postmasterOf(dataDir);
  if (pid === undefined) return false;
  const stopped = await stopPid(pid, [
    ['SIGINT', 5_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 2_000],
  ]);
  if (!stopped) throw new Error(`PostgreSQL (pid ${pid}) 无法停止，请手工结束它 (could not be stopped)`);
  return true;
}

/** The pid in the cluster's own lock file, when that process really is the PostgreSQL of this folder. */
export function postmasterOf(dataDir: string): number | undefined {
  let pid: number;
  try {
    pid = Number(fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
  if (!Number.isSafeInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined;
  return worksIn(pid, dataDir) ? pid : undefined;
}

/** The server's working directory is its data folder; where that cannot be seen, its command line names it. */
function worksIn(pid: number, dataDir: string): boolean {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(dataDir);
  } catch {
    try {
      const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
      return command.includes('postgres') && command.includes(dataDir);
    } catch {
      return false;
    }
  }
}
