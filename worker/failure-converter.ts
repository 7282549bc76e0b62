import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Messages and stack traces go through the payload codec too. A module of its own, named by path, because the SDK loads
 * it both here and inside the workflow sandbox: it may import nothing of Node.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
