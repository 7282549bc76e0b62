import { proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities';

/**
 * Named option profiles (architecture.md §2.13). All are local: short, idempotent, one history event. Retries never
 * end; past the threshold they move to durable timers, so that an outage does not hold the workflow task. The summary
 * is what the Temporal UI's timeline shows.
 */
const QUICK = {
  startToCloseTimeout: '30 s',
  localRetryThreshold: '2 s',
  retry: { initialInterval: '200 ms', maximumInterval: '5 min' },
} as const;

const WORK = {
  startToCloseTimeout: '30 s',
  localRetryThreshold: '5 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 min' },
} as const;

export const { record } = proxyLocalActivities<Pick<Activities, 'record'>>({ ...QUICK, summary: '登记' });
export const { startRenewal, tellPredecessor, tellSuccessor } = proxyLocalActivities<
  Pick<Activities, 'startRenewal' | 'tellPredecessor' | 'tellSuccessor'>
>({ ...WORK, summary: '续签' });
export const { archiveRun } = proxyLocalActivities<Pick<Activities, 'archiveRun'>>({ ...WORK, summary: '归档历史' });
