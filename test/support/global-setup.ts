import fs from 'node:fs';
import path from 'node:path';
import { throwAwaySettings } from '../../platform/settings';
import { startStack } from '../../platform/stack';
import { bundleWorkflows } from '../../worker/create';

declare global {
  /** Stops the servers and removes their data. */
  var stopTestStack: (() => Promise<void>) | undefined;
}

/**
 * One PostgreSQL, one Temporal server, one mail sink and one signing simulator for the whole run, on free ports with
 * throw-away data. Their addresses reach the test files through the environment: TEST_DATABASE_URL,
 * TEST_TEMPORAL_ADDRESS, TEST_SMTP_URL, TEST_MAIL_URL; TEST_SIGN_URL and TEST_SIGN_SECRET of the signing simulator;
 * TEST_BLOBS is a folder for files, TEST_WORKFLOW_BUNDLE the workflow code, bundled once for all files.
 */
export default async function globalSetup(): Promise<void> {
  const settings = await throwAwaySettings();
  const pids = new Set<number>();
  const giveUp = new AbortController();
  const hooks = {
    report: (line: string) => void process.stderr.write(`${line}\n`),
    onSpawn: (_name: string, pid: number) => void pids.add(pid),
    signal: giveUp.signal,
  };
  let stop = (): Promise<void> => Promise.resolve();
  globalThis.stopTestStack = async () => {
    await stop();
    pids.clear();
    fs.rmSync(settings.dataDir, { recursive: true, force: true });
  };
  // Jest leaves on a signal without its teardown, and the servers are in sessions of their own.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      giveUp.abort();
      void globalThis.stopTestStack?.().then(() => process.exit(130));
    });
  }
  process.once('exit', () => pids.forEach(kill));

  const stack = await startStack(settings, hooks);
  stop = stack.stop;
  process.env.TEST_DATABASE_URL = stack.databaseUrl;
  process.env.TEST_TEMPORAL_ADDRESS = stack.temporalAddress;
  process.env.TEST_SMTP_URL = stack.mail.smtpUrl;
  process.env.TEST_MAIL_URL = stack.mail.url;
  process.env.TEST_SIGN_URL = stack.signing.url;
  process.env.TEST_SIGN_SECRET = stack.signing.secret;
  process.env.TEST_BLOBS = path.join(settings.dataDir, 'blobs');
  process.env.TEST_WORKFLOW_BUNDLE = path.join(settings.dataDir, 'workflows.js');
  fs.writeFileSync(process.env.TEST_WORKFLOW_BUNDLE, (await bundleWorkflows()).code);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL'); // nothing of it is to be kept
  } catch {
    // it has ended
  }
}
