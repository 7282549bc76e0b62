import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { SettingsError, type Environment } from './mode';

/** Where the embedded default keeps its keys: beside the data, 0600, owner only. */
export const defaultKeyFile = (env: Environment): string => join(env['LVYUE_DATA'] || '.data', 'keys.json');

/** Throws `SettingsError` when the file is missing, or others may change it. */
export function readKeyFile(path: string): { text: string; generated: boolean } {
  let text: string;
  try {
    if (statSync(path).mode & 0o022) throw new SettingsError(['密钥文件可被他人改写: 请执行 chmod 600']);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw new SettingsError([`密钥文件无法读取 (${(error as NodeJS.ErrnoException).code ?? '未知错误'}): ${path}`]);
  }
  return { text, generated: /"generated"\s*:\s*true/.test(text) };
}

/**
 * Makes the file if there is none. The id is random: a ring generated after the file was lost must not pretend to hold
 * the key of the old content.
 */
export function generateKeyFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return;
  const id = `k${randomBytes(2).toString('hex')}`;
  const ring = { generated: true, current: id, keys: { [id]: randomBytes(32).toString('base64') } };
  createOnce(path, `${JSON.stringify(ring, null, 2)}\n`);
}

/** The secret that mail-in webhooks are signed with in the embedded default, made on first use. */
export const inboundSecret = (dataDir: string): string =>
  secretIn(dataDir, 'inbound-secret', () => `whsec_${randomBytes(32).toString('base64')}`);

/** What the accounts on the signing simulator are made of in the embedded default, made on first use. */
export const simulatorSecret = (dataDir: string): string =>
  secretIn(dataDir, 'sign-secret', () => randomBytes(32).toString('base64url'));

function secretIn(dataDir: string, name: string, make: () => string): string {
  const path = join(dataDir, name);
  if (!statSync(path, { throwIfNoEntry: false })) createOnce(path, `${make()}\n`);
  return readKeyFile(path).text.trim();
}

/** API and worker may both get here first; `link` lets exactly one win, with a whole file. */
export function createOnce(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file); // losing the key to a power cut would lose everything written with it
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
