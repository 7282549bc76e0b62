import { parseArgs } from 'node:util';
import { startProduct, type Product } from '../platform/product';
import { PortTaken } from '../platform/ports';
import { isEmpty } from '../platform/prepare';
import { AlreadyRunning, takeDataDir, type RunFile } from '../platform/run-file';
import { BadSetting, readSettings } from '../platform/settings';
import { StartFailed } from '../platform/supervise';
import { playExample } from './example';
import { watchSources } from './watch';

const OPTIONS = { empty: { type: 'boolean' }, watch: { type: 'boolean' } } as const;

/** `npm start`: brings everything up, prints where it is, and stops it all at the first signal. */
async function main(): Promise<void> {
  process.umask(0o077); // everything under the data folder is its owner's alone
  const { values } = parseArgs({ options: OPTIONS });
  const settings = readSettings(process.env);
  const stopRequest = onFirstSignal();
  const run = await takeDataDir(settings.dataDir);
  let product: Product | undefined;
  try {
    const hooks = { report: say, onSpawn: run.child, signal: stopRequest };
    product = await startProduct(settings, hooks);
    const fresh = !values.empty && !settings.external.databaseUrl && (await isEmpty(product.stack.databaseUrl));
    announce(product, run);
    const ended = new Promise<void>((resolve) => {
      if (stopRequest.aborted) resolve();
      stopRequest.addEventListener('abort', () => resolve());
    });
    if (fresh) void playExample(product, stopRequest, say);
    if (values.watch) watchSources(product, say);
    await ended;
    say('正在停止 …');
  } catch (error) {
    if (!stopRequest.aborted) throw error;
  } finally {
    await product?.stop();
    run.remove();
  }
  say('已停止');
}

function announce({ url, stack }: Product, run: RunFile): void {
  const { temporalUiUrl, temporalAddress, mail, signing } = stack;
  run.update({ url, temporalUiUrl, temporalAddress, mailUrl: mail.url, signUrl: signing.url });
  const lines: [string, string | undefined][] = [
    ['控制台 console', url],
    ['接口 API', `${url}/docs`],
    ['Temporal', temporalAddress],
    ['Temporal 界面 UI', temporalUiUrl],
    ['邮件 mail', mail.url],
    ['签署模拟 signing', signing.url],
  ];
  for (const [label, address] of lines) if (address) say(`${label}: ${address}`);
  say(`ready ${url}`);
}

/** Aborted by the first SIGINT, SIGTERM or SIGHUP; npm and the terminal may both send one, so repeats are ignored. */
function onFirstSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const EXPECTED = [PortTaken, BadSetting, AlreadyRunning, StartFailed];

/** What the operator can put right gets its message only; anything else is ours and comes with its stack. */
function explain(error: unknown): string {
  if (EXPECTED.some((kind) => error instanceof kind)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.stdout.on('error', () => undefined); // the terminal is gone; the product still stops in order

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
