import os from 'node:os';
import { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { REAL, TASK_QUEUE, temporalTls } from './world';

const LATELY_MS = 3 * 60_000;

/** For the container's health check: 0 when a worker on this host has asked Temporal for work lately. */
async function main(): Promise<void> {
  const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS, ...temporalTls(process.env) });
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: REAL.namespace,
    taskQueue: { name: TASK_QUEUE },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  await connection.close();
  const polls = pollers.some(({ identity, lastAccessTime }) => {
    const seen = Number(lastAccessTime?.seconds ?? 0) * 1_000;
    return identity?.includes(`@${os.hostname()}`) && Date.now() - seen < LATELY_MS;
  });
  if (!polls) throw new Error('no poller on this host');
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error((error as Error).message);
    process.exit(1);
  },
);
