import type { ChildProcess } from 'node:child_process';
import { exited, sleep, spawnDetached } from '../../platform/processes';
import { ROOT, tsxArgs } from '../../platform/run-typescript';
import { readyByMessage } from '../../platform/supervise';
import type { Outage } from './lateness';

/** One of our processes, killed without warning at random instants and started again at once. */
export class Victim {
  kills = 0;
  readonly outages: Outage[] = [];
  private child!: ChildProcess;

  constructor(
    readonly name: string,
    private readonly entry: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly logFile: string,
  ) {}

  async start(): Promise<void> {
    this.child = spawnDetached(process.execPath, tsxArgs(this.entry), {
      cwd: ROOT,
      env: this.env,
      logFile: this.logFile,
      ipc: true,
    });
    await readyByMessage(undefined, 60_000)(this.child);
  }

  /** Kills it `times` times, each at a random instant within `spreadMs` of its being ready. */
  async killRepeatedly(times: number, spreadMs: number, random: () => number): Promise<void> {
    for (let i = 0; i < times; i++) {
      await sleep(random() * spreadMs);
      await this.kill();
    }
  }

  /** Comes back when it is there again. */
  async kill(): Promise<void> {
    const from = Date.now();
    process.kill(this.child.pid!, 'SIGKILL');
    await exited(this.child);
    this.kills += 1;
    await this.start();
    this.outages.push({ from, to: Date.now() });
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await Promise.race([exited(this.child), sleep(8_000)]);
    if (this.child.exitCode === null) this.child.kill('SIGKILL');
  }
}
