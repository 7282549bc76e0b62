import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { inboundSecret } from '../../security/key-file';
import { settingsProblems } from '../../security/settings-check';
import { createWebhookVerifier, webhookSecretProblems } from '../../security/webhook';
import { failureOf } from '../support/failure-of';

const secretOf = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const [OLD, NEW, OTHER] = [secretOf(1), secretOf(2), secretOf(3)] as const;
const BODY = Buffer.from('{"subject":"投诉"}');

function headers(secret: string, body: Buffer = BODY, at = new Date()) {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  };
}

describe('webhook 签名', () => {
  const verify = createWebhookVerifier(`${NEW} ${OLD}`);

  it('轮换期间, 新旧密钥都认', () => {
    for (const secret of [NEW, OLD]) expect(() => verify(headers(secret), BODY)).not.toThrow();
  });

  it.each([
    ['别的密钥', headers(OTHER), BODY],
    ['改过一个字节的正文', headers(NEW), Buffer.from('{"subject":"投訴"}')],
    ['别的编号', { ...headers(NEW), 'webhook-id': 'msg_2' }, BODY],
    ['别的时间', { ...headers(NEW), 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 1) }, BODY],
    ['超过 5 分钟', headers(NEW, BODY, new Date(Date.now() - 301_000)), BODY],
    ['5 分钟以后的', headers(NEW, BODY, new Date(Date.now() + 302_000)), BODY],
    ['没有签名', { ...headers(NEW), 'webhook-signature': '' }, BODY],
    ['不成形的签名', { ...headers(NEW), 'webhook-signature': 'v1, v1 x' }, BODY],
  ])('%s: 401', (_what, given, body) => {
    expect(failureOf(() => verify(given, body))).toMatchObject({ type: 'Unauthenticated' });
  });
});

describe('webhook 密钥', () => {
  it('须为 whsec_ 加 24 至 64 字节的 base64; 报错不重复其值', () => {
    expect(webhookSecretProblems(`${NEW}  ${OLD}`)).toEqual([]);
    for (const secret of ['', ' ', 'secret', 'whsec_', 'whsec_c2hvcnQ=', `${NEW},${OLD}`, `${NEW} short`]) {
      const problems = webhookSecretProblems(secret);
      expect([secret, problems.length]).toEqual([secret, 1]);
      expect(problems[0]).not.toContain(NEW);
    }
  });

  it('生产模式启动前核对', () => {
    const env = { LVYUE_MODE: 'production', LVYUE_INBOUND_SECRET: 'whsec_short' };
    expect(settingsProblems(env)).toContainEqual(expect.stringContaining('LVYUE_INBOUND_SECRET'));
    expect(settingsProblems({ ...env, LVYUE_INBOUND_SECRET: NEW }).join()).not.toContain('LVYUE_INBOUND_SECRET');
  });

  it('内嵌模式生成一次, 只有所有者可读', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lvyue-secret-'));
    const secret = inboundSecret(folder);
    expect(webhookSecretProblems(secret)).toEqual([]);
    expect(inboundSecret(folder)).toBe(secret);
    expect(statSync(join(folder, 'inbound-secret')).mode & 0o777).toBe(0o600);
    rmSync(folder, { recursive: true });
  });
});
