import { setTimeout as sleep } from 'node:timers/promises';
import { agreementId } from '../../domain/ids';
import { signingHintSignal } from '../../workflows/agreement/messages';
import { FakePlatform, fakePlatforms } from '../support/fake-platform';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { agreementInSigning } from './in-force';
import { must, pdf, upload } from './samples';

const platform = new FakePlatform('ess');
let api: Api;
let no: string;
let ref: { version: number; sha256: string };

beforeAll(async () => {
  api = await Api.start({ signing: fakePlatforms(platform) });
  await api.startWorker();
  ({ no, ref } = await agreementInSigning(api));
}, 180_000);
afterAll(() => api.close());

const signing = (role: 'operations' | 'client' = 'operations') =>
  must(api.get<Loose>(role, `/v1/agreements/${no}/signing`, role === 'client' ? no : undefined));
const link = async (role: 'operations' | 'client' | 'account-manager') => {
  const token = await api.token(role, role === 'client' ? { agreement: no } : {});
  return api.call<Loose>('POST', `/v1/agreements/${no}/signing/link`, {}, { token });
};
const start = (body: object) =>
  api.command<Loose>('operations', no, 'signing.start', { ...ref, provider: 'ess', ...body });

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds());) {
    if (Date.now() > end) throw new Error(`${what} has not come about`);
    await sleep(50);
  }
}
const flowId = (): string => platform.flowIdOf(`${no}/v1/s2`)!;
const hint = (): Promise<void> =>
  api.deps.client.workflow.getHandle(agreementId(no)).signal(signingHintSignal, { provider: 'ess', flowId: flowId() });

describe('电子签署', () => {
  it('没有发起之前: 没有进度, 没有链接', async () => {
    expect(await signing()).toEqual({ state: 'none' });
    expect((await link('client')).body['type']).toBe('urn:lvyue:problem:NotNow');
  });

  it('发起时说清楚哪一项不对, 什么也不发生', async () => {
    const refusals: [object, number, string | undefined][] = [
      [{ provider: 'esign' }, 422, 'provider'], // not set up here
      [{ provider: 'other' }, 422, 'provider'],
      [{ version: 2 }, 409, 'version'],
      [{ sha256: 'f'.repeat(64) }, 409, 'sha256'],
      [{ order: ['client', 'client'] }, 422, 'order'],
      [{ clientSigner: 'authorised-representative' }, 422, 'authorisation'],
    ];
    for (const [body, status, field] of refusals) {
      const reply = await start(body);
      expect([body, reply.status, reply.body['field']]).toEqual([body, status, field]);
    }
    expect(await signing()).toEqual({ state: 'none' });
    expect(platform.calls).toEqual([]);
  });

  it('撤销的流程在平台上也撤销, 再次发起是另一个流程', async () => {
    await must(start({}));
    await until('the flow', async () => (await signing())['state'] === 'open');
    await must(api.command('operations', no, 'signing.cancel', { reason: '客户要求更换签署人' }));
    const first = platform.flowIdOf(`${no}/v1/s1`)!;
    await until('its cancelling', async () => platform.flows.get(first)!.state === 'cancelled');
    expect(platform.flows.get(first)!.cancelled).toBe('客户要求更换签署人');
    const authorisation = { uploadId: await upload(api, no, await pdf(1, 'authorisation')) };
    const order = ['provider', 'client'];
    await must(start({ order, clientSigner: 'authorised-representative', authorisation }));
    await until('the next flow', async () => (await signing())['state'] === 'open');
    expect(await signing('client')).toMatchObject({
      ...{ flow: `${no}/v1/s2`, provider: 'ess', providerTitle: '腾讯电子签', order, turn: 'provider', version: 1 },
      parties: [
        { party: 'provider', state: 'waiting' },
        { party: 'client', state: 'waiting' },
      ],
    });
    const { signers } = platform.flows.get(flowId())!.request;
    expect(signers.map(({ party, authority }) => [party, authority])).toEqual([
      ['provider', 'legal-representative'],
      ['client', 'authorised-representative'],
    ]);
  });

  it('链接只给轮到的一方, 谁也不能越过先后; 其他人没有', async () => {
    expect((await link('client')).status).toBe(409);
    expect((await link('account-manager')).status).toBe(403);
    const { status, body } = await link('operations');
    expect([status, body['party']]).toEqual([200, 'provider']);
    expect(body['url']).toContain('who=provider');
    const stranger = await api.token('client', { agreement: no.replace(/\d+$/, '999') });
    expect((await api.call('POST', `/v1/agreements/${no}/signing/link`, {}, { token: stranger })).status).toBe(404);
  });

  it('平台没有应答时链接是 503, 不是 500', async () => {
    platform.away = true;
    const reply = await link('operations');
    platform.away = false;
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2']);
    expect(reply.bytes.toString('utf8')).not.toContain('周明远');
  });

  it('回调只是提示, 重复无妨: 问过平台才算数, 然后轮到下一方', async () => {
    await hint();
    expect((await signing())['parties'][0].state).toBe('waiting');
    platform.sign(flowId(), 'provider', Date.now());
    for (let i = 0; i < 3; i++) await hint();
    await until('the first signature', async () => (await signing())['turn'] === 'client');
    expect((await link('operations')).status).toBe(409);
    expect((await link('client')).body['url']).toContain('who=client');
    const mails = await api
      .db('notices')
      .where({ workflow_id: agreementId(no), kind: 'signing.your-turn' })
      .whereRaw(`data->>'party' = 'client'`)
      .select('to_role');
    expect(mails).toEqual([{ to_role: 'client' }, { to_role: 'client' }]); // of the first flow, and of this one
  });

  it('进行中不能改为纸质签署', async () => {
    const reply = await api.command<Loose>('operations', no, 'signature.record', {
      ...{ ...ref, party: 'client', seals: ['company-seal', 'legal-representative'], signedOn: '2026-01-05' },
      ...{ scan: { uploadId: await upload(api, no, await pdf(1, 'paper')) }, originalsAt: '档案室' },
    });
    expect([reply.status, reply.body['type']]).toEqual([409, 'urn:lvyue:problem:NotNow']);
  });

  it('双方签完: 取回, 核验, 生效, 与纸质签署同一条路; 签署件可以读取', async () => {
    platform.sign(flowId(), 'client', Date.now());
    await must(api.command('operations', no, 'signing.flow.refresh'));
    const detail = () => must(api.get<Loose>('manager', `/v1/agreements/${no}`));
    await until('execution', async () => (await detail())['phase'] === 'execution');
    const { signatures } = await detail();
    for (const party of ['client', 'provider'])
      expect(signatures[party]).toMatchObject({ platform: 'ess', recordedBy: { id: 'platform-ess' } });
    const shown = await signing('client');
    expect(shown).toMatchObject({ state: 'completed', parties: [{ state: 'signed' }, { state: 'signed' }] });
    const file = await api.get('client', decodeURI(shown['href'] as string), no);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(file.bytes.toString('latin1')).toContain('% signed provider\n% signed client');
    expect((await link('client')).status).toBe(409);
  });

  it('签署链接, 身份核验方式与网络地址不出现在记录, 时间线与访问日志里', async () => {
    const timeline = await must(api.get<Loose>('auditor', `/v1/agreements/${no}/timeline?limit=200`));
    const { db } = api;
    const kept = JSON.stringify([
      timeline,
      await db('agreements').where({ no }).select('state'),
      await db('notices')
        .where({ workflow_id: agreementId(no) })
        .select('data'),
      await db('access_log').select('subject', 'action'),
    ]);
    expect(kept).toContain('signing.link'); // that somebody has asked for one is logged
    expect(kept).not.toMatch(/platform\.example|203\.0\.113|企业实名/);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
