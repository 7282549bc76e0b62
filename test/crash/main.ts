import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { throwAwaySettings } from '../../platform/settings';
import { startStack } from '../../platform/stack';
import { crash } from './run';
import { isClean } from './verdict';

/** `npm run crash -- --kills 200 [--concurrency 6] [--seed 1]`: the long form of the crash test, on its own stack. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { kills: { type: 'string' }, concurrency: { type: 'string' }, seed: { type: 'string' } },
  });
  const report = (line: string): void => console.log(line);
  const settings = await throwAwaySettings();
  const stack = await startStack(settings, { report });
  try {
    const result = await crash({
      databaseUrl: stack.databaseUrl,
      temporalAddress: stack.temporalAddress,
      smtpUrl: stack.smtpUrl,
      mailUrl: stack.mail.url,
      kills: Number(values.kills ?? 200),
      concurrency: Number(values.concurrency ?? 6),
      seed: Number(values.seed ?? 1),
      report,
    });
    console.log(JSON.stringify(result, null, 2));
    process.exitCode = isClean(result) ? 0 : 1;
  } finally {
    await stack.stop();
    rmSync(settings.dataDir, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
