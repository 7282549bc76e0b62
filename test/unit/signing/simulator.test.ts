import { PLATFORM_NAMES, type PlatformName } from '../../../domain/agreement/esign';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Party } from '../../../domain/agreement/types';
import { MINUTE } from '../../../domain/time';
import { Refused } from '../../../signing/errors';
import { createEsign } from '../../../signing/esign/adapter';
import { createEss } from '../../../signing/ess/adapter';
import { createFasc } from '../../../signing/fasc/adapter';
import { type RawCallback, type SigningAdapter } from '../../../signing/provider';
import { signingProviders } from '../../../signing/providers';
import { simulatedConfigs } from '../../../signing/simulator/accounts';
import { actOnSimulator, type SimulatedAct, type SimulatedVerb } from '../../../signing/simulator/client';
import { startSimulator, type Simulator } from '../../../signing/simulator/server';
import { CLIENT, flowToStart, NATURAL, PROVIDER } from '../../support/esign';

const SECRET = 'a secret of this test';

interface Heard {
  provider: string;
  raw: RawCallback;
}

let simulator: Simulator;
let dir: string;
let listener: http.Server;
let base: string;
let providers: ReadonlyMap<PlatformName, SigningAdapter>;
const heard: Heard[] = [];
/** How far the simulator's clock is ahead, ms. */
let ahead = 0;
let next = 0;
const key = (): string => `2026-客户维护-${String(++next).padStart(3, '0')}/v1/s1`;

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-sim-'));
  listener = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      heard.push({ provider: request.url!.slice(1), raw: { headers, query: {}, body: Buffer.concat(chunks) } });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  await restart();
});
afterAll(async () => {
  await simulator.stop();
  listener.close();
  fs.rmSync(dir, { recursive: true });
});

async function restart(): Promise<void> {
  await simulator?.stop();
  simulator = await startSimulator({
    dir,
    port: 0,
    secret: SECRET,
    essCallbackUrl: `${base}/ess`,
    now: () => Date.now() + ahead,
  });
  const env = { LVYUE_SIGN_SIMULATOR: simulator.url, LVYUE_SIGN_SIMULATOR_SECRET: SECRET };
  providers = signingProviders(env);
}

const act = (flowId: string, verb: SimulatedVerb, what: SimulatedAct = {}): Promise<void> =>
  actOnSimulator(simulator.url, flowId, verb, what);

const begin = async (provider: SigningAdapter, startKey = key(), more = {}): Promise<string> => {
  const callbackUrl = `${base}/${provider.name}`;
  return (await provider.start(await flowToStart(startKey, { callbackUrl, ...more }))).flowId;
};

describe.each(PLATFORM_NAMES)('%s 经由 HTTP', (name) => {
  const provider = (): SigningAdapter => providers.get(name)!;
  const sign = (flowId: string, party: Party, at: number) => act(flowId, 'sign', { party, at });

  it('发起, 按序签署 (时间可以是将来的), 取回真签的文件, 核验', async () => {
    const request = await flowToStart(key(), { callbackUrl: `${base}/${name}` });
    const { flowId } = await provider().start(request);
    expect(await provider().status(flowId)).toEqual({
      state: 'open',
      signers: [
        { party: 'client', state: 'waiting' },
        { party: 'provider', state: 'waiting' },
      ],
    });
    const [first, second] = [Date.parse('2031-03-04T05:06:07Z'), Date.parse('2031-03-05T05:06:07Z')];
    await expect(sign(flowId, 'provider', first)).rejects.toThrow('409');
    await sign(flowId, 'client', first);
    expect(await provider().status(flowId)).toMatchObject({ state: 'open' });
    await sign(flowId, 'provider', second);
    const { state, signers } = await provider().status(flowId);
    expect([state, ...signers.map(({ party, signedAt }) => [party, signedAt])]).toEqual([
      'completed',
      ['client', first],
      ['provider', second],
    ]);
    const signed = await provider().fetchSigned(flowId);
    expect(await provider().verify(signed, request.file.sha256)).toMatchObject({ genuine: true, signatures: 2 });
    expect(await provider().verify(request.file.bytes, request.file.sha256)).toMatchObject({ genuine: false });
  });

  it('每件事都有回调, 平台自己的签名认得出, 互不相同', async () => {
    await simulator.deliveries.idle();
    heard.length = 0;
    const flowId = await begin(provider());
    await act(flowId, 'view', { party: 'client' });
    await sign(flowId, 'client', Date.now());
    await sign(flowId, 'provider', Date.now());
    await simulator.deliveries.idle();
    const hints = heard
      .filter((one) => one.provider === name)
      .map(({ raw }) => provider().parseCallback(raw, Date.now()));
    expect(hints.length).toBe(name === 'ess' ? 4 : 5); // 腾讯电子签 does not tell of reading
    expect(new Set(hints.map((hint) => hint.flowId))).toEqual(new Set([flowId]));
    expect(new Set(hints.map(({ messageId }) => messageId)).size).toBe(hints.length);
  });

  it('链接只给轮到的一方; 页面可读可签, 过期即不可用', async () => {
    const flowId = await begin(provider());
    await expect(provider().signUrl(flowId, 'provider')).rejects.toMatchObject({ type: 'NotNow' });
    const { url, expiresAt } = await provider().signUrl(flowId, 'client');
    expect(expiresAt).toBeGreaterThan(Date.now());
    const page = await (await fetch(url)).text();
    expect(page).toContain(CLIENT.organisation);
    expect(page).toContain('确认签署');
    const file = await fetch(`${url}/file`);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect((await fetch(`${url}x`)).status).toBe(404);
    expect(await (await fetch(`${url}/sign`, { method: 'POST' })).text()).toContain('您已签署');
    await expect(provider().signUrl(flowId, 'client')).rejects.toMatchObject({ type: 'NotNow' });
    const other = (await provider().signUrl(flowId, 'provider')).url;
    ahead = 31 * MINUTE;
    expect(await (await fetch(other)).text()).toContain('链接已过期');
    ahead = 0;
  });

  it('拒签, 撤销 (可重复), 过期', async () => {
    const refused = await begin(provider());
    await act(refused, 'refuse', { party: 'client', reason: '金额有误' });
    expect(await provider().status(refused)).toMatchObject({ state: 'refused', signers: [{ state: 'refused' }, {}] });
    const cancelled = await begin(provider());
    await provider().cancel(cancelled, '版本作废');
    await provider().cancel(cancelled, '版本作废');
    expect(await provider().status(cancelled)).toMatchObject({ state: 'cancelled' });
    const expired = await begin(provider());
    await act(expired, 'expire');
    expect(await provider().status(expired)).toMatchObject({ state: 'expired' });
    for (const flowId of [refused, cancelled, expired]) {
      await provider().cancel(flowId, '已结束的不变');
      await expect(provider().signUrl(flowId, 'client')).rejects.toMatchObject({ type: 'NotNow' });
      await expect(provider().fetchSigned(flowId)).rejects.toBeInstanceOf(Refused);
    }
  });

  it('按键找得到已发起的, 找不到没有的', async () => {
    const startKey = key();
    const since = Date.now();
    expect(await provider().find(startKey, since)).toBeUndefined();
    const flowId = await begin(provider(), startKey);
    expect(await provider().find(startKey, since)).toEqual({ flowId });
    expect(await provider().find(`${startKey}x`, since)).toBeUndefined();
  });

  it('服务方为自然人', async () => {
    const flowId = await begin(provider(), key(), { signers: [NATURAL, CLIENT] });
    await sign(flowId, 'provider', Date.now());
    expect(await provider().status(flowId)).toMatchObject({ signers: [{ party: 'provider', state: 'signed' }, {}] });
    expect((await provider().signUrl(flowId, 'client')).url).toContain('/sign/');
  });

  it('重启之后流程与文件都在', async () => {
    const flowId = await begin(provider());
    await sign(flowId, 'client', Date.now());
    await restart();
    expect(await provider().status(flowId)).toMatchObject({ state: 'open', signers: [{ state: 'signed' }, {}] });
    await sign(flowId, 'provider', Date.now());
    expect((await provider().fetchSigned(flowId)).length).toBeGreaterThan(0);
  });

  it('错误的密钥, 过时的请求: 平台不认', async () => {
    const wrong = simulatedConfigs(simulator.url, 'another secret', 'real');
    const right = simulatedConfigs(simulator.url, SECRET, 'real');
    const late = () => Date.now() - 16 * MINUTE;
    const none = { roots: [] };
    const strangers = {
      ess: [createEss(wrong.ess, none), createEss(right.ess, none, late)],
      esign: [createEsign(wrong.esign, none), createEsign(right.esign, none, late)],
      fasc: [createFasc(wrong.fasc, none), createFasc(right.fasc, none, late)],
    }[name];
    const request = await flowToStart(key());
    for (const stranger of strangers) await expect(stranger.start(request)).rejects.toBeInstanceOf(Refused);
    expect(await provider().find(request.startKey, Date.now())).toBeUndefined();
  });

  it('彩排的账户看不到真实的流程, 也没有回调', async () => {
    const flowId = await begin(provider());
    await simulator.deliveries.idle();
    heard.length = 0;
    const configs = simulatedConfigs(simulator.url, SECRET, 'rehearsal');
    const none = { roots: [] };
    const rehearsed = {
      ess: createEss(configs.ess, none),
      esign: createEsign(configs.esign, none),
      fasc: createFasc(configs.fasc, none),
    }[name];
    await expect(rehearsed.status(flowId)).rejects.toThrow();
    await begin(rehearsed);
    await simulator.deliveries.idle();
    expect(heard).toEqual([]);
  });
});

it('平台不在: Unavailable, 可以再试', async () => {
  for (const provider of signingProviders({
    LVYUE_SIGN_SIMULATOR: 'http://127.0.0.1:1',
    LVYUE_SIGN_SIMULATOR_SECRET: SECRET,
  }).values())
    await expect(provider.status('x')).rejects.toMatchObject({ type: 'Unavailable' });
});

it('控制口只认本机的名字', async () => {
  const status = await new Promise<number>((resolve) =>
    http.get(`${simulator.url}/control/flows`, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    }),
  );
  expect(status).toBe(403);
});

it('签署方按给定的先后', async () => {
  const provider = providers.get('esign')!;
  const { flowId } = await provider.start(await flowToStart(key(), { signers: [PROVIDER, CLIENT] }));
  await expect(provider.signUrl(flowId, 'client')).rejects.toMatchObject({ detail: '须由服务方先签署' });
});
