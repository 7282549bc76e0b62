import fc from 'fast-check';
import { Failure } from '../../../domain/failures';
import { MINUTE } from '../../../domain/time';
import { createEsign } from '../../../signing/esign/adapter';
import { callbackSignature } from '../../../signing/esign/signature';
import { createEss } from '../../../signing/ess/adapter';
import { contentSignature, encryptCallback } from '../../../signing/ess/signature';
import { createFasc } from '../../../signing/fasc/adapter';
import { fascSignature } from '../../../signing/fasc/signature';
import type { RawCallback, SigningAdapter } from '../../../signing/provider';
import { simulatedConfigs } from '../../../signing/simulator/accounts';

const CONFIGS = simulatedConfigs('http://127.0.0.1:1', 'a secret of this test', 'real');
const NOW = Date.parse('2027-01-06T09:30:00+08:00');
const TRUST = { roots: [] };

interface Case {
  provider: SigningAdapter;
  raw: RawCallback;
  flowId: string;
  /** To either side; undefined where the platform sends no time. */
  window?: number;
}

function ess(): Case {
  const message = { MsgId: 'm-1', MsgType: 'FlowStatusChange', MsgData: { FlowId: 'f-1', Operate: 'sign' } };
  const encrypt = encryptCallback(CONFIGS.ess.callbackKey, JSON.stringify(message));
  const body = Buffer.from(JSON.stringify({ encrypt }));
  const headers = { 'content-signature': contentSignature(CONFIGS.ess.callbackToken, body) };
  return { provider: createEss(CONFIGS.ess, TRUST), raw: { headers, query: {}, body }, flowId: 'f-1' };
}

function esign(): Case {
  const body = Buffer.from(JSON.stringify({ action: 'SIGN_MISSON_COMPLETE', timestamp: NOW, signFlowId: 'f-2' }));
  const query = { b: '2', a: '1' };
  const headers = {
    'x-tsign-open-app-id': CONFIGS.esign.appId,
    'x-tsign-open-timestamp': String(NOW),
    'x-tsign-open-signature': callbackSignature(CONFIGS.esign.secret, String(NOW), query, body),
  };
  return {
    provider: createEsign(CONFIGS.esign, TRUST),
    raw: { headers, query, body },
    flowId: 'f-2',
    window: 15 * MINUTE,
  };
}

function fasc(): Case {
  const bizContent = JSON.stringify({ eventTime: String(NOW), signTaskId: 'f-3', 参与方: '甲 & 乙' });
  const signed = {
    'X-FASC-App-Id': CONFIGS.fasc.appId,
    'X-FASC-Sign-Type': 'HMAC-SHA256',
    'X-FASC-Timestamp': String(NOW),
    'X-FASC-Nonce': 'n-1',
    'X-FASC-Event': 'sign-task-signed',
  };
  const sign = fascSignature(CONFIGS.fasc.secret, String(NOW), { ...signed, bizContent });
  const headers = Object.fromEntries(
    Object.entries({ ...signed, 'X-FASC-Sign': sign }).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    provider: createFasc(CONFIGS.fasc, TRUST),
    raw: { headers, query: {}, body: Buffer.from(new URLSearchParams({ bizContent }).toString()) },
    flowId: 'f-3',
    window: 5 * MINUTE,
  };
}

const refused = (one: Case, raw: RawCallback, now = NOW): boolean => {
  try {
    one.provider.parseCallback(raw, now);
    return false;
  } catch (error) {
    if (error instanceof Failure && error.type === 'Unauthenticated') return true;
    throw error;
  }
};

describe.each([
  ['腾讯电子签', ess],
  ['e签宝', esign],
  ['法大大', fasc],
])('%s 的回调', (_name, make) => {
  const one = make();

  it('真实的: 说得出流程; 再来一次是同一条消息', () => {
    const hint = one.provider.parseCallback(one.raw, NOW);
    expect(hint).toMatchObject({ flowId: one.flowId });
    expect(hint.messageId).not.toBe('');
    expect(one.provider.parseCallback(one.raw, NOW + MINUTE)).toEqual(hint);
  });

  it('正文改动任何一个字节都不认', () => {
    const { body } = one.raw;
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(body);
        changed[at] = changed[at]! ^ change;
        // another spelling of the same form: what was signed has not changed
        if (sameForm(body, changed)) return;
        expect(refused(one, { ...one.raw, body: changed })).toBe(true);
      }),
    );
    for (const other of [body.subarray(1), Buffer.concat([body, Buffer.from('x')]), Buffer.alloc(0)])
      expect(refused(one, { ...one.raw, body: other })).toBe(true);
  });

  it('任何一个签名头改动或缺少都不认', () => {
    for (const [name, value] of Object.entries(one.raw.headers)) {
      const without = { ...one.raw.headers, [name]: undefined };
      expect([name, refused(one, { ...one.raw, headers: without })]).toEqual([name, true]);
      fc.assert(
        fc.property(fc.nat(value!.length - 1), fc.stringMatching(/^[!-~]$/), (at, char) => {
          fc.pre(value![at] !== char);
          const changed = value!.slice(0, at) + char + value!.slice(at + 1);
          expect(refused(one, { ...one.raw, headers: { ...one.raw.headers, [name]: changed } })).toBe(true);
        }),
        { numRuns: 40 },
      );
    }
  });

  it('别人的密钥签的不认', () => {
    const strangers = simulatedConfigs('http://127.0.0.1:1', 'another secret', 'real');
    const provider = {
      ess: () => createEss(strangers.ess, TRUST),
      esign: () => createEsign(strangers.esign, TRUST),
      fasc: () => createFasc(strangers.fasc, TRUST),
    }[one.provider.name]();
    expect(refused({ ...one, provider }, one.raw)).toBe(true);
  });

  if (one.window !== undefined) {
    const { window } = one;
    it('时间窗之内认, 之外不认', () => {
      fc.assert(
        fc.property(fc.integer({ min: -4 * window, max: 4 * window }), (offset) => {
          expect(refused(one, one.raw, NOW + offset)).toBe(Math.abs(offset) > window);
        }),
      );
      for (const edge of [-window, window]) {
        expect(refused(one, one.raw, NOW + edge)).toBe(false);
        expect(refused(one, one.raw, NOW + edge + Math.sign(edge))).toBe(true);
      }
    });
  }
});

function sameForm(a: Buffer, b: Buffer): boolean {
  const [x, y] = [a, b].map((body) => new URLSearchParams(body.toString('utf8')).get('bizContent'));
  return x !== null && x === y;
}

it('e签宝: query 的值也在签名之中', () => {
  const one = esign();
  for (const query of [{ a: '1' }, { a: '1', b: '3' }, { a: '1', b: '2', c: '4' }])
    expect(refused(one, { ...one.raw, query })).toBe(true);
});

it('平台试探地址的空请求不认', () => {
  for (const one of [ess(), esign(), fasc()])
    expect(refused(one, { headers: {}, query: {}, body: Buffer.from('{}') })).toBe(true);
});
