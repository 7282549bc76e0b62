import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../../domain/time';

/**
 * The one timer of an execution. Re-armed only when the instant moves: starting and cancelling cost an event each.
 * Nothing depends on it firing exactly once; every wake-up compares all clocks with now.
 */
export class Alarm {
  private armed?: { at: Instant; scope: CancellationScope };
  /** Set when it has gone off; cleared by whoever has looked at the clocks. */
  ringing = false;

  /** It will go off in time for this instant as it is; going off early is harmless. */
  coversAlready(at: Instant): boolean {
    return this.armed !== undefined && this.armed.at <= at;
  }

  arm(at: Instant | undefined, now: Instant, summary: () => string): void {
    if (this.armed?.at === at) return;
    this.armed?.scope.cancel();
    this.armed = undefined;
    if (at === undefined) return;
    const scope = new CancellationScope();
    const mine = { at, scope };
    this.armed = mine;
    scope
      .run(() => sleep(Math.max(at - now, 1), { summary: summary() }))
      .then(
        () => {
          if (this.armed === mine) this.armed = undefined;
          this.ringing = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }
}
