import { hkdfSync } from 'node:crypto';
import { modeOf, SettingsError, type Environment, type Mode } from './mode';
import { defaultKeyFile, generateKeyFile, readKeyFile } from './key-file';

/** Keys by id. One ring serves every purpose; what is used is derived from it (`deriveKey`), never the key itself. */
export interface KeyRing {
  /** Encrypts and signs what is new. */
  readonly currentId: string;
  /**
   * Keyed hashes (ids of persons, hashes of credit codes, codes of documents) hang on this key and must stay the same
   * when `currentId` rotates: the oldest key of the ring, the last one listed. It must never leave the ring.
   */
  readonly anchorId: string;
  readonly ids: readonly string[];
  /** 32 bytes. Throws `MissingKeyError` for an id that is not in the ring. */
  get(id: string): Buffer;
}

export class MissingKeyError extends Error {
  constructor(readonly keyId: string) {
    super(`密钥 ${keyId} 不在密钥环中, 用它加密的内容无法读取: 请在 LVYUE_KEYS 或密钥文件中加回该密钥`);
    this.name = 'MissingKeyError';
  }
}

/** What keys are derived for. The words are part of the format: changing one makes old content unreadable. */
export type KeyPurpose = 'payload' | 'vault' | 'token' | 'link' | 'person' | 'credit-code' | 'verification';

/** Order of ids: the current one first, the anchor last. Throws `SettingsError` for unusable keys. */
export function createKeyRing(keys: readonly (readonly [id: string, key: Buffer])[]): KeyRing {
  const problems = keyProblems(keys);
  if (problems.length) throw new SettingsError(problems);
  const byId = new Map(keys);
  const ids = [...byId.keys()];
  return {
    currentId: ids[0]!,
    anchorId: ids[ids.length - 1]!,
    ids,
    get(id) {
      const key = byId.get(id);
      if (!key) throw new MissingKeyError(id);
      return key;
    },
  };
}

function keyProblems(keys: readonly (readonly [string, Buffer])[]): string[] {
  if (keys.length === 0) return ['密钥环为空: 至少需要一把密钥 (LVYUE_KEYS 或 LVYUE_KEYS_FILE)'];
  const problems: string[] = [];
  const ids = new Set<string>();
  const materials = new Map<string, string>();
  for (const [id, key] of keys) {
    if (!/^[A-Za-z0-9._-]{1,16}$/.test(id)) problems.push('密钥编号只能由 1–16 个字母, 数字, 点, 横线, 下划线组成');
    else if (ids.has(id)) problems.push(`密钥编号 ${id} 出现两次`);
    ids.add(id);
    const material = key.toString('base64');
    if (key.length !== 32) problems.push(`密钥 ${id} 为 ${key.length} 字节, 须为 32 字节 (openssl rand -base64 32)`);
    else if (isWeak(key)) problems.push(`密钥 ${id} 不是随机数, 请重新生成 (openssl rand -base64 32)`);
    else if (materials.has(material)) problems.push(`密钥 ${id} 与 ${materials.get(material)} 内容相同`);
    materials.set(material, id);
  }
  return problems;
}

/** 32 random bytes have about 30 different values and are never all printable; a typed or padded secret is. */
function isWeak(key: Buffer): boolean {
  return new Set(key).size < 20 || key.every((byte) => byte >= 0x20 && byte < 0x7f);
}

/** `id:base64,id2:base64` (the first is current), or JSON `{"current": id, "keys": {id: base64}}`, or just `{id: base64}`. */
export function parseKeys(text: string): [string, Buffer][] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) {
    return trimmed.split(',').map((pair) => {
      const at = pair.indexOf(':');
      return at < 0 ? malformed() : [pair.slice(0, at).trim(), fromBase64(pair.slice(at + 1).trim())];
    });
  }
  let parsed: { current?: unknown; keys?: unknown };
  try {
    parsed = JSON.parse(trimmed) as typeof parsed;
  } catch {
    return malformed();
  }
  const keys = typeof parsed.keys === 'object' && parsed.keys !== null ? parsed.keys : parsed;
  const entries = Object.entries(keys).map(([id, key]): [string, Buffer] => [id, fromBase64(key)]);
  if (keys === parsed || parsed.current === undefined) return entries;
  const current = entries.find(([id]) => id === parsed.current);
  if (!current) throw new SettingsError(['密钥环的 current 不在 keys 中']);
  return [current, ...entries.filter((entry) => entry !== current)];
}

function fromBase64(text: unknown): Buffer {
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) malformed();
  return Buffer.from(text, 'base64');
}

function malformed(): never {
  throw new SettingsError(['密钥环格式不正确: 应为 编号:base64,编号:base64 或 JSON']);
}

/**
 * The ring of this process: `LVYUE_KEYS`, else the file `LVYUE_KEYS_FILE`, else (embedded mode only) `keys.json` in the
 * data folder, generated on first use. Production refuses a generated file: it lies beside the data it protects.
 */
export function loadKeyRing(env: Environment, options: { mode?: Mode; generate?: boolean } = {}): KeyRing {
  const mode = options.mode ?? modeOf(env);
  if (env['LVYUE_KEYS']) return createKeyRing(parseKeys(env['LVYUE_KEYS']));
  const named = env['LVYUE_KEYS_FILE'];
  if (mode === 'production') {
    if (!named) throw new SettingsError(['生产模式须设置 LVYUE_KEYS 或 LVYUE_KEYS_FILE']);
    const file = readKeyFile(named);
    if (file.generated) throw new SettingsError(['生产模式不接受自动生成的密钥文件: 请用密钥管理系统提供 LVYUE_KEYS']);
    return createKeyRing(parseKeys(file.text));
  }
  const path = named ?? defaultKeyFile(env);
  if (options.generate !== false && !named) generateKeyFile(path);
  return createKeyRing(parseKeys(readKeyFile(path).text));
}

const derived = new WeakMap<KeyRing, Map<string, Buffer>>();

/** A 32-byte key for one purpose, so that no two uses share a key. Throws `MissingKeyError`. */
export function deriveKey(ring: KeyRing, id: string, purpose: KeyPurpose): Buffer {
  const cache = derived.get(ring) ?? new Map<string, Buffer>();
  derived.set(ring, cache);
  const name = `${purpose}/${id}`;
  let key = cache.get(name);
  if (!key) {
    key = Buffer.from(hkdfSync('sha256', ring.get(id), 'lvyue', purpose, 32));
    cache.set(name, key);
  }
  return key;
}
