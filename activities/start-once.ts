import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { Instant } from '../domain/time';

export interface Start {
  type: 'agreement' | 'complaint' | 'request';
  workflowId: string;
  taskQueue: string;
  input: object;
  /** Keywords that the Temporal UI lists by before the first task has run. No personal data. */
  searchAttributes: Record<string, string>;
  summary: string;
  details: string;
  /** Of a rehearsal, which runs ahead of the clock: the new execution begins at this instant. */
  virtualNow?: Instant;
}

/** Starts a top-level execution under an id that is used once; one that runs already, or has run, is left alone. */
export async function startOnce(client: Client, start: Start): Promise<void> {
  const { type, workflowId, taskQueue, input, searchAttributes, summary, details, virtualNow } = start;
  // eslint-disable-next-line no-restricted-syntax -- the distance between the virtual clock and the server's
  const ahead = virtualNow === undefined ? 0 : virtualNow - Date.now();
  try {
    await client.workflow.start(type, {
      workflowId,
      taskQueue,
      args: [{ start: input }],
      // a worker that died with a task in hand holds the execution up no longer than this (default: 10 s)
      workflowTaskTimeout: '5s',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      typedSearchAttributes: Object.entries(searchAttributes).map(([name, value]) => ({
        key: defineSearchAttributeKey(name, 'KEYWORD'),
        value,
      })),
      staticSummary: summary,
      staticDetails: details,
      ...(ahead > 0 && { startDelay: ahead }),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
