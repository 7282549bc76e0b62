import { isAbsolute, join, resolve } from 'node:path';
import { isYes, SettingsError, type Environment } from '../security/mode';
import type { S3Settings } from './s3-store';

/** Where the files are: a folder (default), or a bucket (docs/operations.md). */
export type StoreSettings = { kind: 'file'; folder: string } | ({ kind: 's3' } & Omit<S3Settings, 'prefix'>);

const REQUIRED = ['LVYUE_S3_BUCKET', 'LVYUE_S3_ACCESS_KEY_ID', 'LVYUE_S3_SECRET_ACCESS_KEY'] as const;

/** Throws `SettingsError` naming what is missing or wrong; never repeats a value. */
export function readStoreSettings(env: Environment): StoreSettings {
  const kind = env['LVYUE_STORE'] || 'file';
  if (kind === 'file') return { kind, folder: resolve(folderOf(env)) };
  if (kind !== 's3') throw new SettingsError(['LVYUE_STORE 只能是 file 或 s3']);
  const problems = REQUIRED.filter((name) => !env[name]).map((name) => `LVYUE_STORE=s3 时须设置 ${name}`);
  const endpoint = env['LVYUE_S3_ENDPOINT'] || undefined;
  if (endpoint && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '')) {
    problems.push('LVYUE_S3_ENDPOINT 须为 http(s) 地址');
  }
  if (problems.length) throw new SettingsError(problems);
  const [bucket, accessKeyId, secretAccessKey] = REQUIRED.map((name) => env[name]!) as [string, string, string];
  return {
    kind,
    ...(endpoint && { endpoint }),
    region: env['LVYUE_S3_REGION'] || 'us-east-1',
    bucket,
    accessKeyId,
    secretAccessKey,
    pathStyle: isYes(env['LVYUE_S3_PATH_STYLE']),
  };
}

/** What a production process must not start with. */
export function storeProblems(env: Environment): string[] {
  let settings: StoreSettings;
  try {
    settings = readStoreSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return [...error.problems];
    throw error;
  }
  if (settings.kind === 'file') {
    // API and workers have working directories of their own
    return isAbsolute(folderOf(env)) ? [] : ['文件存储的目录须为绝对路径: 请设置 LVYUE_BLOBS'];
  }
  if (!settings.endpoint?.startsWith('http:') || isYes(env['LVYUE_ALLOW_PLAINTEXT_S3'])) return [];
  return ['LVYUE_S3_ENDPOINT 没有 TLS: 请用 https://; 仅在隔离网络内可设 LVYUE_ALLOW_PLAINTEXT_S3=true'];
}

const folderOf = (env: Environment): string => env['LVYUE_BLOBS'] || join(env['LVYUE_DATA'] || '.data', 'blobs');
