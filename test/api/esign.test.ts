import { PLATFORM_NAMES, type PlatformName } from '../../domain/agreement/esign';
import { createPlatforms, signingProviders } from '../../signing/providers';
import { actOnSimulator } from '../../signing/simulator/client';
import { HONEST } from '../../signing/simulator/deliveries';
import { startSimulator, type Simulator } from '../../signing/simulator/server';
import { freshDatabase } from '../support/db';
import { flowToStart } from '../support/esign';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';

const SECRET = 'a secret of this test';
let api: Api;
let simulator: Simulator;
const captured = new Map<PlatformName, { headers: Record<string, string>; body: string }>();

beforeAll(async () => {
  const database = await freshDatabase();
  simulator = await startSimulator({ port: 0, secret: SECRET });
  const env = { LVYUE_SIGN_SIMULATOR: simulator.url, LVYUE_SIGN_SIMULATOR_SECRET: SECRET };
  const options = { db: database.db, publicUrl: 'http://unused.example' };
  api = await Api.start({ signing: createPlatforms(signingProviders(env), options) }, database);
}, 60_000);
afterAll(async () => {
  await simulator.stop();
  await api.close();
});

const path = (provider: string): string => `/v1/esign/${provider}/callback`;
const kept = async (): Promise<Loose[]> => api.db('esign_callbacks').orderBy('received_at').select<Loose[]>();
const deliver = (provider: string, { headers, body }: { headers: Record<string, string>; body: string }) =>
  api.call<Loose>('POST', path(provider), undefined, { key: null, headers, raw: body });

/** A genuine call-back of a flow that was really begun, as the simulator would send it. */
async function genuine(name: PlatformName): Promise<{ headers: Record<string, string>; body: string; flowId: string }> {
  const sent: { headers: Record<string, string>; body: string }[] = [];
  const send = jest.spyOn(simulator.deliveries, 'send').mockImplementation((make) => void sent.push(make()));
  const startKey = `2026-客户维护-00${PLATFORM_NAMES.indexOf(name) + 1}/v1/s${Math.random()}`;
  const callbackUrl = `${api.url}${path(name)}`;
  if (name === 'ess') simulator.setEssCallback(callbackUrl);
  const { flowId } = await api.deps.signing!.find(name)!.start(await flowToStart(startKey, { callbackUrl }));
  send.mockRestore();
  captured.set(name, sent[0]!);
  return { ...sent[0]!, flowId };
}

describe.each(PLATFORM_NAMES)('%s 的回调', (name) => {
  it('存一次, 按平台要的答复; 再来不重存', async () => {
    const before = (await kept()).length;
    const message = await genuine(name);
    const wanted = { ess: { code: 0 }, esign: { code: '200', msg: 'success' }, fasc: { msg: 'success' } }[name];
    for (let i = 0; i < 3; i++) {
      const { status, body } = await deliver(name, message);
      expect([status, body]).toEqual([200, wanted]);
    }
    const rows = (await kept()).slice(before);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ provider: name, flow_id: message.flowId, told_at: null });
    expect(JSON.stringify(rows)).not.toContain('13900000002');
  });

  it('伪造的: 401, 什么也不存, 计入指标', async () => {
    const before = (await kept()).length;
    const { headers, body } = captured.get(name)!;
    const other = PLATFORM_NAMES.find((one) => one !== name)!;
    const spoilt = body.replace(/[0-9]/, (digit) => String((Number(digit) + 1) % 10));
    const wrong = [
      await deliver(name, { headers, body: spoilt }),
      await deliver(name, { headers: { 'content-type': 'application/json' }, body }),
      await deliver(name, { headers: { 'content-type': 'application/json' }, body: '{}' }),
      await deliver(other, { headers, body }),
      await api.call('POST', path(name), undefined, { key: null, token: await api.token('operations') }),
    ];
    for (const { status, body: problem } of wrong)
      expect([status, problem['type']]).toEqual([401, 'urn:lvyue:problem:Unauthenticated']);
    expect((await kept()).length).toBe(before);
    const metrics = (await api.call('GET', '/metrics')).bytes.toString();
    expect(metrics).toMatch(new RegExp(`lvyue_esign_callbacks_refused_total\\{provider="${name}"\\} [1-9]`));
    expect(metrics).toContain(`lvyue_esign_callbacks{provider="${name}",state="waiting"} 1`);
  });
});

it('真实但不认识的流程: 存下并答复, 等它登记', async () => {
  const message = await genuine('fasc');
  await api.db('esign_flows').where({ flow_id: message.flowId }).delete();
  expect((await deliver('fasc', message)).status).toBe(200);
  expect(await api.db('esign_callbacks').where({ flow_id: message.flowId })).toHaveLength(1);
  expect((await api.call('GET', '/metrics')).bytes.toString()).toContain(
    'lvyue_esign_callbacks{provider="fasc",state="unknown-flow"} 1',
  );
});

it('没有这个平台, 没有接入: 没有这个地址; 太大的不收', async () => {
  expect((await deliver('nobody', { headers: {}, body: '{}' })).status).toBe(404);
  const closed = await Api.start({ keyRing: api.deps.keyRing }, api.database);
  expect((await closed.call('POST', path('esign'), undefined, { key: null, raw: '{}' })).status).toBe(404);
  await closed.close({ keepDatabase: true });
  expect((await deliver('ess', { headers: {}, body: 'x'.repeat(1_100_000) })).status).toBe(413);
});

it('经由网络: 重复, 乱序, 伪造的回调, 每条只存一次', async () => {
  simulator.deliveries.mischief = { ...HONEST, duplicate: 1, forge: 1, reorder: 0.5, delayMs: 100 };
  const provider = api.deps.signing!.find('esign')!;
  const callbackUrl = `${api.url}${path('esign')}`;
  const { flowId } = await provider.start(await flowToStart('2026-客户维护-009/v1/s1', { callbackUrl }));
  for (let i = 0; i < 2; i++) await actOnSimulator(simulator.url, flowId, 'sign');
  await simulator.deliveries.idle();
  const { counts } = simulator.deliveries;
  expect(counts).toMatchObject({ sent: 8, duplicated: 4, forged: 4, forgedAccepted: 0, failed: 0 });
  expect(await api.db('esign_callbacks').where({ flow_id: flowId })).toHaveLength(4);
});

it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
