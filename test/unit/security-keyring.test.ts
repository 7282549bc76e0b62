import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyRing, deriveKey, loadKeyRing, MissingKeyError, parseKeys } from '../../security/keyring';

const key = (): string => randomBytes(32).toString('base64');

describe('密钥环', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'keyring-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  test('the first key listed is current, the last one the anchor', () => {
    const ring = loadKeyRing({ LVYUE_KEYS: `new:${key()},old:${key()}` });
    expect([ring.currentId, ring.anchorId, ring.ids]).toEqual(['new', 'old', ['new', 'old']]);
  });

  test('JSON names the current key wherever it stands', () => {
    const text = JSON.stringify({ current: 'b', keys: { a: key(), b: key(), c: key() } });
    expect(parseKeys(text).map(([id]) => id)).toEqual(['b', 'a', 'c']);
    expect(() => parseKeys(JSON.stringify({ current: 'x', keys: { a: key() } }))).toThrow('current');
  });

  test('a key that is not in the ring is a clear error that names it', () => {
    const ring = createKeyRing([['k1', randomBytes(32)]]);
    expect(() => ring.get('k9')).toThrow(MissingKeyError);
    expect(() => ring.get('k9')).toThrow('密钥 k9 不在密钥环中');
  });

  test('short, typed, repeated and badly named keys are refused, all at once and without showing them', () => {
    const same = key();
    const typed = Buffer.from('passwordpasswordpasswordpassword').toString('base64');
    const text = `a:${Buffer.alloc(16, 7).toString('base64')},b:${typed},c:${same},d:${same},c:${key()},${'x'.repeat(20)}:${key()}`;
    let message = '';
    try {
      loadKeyRing({ LVYUE_KEYS: text });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('密钥 a 为 16 字节');
    expect(message).toContain('密钥 b 不是随机数');
    expect(message).toContain('密钥 d 与 c 内容相同');
    expect(message).toContain('密钥编号 c 出现两次');
    expect(message).toContain('密钥编号只能由');
    expect(message).not.toContain(same);
    expect(() => loadKeyRing({ LVYUE_KEYS: 'nonsense' })).toThrow('格式不正确');
  });

  test('every purpose has its own key, the same in every process', () => {
    const text = `k1:${key()}`;
    const [one, two] = [loadKeyRing({ LVYUE_KEYS: text }), loadKeyRing({ LVYUE_KEYS: text })];
    expect(deriveKey(one, 'k1', 'vault')).toEqual(deriveKey(two, 'k1', 'vault'));
    expect(deriveKey(one, 'k1', 'vault')).not.toEqual(deriveKey(one, 'k1', 'token'));
    expect(deriveKey(one, 'k1', 'vault')).not.toEqual(one.get('k1'));
  });

  test('embedded: the file is made once, for its owner only, and read by everybody after', () => {
    const env = { LVYUE_DATA: join(dir, 'data') };
    const first = loadKeyRing(env);
    const path = join(dir, 'data', 'keys.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = readFileSync(path, 'utf8');
    expect(loadKeyRing(env).get(first.currentId)).toEqual(first.get(first.currentId));
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('two new data folders never share a key id, so a lost file shows as a missing key', () => {
    const ids = [1, 2, 3, 4].map((n) => loadKeyRing({ LVYUE_DATA: join(dir, String(n)) }).currentId);
    expect(new Set(ids).size).toBe(4);
  });

  test('production refuses a generated file, no file, and a file that others may change', () => {
    loadKeyRing({ LVYUE_DATA: dir });
    const path = join(dir, 'keys.json');
    const load = (LVYUE_KEYS_FILE?: string) => () =>
      loadKeyRing({ LVYUE_MODE: 'production', LVYUE_DATA: dir, LVYUE_KEYS_FILE });
    expect(load()).toThrow('须设置 LVYUE_KEYS');
    expect(load(path)).toThrow('自动生成');
    expect(load(join(dir, 'absent'))).toThrow('ENOENT');
    const own = join(dir, 'own.json');
    writeFileSync(own, JSON.stringify({ k1: key() }), { mode: 0o600 });
    expect(load(own)().currentId).toBe('k1');
    chmodSync(own, 0o666);
    expect(load(own)).toThrow('可被他人改写');
  });
});
