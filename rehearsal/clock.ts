import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time';
import { temporal } from '@temporalio/proto';
import type { Instant } from '../domain/time';

const IDLE_WITHIN_MS = 60_000;
/** What is nearer than this is waited for: the server must not be overtaken by the instant while it takes the order. */
const LEAST_SKIP_MS = 1_000;
/** What one skip leaves in the history: that it was ordered, and that it was made. */
const EVENTS_OF_SKIP = 2;
const GRPC_NOT_FOUND = 5;

/** What an execution's own clock says. */
export interface Reading {
  /** Virtual now; it goes on at the pace of the real clock between two skips. */
  now: Instant;
  /** Not completed, failed or terminated. */
  open: boolean;
}

/** What else the server says about an execution. */
interface Look extends Reading {
  runId: string;
  /** Length of the run's history. */
  events: number;
  /** The worker has something in hand for it. */
  working: boolean;
  /** A skip was ordered and has not been made yet. */
  skipping: boolean;
}

/**
 * The clocks of a rehearsal's executions (architecture.md §4). Each execution has its own. It is only ever moved by a
 * single skip at a time, to the instant that is wanted or to a timer before it, which the server makes while nothing is
 * in hand and with which skipping ends. It must not stay allowed while the worker works: when the instant passes
 * meanwhile and the work ends before the server has noticed, server 1.32.0 takes the next timer for its aim, however
 * many days it is away (`GateByFastForward`), and whoever was to act before comes too late.
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
  async function look(workflowId: string): Promise<Look> {
    const request = { namespace, execution: { workflowId } };
    const { workflowExecutionInfo, workflowExtendedInfo, pendingWorkflowTask, pendingActivities } =
      await workflowService.describeWorkflowExecution(request);
    const skips = workflowExtendedInfo?.timeSkippingInfo;
    const open =
      workflowExecutionInfo?.status === temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    return {
      runId: workflowExecutionInfo!.execution!.runId!,
      events: Number(workflowExecutionInfo!.historyLength),
      now: skips?.currentTime ? tsToMs(skips.currentTime) : Date.now(),
      open,
      working: open && (!!pendingWorkflowTask || pendingActivities.length > 0),
      skipping: open && skips?.effectiveConfig?.enabled === true,
    };
  }

  /** Looks until it is as wanted. */
  async function until(workflowId: string, wanted: (is: Look) => boolean): Promise<Look> {
    const end = Date.now() + IDLE_WITHIN_MS;
    for (let wait = 2; ; wait = Math.min(wait * 2, 16)) {
      const is = await look(workflowId);
      if (wanted(is)) return is;
      if (Date.now() > end)
        throw new Error(`${workflowId} has work in hand for ${IDLE_WITHIN_MS} ms: is its worker away?`);
      await sleep(wait);
    }
  }

  const idle = (workflowId: string): Promise<Look> => until(workflowId, ({ working }) => !working);

  async function order(workflowId: string, config: temporal.api.common.v1.ITimeSkippingConfig): Promise<void> {
    try {
      await workflowService.updateWorkflowExecutionOptions({
        namespace,
        workflowExecution: { workflowId },
        workflowExecutionOptions: { timeSkippingConfig: config },
        updateMask: { paths: ['time_skipping_config'] },
      });
    } catch (error) {
      // it ended between the look and the order
      if ((error as { code?: number }).code !== GRPC_NOT_FOUND) throw error;
    }
  }

  /** One skip, to the instant or to the first timer before it; answers when that has gone off and been worked at. */
  async function skip(workflowId: string, before: Look, to: Instant): Promise<Look> {
    const fastForwardConfig = { id: randomUUID(), duration: msToTs(to - before.now + 1) };
    await order(workflowId, { enabled: true, fastForwardConfig, maxSessionSkipCount: 1 });
    const after = await look(workflowId);
    // something came in between and is being worked at: the skip would be made when that ends
    if (after.skipping) {
      await order(workflowId, { enabled: false });
      return idle(workflowId);
    }
    const skipped = before.events + EVENTS_OF_SKIP;
    const goneOff = ({ runId, events, now }: Look): boolean => now >= to || runId !== before.runId || events > skipped;
    return until(workflowId, (is) => !is.open || (goneOff(is) && !is.working));
  }

  return {
    idle,
    async forward(workflowId, to) {
      let is = await idle(workflowId);
      while (is.open && is.now < to) {
        if (to - is.now >= LEAST_SKIP_MS) is = await skip(workflowId, is, to);
        else {
          await sleep(to - is.now);
          is = await idle(workflowId);
        }
      }
      return is;
    },
  };
}
