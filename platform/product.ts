import { spawnDetached, tail } from './processes';
import { inboundSecret } from '../security/key-file';
import { prepare } from './prepare';
import { requireFree } from './ports';
import { ROOT, tsxArgs } from './run-typescript';
import { wantedPorts, type Settings } from './settings';
import { logFile, startStack, type Stack, type StackHooks } from './stack';
import { readyByMessage, supervise, type Service } from './supervise';

export interface Product {
  url: string;
  stack: Stack;
  /** What every process of ours is started with; also for tools that work beside them. */
  env: NodeJS.ProcessEnv;
  worker: Service;
  api: Service;
  /** API, worker, Temporal, PostgreSQL, mail, in this order; safe to call twice. */
  stop: () => Promise<void>;
}

/** The whole product on this machine. Whatever was started is stopped again when a later part fails. */
export async function startProduct(settings: Settings, hooks: StackHooks): Promise<Product> {
  await requireFree(wantedPorts(settings));
  const stack = await startStack(settings, hooks);
  const services: Service[] = [];
  const stop = async (): Promise<void> => {
    for (const service of services) await service.stop();
    await stack.stop();
  };
  try {
    await prepare(stack.databaseUrl, stack.temporalAddress, hooks.report);
    const env = productEnv(settings, stack);
    const worker = await startOwn('worker', 'worker/main.ts', 4_000);
    services.unshift(worker);
    const api = await startOwn('api', 'api/main.ts', 3_000);
    services.unshift(api);
    return { url: `http://localhost:${settings.ports.api}`, stack, env, worker, api, stop };

    async function startOwn(name: string, entry: string, drainMs: number): Promise<Service> {
      const log = logFile(settings, name);
      return supervise({
        name,
        spawn: () => spawnDetached(process.execPath, tsxArgs(entry), { cwd: ROOT, env, logFile: log, ipc: true }),
        ready: readyByMessage(undefined, 120_000),
        stopSteps: [
          ['SIGTERM', drainMs],
          ['SIGKILL', 300],
        ],
        explain: () => tail(log),
        ...hooks,
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Settings of the children; documented in .env.example. Without keys given, they make `keys.json` in LVYUE_DATA. */
export function productEnv(settings: Settings, stack: Stack): NodeJS.ProcessEnv {
  return {
    ...process.env,
    LVYUE_MODE: 'embedded',
    LVYUE_DATA: settings.dataDir,
    PORT: String(settings.ports.api),
    LVYUE_PUBLIC_URL: process.env['LVYUE_PUBLIC_URL'] || `http://localhost:${settings.ports.api}`,
    DATABASE_URL: stack.databaseUrl,
    TEMPORAL_ADDRESS: stack.temporalAddress,
    TEMPORAL_UI_URL: stack.temporalUiUrl,
    SMTP_URL: stack.smtpUrl,
    REHEARSAL_SMTP_URL: stack.mail.smtpUrl,
    MAIL_URL: stack.mail.url,
    LVYUE_INBOUND_SECRET: process.env['LVYUE_INBOUND_SECRET'] || inboundSecret(settings.dataDir),
  };
}
