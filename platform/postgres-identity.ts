import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** How the PostgreSQL programs are run so that they accept it: they refuse to be root. */
export interface PostgresIdentity {
  bin: string;
  /** What `-D` gets; the programs are started with the data folder as their working directory. */
  dataArgument: string;
  /** Owner the data folder must have, seen from outside. */
  owner?: { uid: number; gid: number };
  /** The program and arguments that run `argv`, and the user to run them as. */
  wrap(argv: string[]): { command: string; args: string[]; uid?: number; gid?: number };
}

const UNSHARE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
const NOBODY = 65534;

/**
 * - An ordinary user runs them as they are.
 * - Root in a user namespace of its own is somebody else inside and still the owner of a 0700 folder outside.
 * - Where namespaces are forbidden (many containers) root drops to `nobody`: the programs are copied to a place
 *   everybody can read, and the data folder is named by /proc/self/cwd, which needs no right to the folders above it.
 */
export function postgresIdentity(native: string, dataDir: string, root = process.getuid?.() === 0): PostgresIdentity {
  const bin = path.join(native, 'bin');
  if (!root) return { bin, dataArgument: dataDir, wrap: ([command, ...args]) => ({ command: command!, args }) };
  return inNamespace(bin, dataDir) ?? asNobody(native);
}

export function inNamespace(bin: string, dataDir: string): PostgresIdentity | undefined {
  const owner = { uid: 0, gid: 0 };
  own(dataDir, owner);
  const probe = ['sh', '-c', '"$0" --version && test -w "$1"', path.join(bin, 'postgres'), dataDir];
  const [command, ...args] = [...UNSHARE, ...probe];
  if (spawnSync(command!, args, { stdio: 'ignore' }).status !== 0) return undefined;
  return {
    bin,
    dataArgument: dataDir,
    owner,
    wrap: (argv) => ({ command: 'unshare', args: [...UNSHARE.slice(1), ...argv] }),
  };
}

export function asNobody(native: string): PostgresIdentity {
  const owner = { uid: NOBODY, gid: NOBODY };
  return {
    bin: path.join(readableCopy(native), 'bin'),
    dataArgument: '/proc/self/cwd',
    owner,
    wrap: ([command, ...args]) => ({ command: command!, args, ...owner }),
  };
}

/** Gives the folder and all in it to the owner, when they are not yet. */
export function own(folder: string, owner: { uid: number; gid: number } | undefined): void {
  if (!owner || fs.statSync(folder).uid === owner.uid) return;
  for (const entry of fs.readdirSync(folder, { recursive: true }) as string[]) {
    fs.lchownSync(path.join(folder, entry), owner.uid, owner.gid);
  }
  fs.chownSync(folder, owner.uid, owner.gid);
}

/** Root's own copy under the system's temporary folder, made once per version of the package. */
function readableCopy(native: string): string {
  const key = crypto.createHash('sha256').update(fs.readFileSync(path.join(native, '../package.json')));
  const copy = path.join(os.tmpdir(), `lvyue-postgres-${key.digest('hex').slice(0, 16)}`);
  if (fs.existsSync(copy)) {
    if (fs.lstatSync(copy).uid !== 0) throw new Error(`${copy} belongs to somebody else; remove it`);
    return copy;
  }
  const fresh = fs.mkdtempSync(`${copy}-`);
  fs.cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(fresh, 0o755);
  fs.renameSync(fresh, copy);
  return copy;
}
