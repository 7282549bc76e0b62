import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities';

/**
 * Named option profiles (architecture.md §2.13). Local ones are short, idempotent, one history event. Retries never
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

/**
 * Scheduled by the history, so it runs only when what ordered it is durable. A local one runs before: after a crash the
 * number that it started a case under might be given to another report, whose case would then never begin.
 */
const DURABLE = {
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 min' },
} as const;

/**
 * A signing platform: out of our hands. A few tries, whose failure is an outcome: it is tried again by a clock of the
 * agreement's own (domain/agreement/esign-news.ts), so that no run waits for ever for it.
 */
const PLATFORM = { startToCloseTimeout: '2 min', retry: { initialInterval: '500 ms', maximumAttempts: 3 } } as const;

/** An agreement that has ended has no clocks any more; what is left is to cancel a flow, and nobody waits for it. */
const PLATFORM_PATIENT = {
  startToCloseTimeout: '1 min',
  scheduleToCloseTimeout: '3 days',
  retry: { initialInterval: '1 s', maximumInterval: '30 min' },
} as const;

export const { record } = proxyLocalActivities<Pick<Activities, 'record'>>({ ...QUICK, summary: '登记' });
export const { startRenewal, tellPredecessor, tellSuccessor } = proxyLocalActivities<
  Pick<Activities, 'startRenewal' | 'tellPredecessor' | 'tellSuccessor'>
>({ ...WORK, summary: '续签' });
export const { startCase } = proxyActivities<Pick<Activities, 'startCase'>>({ ...DURABLE, summary: '建立投诉或需求' });
export const { absorbInto } = proxyActivities<Pick<Activities, 'absorbInto'>>({ ...DURABLE, summary: '合并需求' });
export const { caseFigures } = proxyLocalActivities<Pick<Activities, 'caseFigures'>>({
  ...QUICK,
  summary: '统计投诉与需求',
});
export const { archiveRun } = proxyLocalActivities<Pick<Activities, 'archiveRun'>>({ ...WORK, summary: '归档历史' });
export const { startFlow, flowStatus, fetchSigned, cancelFlow } = proxyActivities<
  Pick<Activities, 'startFlow' | 'flowStatus' | 'fetchSigned' | 'cancelFlow'>
>({ ...PLATFORM, summary: '电子签署' });
export const { cancelFlow: cancelFlowPatiently } = proxyActivities<Pick<Activities, 'cancelFlow'>>({
  ...PLATFORM_PATIENT,
  summary: '撤销电子签署',
});
