import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withFolderLock } from './folder-lock';
import { StartFailed } from './supervise';

const SOURCE = path.join(__dirname, '../tools/temporal');
/** No cgo: nothing in it needs a C compiler, so a machine without one builds the same program. */
const FLAGS = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];
const PROGRESS_EVERY_MS = 30_000;

export interface BuildOptions {
  /** Used when the user's cache folder cannot be written. */
  fallbackDir: string;
  report: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * The embedded Temporal server, built from tools/temporal on first use and kept outside the project, so that another
 * checkout of the same sources does not build again. The Go version is left out of the key on purpose: the modules are
 * pinned, and neither an upgrade nor a removal of Go should cost minutes at the next start.
 */
export async function temporalBinary({ fallbackDir, report, signal }: BuildOptions): Promise<string> {
  const key = sourceKey();
  for (const root of cacheRoots(fallbackDir)) {
    const binary = path.join(root, key, 'temporal');
    if (fs.existsSync(binary)) return binary;
  }
  const folder = path.join(writableRoot(cacheRoots(fallbackDir)), key);
  const binary = path.join(folder, 'temporal');
  fs.mkdirSync(folder, { recursive: true });
  await withFolderLock(
    `${folder}.lock`,
    () => report('另一个进程正在编译 Temporal，等待它完成 …'),
    async () => {
      if (!fs.existsSync(binary)) await build(binary, report, signal);
    },
  );
  return binary;
}

async function build(binary: string, report: (line: string) => void, signal?: AbortSignal): Promise<void> {
  report('首次启动：用 Go 编译 Temporal 服务器 (双核约 6 分钟，只此一次；编译结果会缓存)');
  report('building the Temporal server with Go, once: about 6 minutes on 2 cores');
  const fresh = `${binary}.${process.pid}.new`;
  const started = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - started) / 1000)} 秒`;
  const timer = setInterval(() => report(`… 仍在编译，已用 ${elapsed()}`), PROGRESS_EVERY_MS);
  try {
    await go(['build', ...FLAGS, '-o', fresh, '.'], signal);
    fs.renameSync(fresh, binary); // whole or not at all
    report(`Temporal 编译完成，用时 ${elapsed()}`);
  } finally {
    clearInterval(timer);
    fs.rmSync(fresh, { force: true });
  }
}

function go(args: string[], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
    const child = spawn('go', args, { cwd: SOURCE, env, stdio: ['ignore', 'ignore', 'pipe'], signal });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4_000)));
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new StartFailed(MISSING_GO) : error),
    );
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new StartFailed(`编译 Temporal 失败 (go build failed)\n${output.trim()}\n${ELSEWHERE}`));
    });
  });
}

const ELSEWHERE = `也可以使用已有的 Temporal (≥ 1.32)：设置 TEMPORAL_ADDRESS=主机:7233
or use a Temporal server of your own: set TEMPORAL_ADDRESS=host:7233`;

const MISSING_GO = `找不到 Go。内置的 Temporal 服务器需要用 Go 编译一次，请安装 Go (版本见 tools/temporal/go.mod): https://go.dev/dl/
Go was not found; it is needed once, to build the embedded Temporal server
${ELSEWHERE}`;

function sourceKey(): string {
  const hash = crypto.createHash('sha256').update(JSON.stringify([process.platform, process.arch, FLAGS]));
  const files = fs.readdirSync(SOURCE).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name));
  for (const name of files.sort()) hash.update(`\0${name}\0`).update(fs.readFileSync(path.join(SOURCE, name)));
  return hash.digest('hex').slice(0, 32);
}

function cacheRoots(fallbackDir: string): string[] {
  const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return [path.join(cache, 'lvyue/temporal'), path.join(fallbackDir, 'cache/temporal')];
}

function writableRoot(roots: string[]): string {
  let last: unknown;
  for (const root of roots) {
    try {
      fs.mkdirSync(root, { recursive: true });
      fs.accessSync(root, fs.constants.W_OK);
      return root;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
