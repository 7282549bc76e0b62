import { workflowInfo } from '@temporalio/workflow';

/** Continue-as-new: at the end of a phase once a run has grown this long, anywhere at the second (docs/adr/0007). */
export const longAtPhaseEnd = (): boolean => workflowInfo().historyLength > 600;
export const longAnywhere = (): boolean => workflowInfo().historyLength > 1_000;
