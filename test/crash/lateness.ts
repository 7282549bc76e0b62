/** From a kill to the next sign of life, epoch ms. */
export interface Outage {
  from: number;
  to: number;
}

/** What a dead worker was doing is given to the next one when its time is over: `workflowTaskTimeout`. */
export const TASK_TIMEOUT_MS = 5_000;

/**
 * How much later than its instant something was recorded, ms, without the time in which nobody was there to do it: the
 * outages, each at least as long as the server waits for a task that a dead worker had begun.
 */
export function beyondOutages(at: number, recordedAt: number, outages: readonly Outage[]): number {
  let counted = 0;
  let seen = at;
  for (const { from, to } of outages) {
    const end = Math.min(Math.max(to, from + TASK_TIMEOUT_MS), recordedAt);
    const start = Math.max(from, seen);
    if (start >= recordedAt) break;
    counted += Math.max(0, start - seen);
    seen = Math.max(seen, end);
  }
  return counted + Math.max(0, recordedAt - seen);
}
