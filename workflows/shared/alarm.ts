import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../../domain/time';

/**
 * One timer for the earliest instant of all deadlines (docs/adr/0002). Starting and cancelling cost an event each, so
 * when an earlier instant comes in between, the later timer is left as it is: it is the right one again when the
 * earlier is done, and is cancelled only when it has become pointless. Nothing depends on a timer firing exactly once:
 * every wake-up compares all clocks with now.
 */
export class Alarm {
  private readonly armed = new Map<Instant, CancellationScope>();
  /** Set when one has gone off; cleared by whoever has looked at the clocks. */
  ringing = false;

  /** It will go off in time for this instant as it is; going off early is harmless. */
  coversAlready(at: Instant): boolean {
    return [...this.armed.keys()].some((armed) => armed <= at);
  }

  /** Somebody says that it is late. What should have gone off by now is lost, and covers nothing that is to come. */
  wake(now: Instant): void {
    for (const [armed, scope] of [...this.armed]) {
      if (armed > now) continue;
      this.armed.delete(armed);
      scope.cancel();
    }
    this.ringing = true;
  }

  /** `undefined`: nothing is to be waited for. */
  arm(at: Instant | undefined, now: Instant, summary: () => string): void {
    const pointless = [...this.armed.keys()].filter((armed) => at === undefined || armed < at);
    // one at a time: another one is cancelled with the next step, and would do no harm
    const earliest = Math.min(...pointless);
    this.armed.get(earliest)?.cancel();
    this.armed.delete(earliest);
    if (at === undefined || this.armed.has(at)) return;
    const scope = new CancellationScope();
    this.armed.set(at, scope);
    scope
      .run(() => sleep(Math.max(at - now, 1), { summary: summary() }))
      .then(
        () => {
          this.armed.delete(at);
          this.ringing = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }
}
