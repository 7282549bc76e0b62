import type { ChildProcess } from 'node:child_process';
import { exited, sleep, stopPid } from './processes';

export interface ServiceSpec {
  name: string;
  spawn(): ChildProcess;
  /** Resolves when the child serves; rejects when it never will. Told when to give up by the child's exit. */
  ready(child: ChildProcess): Promise<void>;
  /** Signals that end it, each with the time it gets. */
  stopSteps: [signal: NodeJS.Signals, waitMs: number][];
  /** Called with every new process, so that it can be found after a crash of ours. */
  onSpawn?: (name: string, pid: number) => void;
  /** One line for the operator. */
  report?: (line: string) => void;
  /** What to show when it dies before it serves. */
  explain?(): string;
  /** Gives up the first start. */
  signal?: AbortSignal;
}

export interface Service {
  readonly name: string;
  pid: () => number | undefined;
  /** Ends the process and starts it anew, for source changes. */
  restart: () => Promise<void>;
  /** Ends it for good; safe to call twice. */
  stop: () => Promise<void>;
}

/** What a process said before it gave up is what the reader needs; the message carries it. */
export class StartFailed extends Error {}

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 10_000;
/** A process that lived this long starts again without a grudge. */
const HEALTHY_AFTER_MS = 30_000;

/** Starts a process, waits until it serves, and starts it again whenever it dies before `stop`. */
export async function supervise(spec: ServiceSpec): Promise<Service> {
  let child: ChildProcess | undefined;
  let stopping = false;
  let failures = 0;

  async function launch(): Promise<void> {
    const current = (child = spec.spawn());
    let gone = false;
    const ended = exited(current).then(() => void (gone = true));
    const failed = new Promise<never>((_, reject) => {
      current.once('error', reject);
      void ended.then(() =>
        reject(new StartFailed(`${spec.name} 未能启动 (did not start)\n${spec.explain?.() ?? ''}`)),
      );
      spec.signal?.addEventListener('abort', () => reject(new Error(`${spec.name}: start given up`)), { once: true });
    });
    if (current.pid !== undefined) spec.onSpawn?.(spec.name, current.pid);
    const started = Date.now();
    await Promise.race([spec.ready(current), failed]);
    failed.catch(() => undefined);
    void ended.then(() => {
      if (stopping || child !== current) return;
      if (Date.now() - started > HEALTHY_AFTER_MS) failures = 0;
      void revive(current);
    });
    if (gone && !stopping)
      throw new StartFailed(`${spec.name} 启动后随即退出 (ended at once)\n${spec.explain?.() ?? ''}`);
  }

  async function revive(dead: ChildProcess): Promise<void> {
    const wait = Math.min(FIRST_BACKOFF_MS * 2 ** failures++, LONGEST_BACKOFF_MS);
    spec.report?.(`${spec.name} 意外退出 (${dead.signalCode ?? dead.exitCode})，${wait} 毫秒后重启`);
    await sleep(wait);
    if (stopping || child !== dead) return;
    try {
      await launch();
      spec.report?.(`${spec.name} 已重启`);
    } catch {
      if (!stopping && child) {
        await end();
        await revive(child);
      }
    }
  }

  async function end(): Promise<void> {
    if (!child || child.pid === undefined) return;
    await stopPid(child.pid, spec.stopSteps);
    await Promise.race([exited(child), sleep(500)]);
  }

  try {
    await launch();
  } catch (error) {
    stopping = true;
    await end();
    throw error;
  }
  return {
    name: spec.name,
    pid: () => child?.pid,
    async restart() {
      const old = child;
      child = undefined; // its exit is ours, not a crash
      if (old?.pid !== undefined) await stopPid(old.pid, spec.stopSteps);
      if (!stopping) await launch();
    },
    async stop() {
      stopping = true;
      await end();
    },
  };
}

/** For our own entry points: `process.send({ ready: true, … })`. */
export function readyByMessage<T extends object>(onReady?: (message: T) => void, timeoutMs = 60_000) {
  return (child: ChildProcess): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no sign of life within ${timeoutMs} ms`)), timeoutMs);
      child.on('message', (message) => {
        if (typeof message !== 'object' || message === null || !('ready' in message)) return;
        clearTimeout(timer);
        onReady?.(message as unknown as T);
        resolve();
      });
      child.once('exit', () => clearTimeout(timer));
    });
}
