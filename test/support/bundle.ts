import type { WorkflowBundleOption } from '@temporalio/worker';

/** The workflow code as `global-setup.ts` has bundled it: once for all test files. */
export const testBundle = (): WorkflowBundleOption => ({ codePath: process.env['TEST_WORKFLOW_BUNDLE']! });
