/** Longest wait after rounds that failed, unless the interval itself is longer: 250 ms, doubled each time. */
const LONGEST_BACKOFF_MS = 10_000;

export interface PollerOptions {
  /** One round of work; true when more waits, so that the next follows at once. */
  round: () => Promise<boolean>;
  /** Told of each round that threw, with the number of failures in a row. */
  failed: (error: unknown, failures: number) => void;
}

export interface Poller {
  /** Rounds with so many milliseconds between their end and the next. Starting twice is starting once. */
  start: (intervalMs: number) => void;
  /** No further round; resolves when the one under way has ended. Cuts a pause short. */
  stop: () => Promise<void>;
  /** Waits within a round, until `stop` at the latest. */
  pause: (ms: number) => Promise<void>;
  /** For a long round: whether it should end soon. */
  readonly stopping: boolean;
}

/** Work that is looked for again and again, by one round at a time, until it is told to stop. */
export function createPoller({ round, failed }: PollerOptions): Poller {
  let stopping = false;
  let running: Promise<void> | undefined;
  let wake: () => void = () => undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function loop(intervalMs: number): Promise<void> {
    for (let failures = 0; !stopping;) {
      let wait = intervalMs;
      try {
        if (await round()) wait = 0;
        failures = 0;
      } catch (error) {
        failed(error, ++failures);
        wait = Math.max(intervalMs, Math.min(250 * 2 ** (failures - 1), LONGEST_BACKOFF_MS));
      }
      if (!stopping) await pause(wait);
    }
  }

  return {
    start(intervalMs) {
      running ??= loop(intervalMs);
    },
    async stop() {
      stopping = true;
      wake();
      await running;
    },
    pause,
    get stopping() {
      return stopping;
    },
  };
}
