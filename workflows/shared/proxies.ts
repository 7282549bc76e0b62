import { proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities';

/**
 * Named option profiles (architecture.md §2.13). All are local: short, idempotent, one history event. Retries never
 * end; after 2 s they move to durable timers, so that an outage does not hold the workflow task.
 */
export const records = proxyLocalActivities<Pick<Activities, 'record'>>({
  startToCloseTimeout: '10 s',
  localRetryThreshold: '2 s',
  retry: { initialInterval: '200 ms', maximumInterval: '30 s' },
});

export const works = proxyLocalActivities<
  Pick<Activities, 'makeDocument' | 'startRenewal' | 'tellPredecessor' | 'archiveRun'>
>({
  startToCloseTimeout: '30 s',
  localRetryThreshold: '5 s',
  retry: { initialInterval: '500 ms', maximumInterval: '1 min' },
});
