import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePorts, type WantedPort } from './ports';

export interface Ports {
  api: number;
  temporal: number;
  temporalUi: number;
  mail: number;
  smtp: number;
  postgres: number;
  sign: number;
}

/** What `npm start` brings up and where. What is external is used as it is, and not started. */
export interface Settings {
  /** Absolute; made 0700. */
  dataDir: string;
  ports: Ports;
  external: { databaseUrl?: string; temporalAddress?: string; temporalUiUrl?: string; smtpUrl?: string };
  /** Data that need not survive a crash of the machine; removed by whoever asked for it. */
  throwAway: boolean;
}

interface PortSetting {
  variable: string;
  fallback: number;
  label: string;
}

/** 54320 and not 5432: many machines have a PostgreSQL of their own. */
const PORTS: Record<keyof Ports, PortSetting> = {
  api: { variable: 'PORT', fallback: 3000, label: 'API 与控制台' },
  temporal: { variable: 'TEMPORAL_PORT', fallback: 7233, label: 'Temporal' },
  temporalUi: { variable: 'TEMPORAL_UI_PORT', fallback: 8233, label: 'Temporal 界面' },
  mail: { variable: 'MAIL_PORT', fallback: 8025, label: '邮件页面' },
  smtp: { variable: 'SMTP_PORT', fallback: 1025, label: '邮件接收 (SMTP)' },
  postgres: { variable: 'POSTGRES_PORT', fallback: 54320, label: 'PostgreSQL' },
  sign: { variable: 'SIGN_PORT', fallback: 8030, label: '签署平台模拟器' },
};
const NAMES = Object.keys(PORTS) as (keyof Ports)[];

export class BadSetting extends Error {}

/** Throws `BadSetting` naming the variable. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  if (env.LVYUE_MODE && env.LVYUE_MODE !== 'embedded') {
    throw new BadSetting(
      `npm start 只用于单机内嵌模式，LVYUE_MODE=${env.LVYUE_MODE} 请按 docs/operations.md 分别启动各进程`,
    );
  }
  const ports = Object.fromEntries(NAMES.map((name) => [name, readPort(env, PORTS[name])])) as unknown as Ports;
  const used = new Map<number, string>();
  for (const name of NAMES) {
    const { variable } = PORTS[name];
    const other = used.get(ports[name]);
    if (other) throw new BadSetting(`${other} 与 ${variable} 都是 ${ports[name]}，请改其中之一 (same port twice)`);
    used.set(ports[name], variable);
  }
  return {
    dataDir: path.resolve(env.LVYUE_DATA || '.data'),
    ports,
    external: {
      databaseUrl: env.DATABASE_URL || undefined,
      temporalAddress: env.TEMPORAL_ADDRESS || undefined,
      temporalUiUrl: env.TEMPORAL_UI_URL || undefined,
      smtpUrl: env.SMTP_URL || undefined,
    },
    throwAway: false,
  };
}

/** A world of its own on free ports, for tests and rehearsals. The caller removes `dataDir` after stopping. */
export async function throwAwaySettings(): Promise<Settings> {
  const free = await freePorts(NAMES.length);
  return {
    dataDir: fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-')),
    ports: Object.fromEntries(NAMES.map((name, index) => [name, free[index]])) as unknown as Ports,
    external: {},
    throwAway: true,
  };
}

/** The ports that these settings would listen on. */
export function wantedPorts({ ports, external }: Settings, names: readonly (keyof Ports)[] = NAMES): WantedPort[] {
  return names
    .filter((name) => !(name === 'postgres' && external.databaseUrl))
    .filter((name) => !((name === 'temporal' || name === 'temporalUi') && external.temporalAddress))
    .map((name) => ({ port: ports[name], variable: PORTS[name].variable, label: PORTS[name].label }));
}

function readPort(env: NodeJS.ProcessEnv, { variable, fallback }: PortSetting): number {
  const text = env[variable];
  if (!text) return fallback;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new BadSetting(`${variable} 不是端口号 (not a port): ${text}`);
  return port;
}
