import fs from 'node:fs';
import path from 'node:path';
import { readRun } from '../../platform/run-file';
import { startProduct } from '../../platform/product';
import { throwAwaySettings } from '../../platform/settings';
import { loadKeyRing } from '../../security/keyring';
import { issueToken } from '../../security/tokens';

/** A product to rehearse on: the one that runs here, or one of its own. */
export interface Stage {
  url: string;
  mailUrl?: string;
  token: string;
  close(): Promise<void>;
}

/** `report` is told what takes long. The product of its own is gone, with its data, when `close` returns. */
export async function findOrStart(report: (line: string) => void, signal: AbortSignal): Promise<Stage> {
  const dataDir = path.resolve(process.env['LVYUE_DATA'] || '.data');
  const run = readRun(dataDir);
  if (run?.url) {
    const { url, mailUrl } = run;
    const token = await tokenOf({
      LVYUE_DATA: dataDir,
      LVYUE_KEYS_FILE: path.join(dataDir, 'keys.json'),
      ...process.env,
    });
    return { url, ...(mailUrl && { mailUrl }), token, close: () => Promise.resolve() };
  }
  return startOwn(report, signal);
}

async function startOwn(report: (line: string) => void, signal: AbortSignal): Promise<Stage> {
  const settings = await throwAwaySettings();
  const pids = new Set<number>();
  // the children live in sessions of their own; whatever ends this process ends them
  process.once('exit', () => pids.forEach(kill));
  const clear = (): void => fs.rmSync(settings.dataDir, { recursive: true, force: true });
  report('没有正在运行的产品, 启动一套临时的 …');
  try {
    const product = await startProduct(settings, { report, onSpawn: (_name, pid) => void pids.add(pid), signal });
    const { mail } = product.stack;
    return {
      url: product.url,
      mailUrl: mail.url,
      token: await tokenOf(product.env),
      async close() {
        await product.stop();
        pids.clear();
        clear();
      },
    };
  } catch (error) {
    clear();
    throw error;
  }
}

const tokenOf = (env: NodeJS.ProcessEnv): Promise<string> =>
  issueToken(loadKeyRing(env, { generate: false }), { role: 'manager', name: '彩排' });

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL'); // nothing of it is to be kept
  } catch {
    // it has ended
  }
}
