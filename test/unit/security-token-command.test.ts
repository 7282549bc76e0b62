import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../cli/commands/token';
import { loadKeyRing } from '../../security/keyring';
import { verifyToken } from '../../security/tokens';

describe('lvyue token', () => {
  const before = process.env;
  let dir: string;
  let printed: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'token-'));
    process.env = { LVYUE_DATA: dir };
    printed = '';
    const collect = (text: string | Uint8Array): boolean => Boolean((printed += String(text)));
    jest.spyOn(process.stdout, 'write').mockImplementation(collect);
    jest.spyOn(process.stderr, 'write').mockImplementation(collect);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.env = before;
    rmSync(dir, { recursive: true });
  });

  test('prints a token that the running product accepts', async () => {
    const keyRing = loadKeyRing(process.env);
    expect(await run(['--role', 'client', '--name', '李四', '--agreement', '2026-客户维护-001'])).toBe(0);
    expect(await verifyToken(keyRing, printed.trim())).toMatchObject({
      actor: { role: 'client' },
      name: '李四',
      agreement: '2026-客户维护-001',
    });
  });

  test('an unknown role ends with 2 and lists the roles; so do missing and unknown arguments', async () => {
    loadKeyRing(process.env);
    for (const argv of [['--role', 'boss', '--name', '张'], ['--name', '张'], ['--role', 'legal'], ['--wrong'], []]) {
      printed = '';
      expect(await run(argv)).toBe(2);
      expect(printed).toContain('service-review');
    }
  });

  test('a client without its agreement ends with 2 and is told which option is missing', async () => {
    loadKeyRing(process.env);
    for (const argv of [[], ['--agreement', '']]) {
      printed = '';
      expect(await run(['--role', 'client', '--name', '李四', ...argv])).toBe(2);
      expect(printed).toMatch(/^缺少 --agreement/);
    }
  });

  test('without a key file it says to start the product, and makes none', async () => {
    expect(await run(['--role', 'legal', '--name', '张三'])).toBe(1);
    expect(printed).toContain('npm start');
    expect(await run(['--role', 'legal', '--name', '张三'])).toBe(1);
  });

  test('production issues none, whoever has the keys', async () => {
    process.env = { LVYUE_MODE: 'production', LVYUE_KEYS: `k1:${randomBytes(32).toString('base64')}` };
    expect(await run(['--role', 'legal', '--name', '张三'])).toBe(1);
    expect(printed).toContain('生产模式');
  });
});
