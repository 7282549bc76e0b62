import path from 'node:path';
import {
  bundleWorkflowCode,
  Worker,
  type NativeConnection,
  type WorkflowBundleOption,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { createActivities, type ActivityDeps } from '../activities';
import { publicUrlOf } from '../platform/public-url';
import { TASK_QUEUE, type World } from '../platform/world';
import type { SealCertificate } from '../security/seal-certificate';
import type { SigningPlatforms } from '../signing/platforms';
import { createDataConverter } from './data-converter';

/** Bundled once per process (or test run) and shared by its workers. */
export const bundleWorkflows = (): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: path.join(__dirname, '../workflows/index.ts'),
    payloadConverterPath: path.join(__dirname, 'payload-converter.ts'),
    failureConverterPath: path.join(__dirname, 'failure-converter.ts'),
    logger: quiet,
  });

export interface WorkerOptions {
  connection: NativeConnection;
  world: World;
  bundle: WorkflowBundleOption;
  /** What reports of signatures are sealed with. */
  seal: SealCertificate;
  /** Renewals of a rehearsal start in its virtual time. */
  rehearsal?: boolean;
  /** The API's address from outside, for the papers; default: this machine's. */
  publicUrl?: string;
  /** Tests share a namespace and keep apart by this. */
  taskQueue?: string;
  /** Signing platforms; absent: none is set up. */
  signing?: SigningPlatforms;
}

export function createWorker({
  connection,
  world,
  bundle,
  seal,
  rehearsal = false,
  publicUrl = publicUrlOf({}),
  taskQueue = TASK_QUEUE,
  signing,
}: WorkerOptions): Promise<Worker> {
  const deps: ActivityDeps = { ...world, seal, taskQueue, rehearsal, publicUrl, ...(signing && { signing }) };
  return Worker.create({
    connection,
    namespace: world.namespace,
    taskQueue,
    workflowBundle: bundle,
    activities: createActivities(deps),
    dataConverter: createDataConverter(world.keyRing, world.namespace),
    // about 1 MB a cached agreement; years-long executions are nearly always cold anyway
    maxCachedWorkflows: 300,
    // Replays share one thread. After a restart with much to catch up, many at once would each outlast the task's five
    // seconds, be given out again, and none would ever end; a few at a time do, and the rest wait on the server.
    maxConcurrentWorkflowTaskExecutions: 6,
    // a task meant for a worker that died goes to any other after this (default: 10 s)
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: '3 s',
  });
}

const nothing = (): void => undefined;
const quiet = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: console.error, log: nothing };
