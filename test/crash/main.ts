import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { throwAwaySettings } from '../../platform/settings';
import { startStack } from '../../platform/stack';
import type { ArenaOptions } from './arena';
import { complaints, complaintsClean } from './complaints';
import { flows, flowsClean } from './flows';
import { crash } from './run';
import { isClean } from './verdict';

/**
 * The long crash tests, on a stack of their own; the figures are printed as JSON, exit code 1 when one is wrong:
 * - `npm run crash -- --kills 200 [--concurrency 6] [--seed 1]`: agreements live while worker and API are killed;
 * - `npm run crash -- --complaints 5000 [--per-second 4]`: complaints are filed while the worker is killed;
 * - `npm run crash -- --flows 1000 [--concurrency 16] [--seed 1]`: agreements are signed on simulated platforms that
 *   misbehave, while worker and API are killed.
 */
async function main(): Promise<void> {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ kills: number, concurrency: number, seed: number },
      ...{ complaints: number, 'per-second': number, flows: number },
    },
  });
  const report = (line: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
  const settings = await throwAwaySettings();
  const stack = await startStack(settings, { report });
  const { databaseUrl, temporalAddress, smtpUrl } = stack;
  const arena: ArenaOptions = { databaseUrl, temporalAddress, smtpUrl, mailUrl: stack.mail.url, report };
  const killing = async (): Promise<[object, boolean]> => {
    const { kills, concurrency, seed } = values;
    const result = await crash({
      ...arena,
      kills: Number(kills ?? 200),
      concurrency: Number(concurrency ?? 6),
      seed: Number(seed ?? 1),
    });
    return [result, isClean(result)];
  };
  const filing = async (): Promise<[object, boolean]> => {
    const pace = { number: Number(values.complaints), perSecond: Number(values['per-second'] ?? 4) };
    const result = await complaints({ ...arena, ...pace });
    return [result, complaintsClean(result)];
  };
  const signing = async (): Promise<[object, boolean]> => {
    const result = await flows({
      ...arena,
      signing: {
        ...stack.signing,
        callbackPort: settings.ports.api,
        dir: path.join(settings.dataDir, 'sign'),
      },
      flows: Number(values.flows),
      concurrency: Number(values.concurrency ?? 16),
      seed: Number(values.seed ?? 1),
    });
    return [result, flowsClean(result)];
  };
  const wanted = values.flows !== undefined ? signing : values.complaints !== undefined ? filing : killing;
  try {
    const [result, clean] = await wanted();
    console.log(JSON.stringify(result, null, 2));
    process.exitCode = clean ? 0 : 1;
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
