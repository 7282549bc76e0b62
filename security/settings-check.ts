import { signingProblems } from '../signing/settings';
import { loadKeyRing } from './keyring';
import { storeProblems } from '../storage/settings';
import { isYes, modeOf, SettingsError, type Environment } from './mode';
import { sealCertificateProblems } from './seal-certificate';
import { webhookSecretProblems } from './webhook';

const COMMON_PASSWORDS = new Set([
  'postgres',
  'password',
  'lvyue',
  'temporal',
  'admin',
  'root',
  'secret',
  'changeme',
  '123456',
]);

/**
 * What a production process must not start with, each with the variable to change. In embedded mode only a signing
 * platform that is set in part. Values are never repeated: they hold passwords.
 */
export function settingsProblems(env: Environment): string[] {
  if (modeOf(env) === 'embedded') return signingProblems(env, false);
  return [
    ...keyProblems(env),
    ...databaseProblems(env),
    ...temporalProblems(env),
    ...mailProblems(env),
    ...storeProblems(env),
    ...sealCertificateProblems(env),
    ...webProblems(env),
    ...signingProblems(env, true),
  ];
}

/** Called first by every process. Throws `SettingsError` listing all that is wrong, not only the first. */
export function assertSettings(env: Environment): void {
  const problems = settingsProblems(env);
  if (problems.length) throw new SettingsError(problems);
}

function keyProblems(env: Environment): string[] {
  try {
    loadKeyRing(env, { mode: 'production' });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return [...error.problems];
    throw error;
  }
}

function databaseProblems(env: Environment): string[] {
  const url = parse(env['DATABASE_URL']);
  if (!url) return ['生产模式须设置 DATABASE_URL (内嵌数据库仅供试用)'];
  const password = decodeURIComponent(url.password);
  if (!password) return ['DATABASE_URL 没有密码'];
  if (COMMON_PASSWORDS.has(password.toLowerCase()) || password === url.username) return ['DATABASE_URL 使用默认密码'];
  return [];
}

function temporalProblems(env: Environment): string[] {
  if (!env['TEMPORAL_ADDRESS']) return ['生产模式须设置 TEMPORAL_ADDRESS (内嵌 Temporal 仅供试用)'];
  const tls = isYes(env['TEMPORAL_TLS']) || Boolean(env['TEMPORAL_API_KEY'] || env['TEMPORAL_TLS_CLIENT_CERT_PATH']);
  if (tls || isYes(env['LVYUE_ALLOW_PLAINTEXT_TEMPORAL'])) return [];
  return ['Temporal 连接没有 TLS: 请设置 TEMPORAL_TLS=true; 仅在隔离网络内可设 LVYUE_ALLOW_PLAINTEXT_TEMPORAL=true'];
}

function mailProblems(env: Environment): string[] {
  const url = parse(env['SMTP_URL']);
  if (!url) return ['生产模式须设置 SMTP_URL (内嵌邮箱不投递任何邮件)'];
  const tls = url.protocol === 'smtps:' || isYes(url.searchParams.get('requireTLS') ?? undefined);
  if (tls || isYes(env['LVYUE_ALLOW_PLAINTEXT_SMTP'])) return [];
  return [
    'SMTP 连接没有 TLS: 请用 smtps://, 或 smtp://…?requireTLS=true; 仅在隔离网络内可设 LVYUE_ALLOW_PLAINTEXT_SMTP=true',
  ];
}

function webProblems(env: Environment): string[] {
  const problems: string[] = [];
  if (!env['LVYUE_PUBLIC_URL']) problems.push('生产模式须设置 LVYUE_PUBLIC_URL: 文书的二维码与邮件中印有该地址');
  for (const name of ['LVYUE_OIDC_ISSUER', 'LVYUE_PUBLIC_URL']) {
    if (env[name] && parse(env[name])?.protocol !== 'https:') problems.push(`${name} 须为 https 地址`);
  }
  if (env['LVYUE_OIDC_ISSUER'] && !env['LVYUE_OIDC_AUDIENCE']) {
    problems.push('设置了 LVYUE_OIDC_ISSUER 时必须同时设置 LVYUE_OIDC_AUDIENCE');
  }
  if (env['LVYUE_INBOUND_SECRET']) problems.push(...webhookSecretProblems(env['LVYUE_INBOUND_SECRET']));
  return problems;
}

function parse(url: string | undefined): URL | undefined {
  return url && URL.canParse(url) ? new URL(url) : undefined;
}
