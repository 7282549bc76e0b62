import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time';
import { temporal } from '@temporalio/proto';
import type { Instant } from '../domain/time';

const { FastForwardPollingResult } = temporal.api.enums.v1;
/** The server's default of 200 ends a year in its middle; this many are reached by no play, only by a run-away one. */
const MOST_SKIPS = 100_000;
const IDLE_WITHIN_MS = 60_000;
const GRPC_NOT_FOUND = 5;

/** What an execution's own clock says. */
export interface Reading {
  /** Virtual now; it goes on at the pace of the real clock between two skips. */
  now: Instant;
  /** Not completed, failed or terminated. */
  open: boolean;
}

/**
 * The clocks of a rehearsal's executions (architecture.md §4). Each execution has its own, and it is only ever moved by
 * a bounded fast-forward: an unbounded skip would carry whoever acts a little later days past the instant meant.
 */
export interface Clock {
  /** Waits until the worker has nothing in hand for the execution, then reads its clock. Throws when that never comes. */
  idle(workflowId: string): Promise<Reading>;
  /**
   * Moves the execution's clock on to an instant, through every timer before it: the workflow works at each of them, and
   * time stands while it works. Answers when the instant is reached or the execution has ended.
   */
  forward(workflowId: string, to: Instant): Promise<Reading>;
}

export function createClock({ workflowService }: Client, namespace: string): Clock {
  async function describe(workflowId: string): Promise<Reading & { working: boolean }> {
    const request = { namespace, execution: { workflowId } };
    const { workflowExecutionInfo, workflowExtendedInfo, pendingWorkflowTask, pendingActivities } =
      await workflowService.describeWorkflowExecution(request);
    const virtual = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
    const open =
      workflowExecutionInfo?.status === temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    return {
      now: virtual ? tsToMs(virtual) : Date.now(),
      open,
      working: open && (!!pendingWorkflowTask || pendingActivities.length > 0),
    };
  }

  async function idle(workflowId: string): Promise<Reading> {
    const until = Date.now() + IDLE_WITHIN_MS;
    for (let wait = 2; ; wait = Math.min(wait * 2, 50)) {
      const { working, ...reading } = await describe(workflowId);
      if (!working) return reading;
      if (Date.now() > until)
        throw new Error(`${workflowId} has work in hand for ${IDLE_WITHIN_MS} ms: is its worker away?`);
      await sleep(wait);
    }
  }

  async function skip(workflowId: string, ms: number): Promise<void> {
    const id = randomUUID();
    await workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: {
        timeSkippingConfig: {
          enabled: true,
          fastForwardConfig: { id, duration: msToTs(ms) },
          maxSessionSkipCount: MOST_SKIPS,
        },
      },
      updateMask: { paths: ['time_skipping_config'] },
    });
    for (;;) {
      const { fastForwardPollingResult: result } = await workflowService.pollWorkflowExecutionTimeSkipping({
        namespace,
        workflowExecution: { workflowId },
        fastForwardId: id,
      });
      // what failed (the execution ended, time skipping was switched off) shows in the reading that follows
      if (result !== FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT) return;
    }
  }

  return {
    idle,
    async forward(workflowId, to) {
      for (;;) {
        const before = await idle(workflowId);
        if (!before.open || before.now >= to) return before;
        try {
          await skip(workflowId, to - before.now + 1);
        } catch (error) {
          // it ended between the look and the skip
          if ((error as { code?: number }).code !== GRPC_NOT_FOUND) throw error;
        }
      }
    },
  };
}
