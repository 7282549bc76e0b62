import { PLATFORM_NAMES, type PlatformName } from '../domain/agreement/esign';
import { readFileSync } from 'node:fs';
import { isYes, type Environment } from '../security/mode';
import type { EsignConfig } from './esign/client';
import type { EssConfig } from './ess/client';
import type { FascConfig } from './fasc/client';
import { readRoots, type Trust } from './pdf/trust';

export interface SigningConfigs {
  ess: EssConfig;
  esign: EsignConfig;
  fasc: FascConfig;
}

/** Variable of each setting; `LVYUE_ESS_ENDPOINT` etc. name the platform, the rest are the account there. */
const VARIABLES: { [P in PlatformName]: Record<keyof SigningConfigs[P], string> } = {
  ess: {
    endpoint: 'LVYUE_ESS_ENDPOINT',
    fileEndpoint: 'LVYUE_ESS_FILE_ENDPOINT',
    secretId: 'LVYUE_ESS_SECRET_ID',
    secretKey: 'LVYUE_ESS_SECRET_KEY',
    operatorId: 'LVYUE_ESS_OPERATOR_ID',
    callbackKey: 'LVYUE_ESS_CALLBACK_KEY',
    callbackToken: 'LVYUE_ESS_CALLBACK_TOKEN',
  },
  esign: { endpoint: 'LVYUE_ESIGN_ENDPOINT', appId: 'LVYUE_ESIGN_APP_ID', secret: 'LVYUE_ESIGN_SECRET' },
  fasc: {
    endpoint: 'LVYUE_FASC_ENDPOINT',
    appId: 'LVYUE_FASC_APP_ID',
    secret: 'LVYUE_FASC_SECRET',
    openCorpId: 'LVYUE_FASC_OPEN_CORP_ID',
  },
};

/** What is not set is the platform's public address. */
const DEFAULTS: Record<string, string> = {
  LVYUE_ESS_ENDPOINT: 'https://ess.tencentcloudapi.com',
  LVYUE_ESS_FILE_ENDPOINT: 'https://file.ess.tencent.cn',
  LVYUE_ESIGN_ENDPOINT: 'https://openapi.esign.cn',
  LVYUE_FASC_ENDPOINT: 'https://api.fadada.com/api/v5',
};

/** PEM file: what certificates of signed files must be, or be issued by. */
const ROOTS_FILE = 'LVYUE_SIGN_ROOTS_FILE';
/** Production without them: anybody's signature passes that is intact. */
const ALLOW_UNROOTED = 'LVYUE_ALLOW_UNROOTED_SIGNATURES';

const variablesOf = (name: PlatformName): [field: string, variable: string][] => Object.entries(VARIABLES[name]);

/** Undefined when nothing of the platform is set: it is not used. Throws for one that is set in part. */
export function configOf<P extends PlatformName>(name: P, env: Environment): SigningConfigs[P] | undefined {
  if (!isSet(name, env)) return undefined;
  const problem = missing(name, env);
  if (problem) throw new Error(problem);
  const entries = variablesOf(name).map(([field, variable]) => [field, valueOf(env, variable)]);
  return Object.fromEntries(entries) as SigningConfigs[P];
}

export const trustOf = (env: Environment): Trust => ({
  roots: env[ROOTS_FILE] ? readRoots(readFileSync(env[ROOTS_FILE], 'utf8')) : [],
});

/**
 * What a process must not start with; in production also plain http, no trusted roots, and the simulator. Values are never
 * repeated.
 */
export function signingProblems(env: Environment, production: boolean): string[] {
  const problems = PLATFORM_NAMES.filter((name) => isSet(name, env)).flatMap((name) => [
    ...[missing(name, env) ?? []].flat(),
    ...(production ? plain(name, env) : []),
  ]);
  if (production && PLATFORM_NAMES.some((name) => isSet(name, env)) && !env[ROOTS_FILE] && !isYes(env[ALLOW_UNROOTED]))
    problems.push(
      `接入签署平台须设置 ${ROOTS_FILE}: 没有受信任的根证书, 任何人的签名都算有效; 接受这一风险才可设 ${ALLOW_UNROOTED}=true`,
    );
  const key = env['LVYUE_ESS_CALLBACK_KEY'];
  if (key && Buffer.byteLength(key) !== 32) problems.push('LVYUE_ESS_CALLBACK_KEY 须为控制台中的 32 个字符');
  if (production && env['LVYUE_SIGN_SIMULATOR'])
    problems.push('生产模式不能使用签署平台模拟器: 请去掉 LVYUE_SIGN_SIMULATOR');
  if (env[ROOTS_FILE]) problems.push(...rootsProblems(env[ROOTS_FILE]));
  return problems;
}

const isSet = (name: PlatformName, env: Environment): boolean =>
  variablesOf(name).some(([, variable]) => Boolean(env[variable]));

const valueOf = (env: Environment, variable: string): string | undefined =>
  (env[variable] || DEFAULTS[variable])?.replace(/\/+$/, '');

function missing(name: PlatformName, env: Environment): string | undefined {
  const absent = variablesOf(name).filter(([, variable]) => !valueOf(env, variable));
  return absent.length ? `签署平台 ${name} 的设置不完整: 缺少 ${absent.map(([, v]) => v).join(', ')}` : undefined;
}

function plain(name: PlatformName, env: Environment): string[] {
  return variablesOf(name)
    .filter(([field]) => field === 'endpoint' || field === 'fileEndpoint')
    .filter(([, variable]) => !isHttps(valueOf(env, variable)!))
    .map(([, variable]) => `${variable} 须为 https 地址`);
}

const isHttps = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === 'https:';

function rootsProblems(file: string): string[] {
  try {
    return readRoots(readFileSync(file, 'utf8')).length ? [] : [`${ROOTS_FILE} 中没有证书 (PEM)`];
  } catch {
    return [`${ROOTS_FILE} 无法读取`];
  }
}
