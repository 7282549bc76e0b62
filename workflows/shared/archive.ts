import { workflowInfo } from '@temporalio/workflow';
import type { RunState } from './model';
import { archiveRun } from './proxies';

/** The record of years stays replayable: each run first stores the history of the one before. */
export class Archive {
  /** Nothing is left to be stored: this run may end. */
  done = true;

  /** `stored`: told once it is. */
  begin({ unarchivedRun: runId, clientId }: RunState, stored: () => void): void {
    if (!runId) return;
    this.done = false;
    void archiveRun({ workflowId: workflowInfo().workflowId, runId, clientId }).then(() => {
      stored();
      this.done = true;
    });
  }
}
