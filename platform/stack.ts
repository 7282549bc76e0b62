import path from 'node:path';
import { startPostgres } from './postgres';
import { simulatorSecret } from '../security/key-file';
import { spawnDetached, tail } from './processes';
import { ROOT, tsxArgs } from './run-typescript';
import type { Settings } from './settings';
import { readyByMessage, supervise, type Service, type ServiceSpec } from './supervise';
import { startTemporal } from './temporal';

/** The parts below our own: database, Temporal, mail, a simulated signing platform. */
export interface Stack {
  /** Holds a password: not for logs. */
  databaseUrl: string;
  temporalAddress: string;
  temporalUiUrl?: string;
  /** Where real mail goes: `SMTP_URL`, or the sink. */
  smtpUrl: string;
  mail: { smtpUrl: string; url: string };
  /** The simulator of signing platforms; its accounts are made of the secret. */
  signing: { url: string; secret: string };
  /** Temporal, PostgreSQL, signing, mail, in this order; safe to call twice. */
  stop: () => Promise<void>;
}

export interface StackHooks extends Pick<ServiceSpec, 'onSpawn' | 'signal'> {
  report: (line: string) => void;
}

/**
 * Starts what is not external and answers when all of it serves. What has been started is stopped again when a later
 * part fails. The mail sink and the signing simulator always run: rehearsals use them even where the real ones are set.
 */
export async function startStack(settings: Settings, hooks: StackHooks): Promise<Stack> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0)) await part.stop();
  };
  try {
    const mail = await startSink(settings, hooks);
    started.unshift(mail);
    const signing = await startSimulator(settings, hooks);
    started.unshift(signing);
    const databaseUrl = settings.external.databaseUrl ?? (await postgres());
    const { address, uiUrl } = await temporal();
    return {
      databaseUrl,
      temporalAddress: address,
      temporalUiUrl: uiUrl,
      smtpUrl: settings.external.smtpUrl ?? mail.smtpUrl,
      mail: { smtpUrl: mail.smtpUrl, url: mail.url },
      signing: { url: signing.url, secret: signing.secret },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  async function postgres(): Promise<string> {
    const running = await startPostgres({
      dataDir: path.join(settings.dataDir, 'postgres'),
      port: settings.ports.postgres,
      logFile: logFile(settings, 'postgres'),
      durable: !settings.throwAway,
      hooks,
    });
    started.unshift(running);
    return running.url;
  }

  async function temporal(): Promise<{ address: string; uiUrl?: string }> {
    const { temporalAddress, temporalUiUrl } = settings.external;
    if (temporalAddress) return { address: temporalAddress, uiUrl: temporalUiUrl };
    const running = await startTemporal({
      // In memory a throw-away server is twice as fast.
      dbFile: settings.throwAway ? undefined : path.join(settings.dataDir, 'temporal.db'),
      port: settings.ports.temporal,
      uiPort: settings.ports.temporalUi,
      codecEndpoint: `http://localhost:${settings.ports.api}/codec`,
      buildDir: path.resolve(process.env.LVYUE_DATA || '.data'), // not the throw-away one
      logFile: logFile(settings, 'temporal'),
      hooks,
    });
    started.unshift(running);
    return running;
  }
}

export const logFile = ({ dataDir }: Settings, name: string): string => path.join(dataDir, 'logs', `${name}.log`);

async function startSink(settings: Settings, hooks: StackHooks) {
  const { mail, smtp } = settings.ports;
  const env = { MAIL_DIR: path.join(settings.dataDir, 'mail'), MAIL_PORT: String(mail), SMTP_PORT: String(smtp) };
  const service = await startSmall({ name: 'mail', entry: 'platform/mail-sink-main.ts', env }, settings, hooks);
  return { smtpUrl: `smtp://127.0.0.1:${smtp}`, url: `http://localhost:${mail}`, stop: service.stop };
}

async function startSimulator(settings: Settings, hooks: StackHooks) {
  const { sign, api } = settings.ports;
  const secret = simulatorSecret(settings.dataDir);
  const env = {
    SIGN_DIR: path.join(settings.dataDir, 'sign'),
    SIGN_PORT: String(sign),
    SIGN_SECRET: secret,
    SIGN_ESS_CALLBACK_URL: `http://127.0.0.1:${api}/v1/esign/ess/callback`,
  };
  const service = await startSmall({ name: 'signing', entry: 'signing/simulator/main.ts', env }, settings, hooks);
  return { url: `http://127.0.0.1:${sign}`, secret, stop: service.stop };
}

interface Small {
  name: string;
  entry: string;
  env: Record<string, string>;
}

/** A process of ours that needs nothing else and stops at once. */
function startSmall({ name, entry, env }: Small, settings: Settings, hooks: StackHooks): Promise<Service> {
  const log = logFile(settings, name);
  return supervise({
    name,
    spawn: () =>
      spawnDetached(process.execPath, tsxArgs(entry), {
        cwd: ROOT,
        env: { ...process.env, ...env },
        logFile: log,
        ipc: true,
      }),
    ready: readyByMessage(),
    stopSteps: [
      ['SIGTERM', 500],
      ['SIGKILL', 300],
    ],
    explain: () => tail(log),
    ...hooks,
  });
}
