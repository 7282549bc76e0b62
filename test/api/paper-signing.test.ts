import { createHash } from 'node:crypto';
import { agreementId } from '../../domain/ids';
import { DAY, dateAt } from '../../domain/time';
import { createPapers } from '../../notices/papers';
import { personId } from '../../security/person';
import { issueLink, readLink } from '../../security/personal-link';
import { createPaper } from '../../signing/paper/adapter';
import { createPaperRecords } from '../../signing/paper/records';
import { createPlatforms } from '../../signing/providers';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { agreementInSigning } from './in-force';
import { must, PARTIES, pdf, upload } from './samples';

/** 纸质签署 as people see it: asked for, printed, handed in, attested, and given out like any other provider's. */

let api: Api;
let no: string;
let ref: { version: number; sha256: string };
let pages: number;
const scans = new Map<string, Buffer>();
let handedIn = 0;

beforeAll(async () => {
  api = await Api.start();
  const { db, deps } = api;
  deps.signing = createPlatforms(new Map(), { db, paper: createPaper(createPaperRecords(deps)) });
  await api.startWorker();
  ({ no, ref } = await agreementInSigning(api));
  pages = (await must(api.get<Loose>('manager', `/v1/agreements/${no}`)))['draft'].pages;
}, 180_000);
afterAll(() => api.close());

const signing = () => must(api.get<Loose>('client', `/v1/agreements/${no}/signing`, no));
const link = async (role: 'operations' | 'client') =>
  api.call<Loose>(
    'POST',
    `/v1/agreements/${no}/signing/link`,
    {},
    {
      token: await api.token(role, role === 'client' ? { agreement: no } : {}),
    },
  );
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const paper = () => api.deps.signing!.find('paper')!;
const startKey = (): string => `${no}/v1/s1`;

async function handIn(party: 'client' | 'provider', daysAgo = 0): Promise<void> {
  scans.set(party, await pdf(pages, `${party} ${++handedIn}`)); // no two scans are alike
  await must(
    api.command('operations', no, 'signature.record', {
      ...{ ...ref, party, seals: ['company-seal', 'legal-representative'] },
      signedOn: dateAt(Date.now() - daysAgo * DAY),
      scan: { uploadId: await upload(api, no, scans.get(party)!) },
      originalsAt: '档案室 3 柜',
    }),
  );
}
const attest = (party: 'client' | 'provider') =>
  must(
    api.command('legal', no, 'signature.attest', {
      ...{ party, scanSha256: hashOf(scans.get(party)!), names: true, seals: true, dates: true },
      pages: Array.from({ length: pages }, (_, i) => i + 1),
    }),
  );

describe('纸质签署', () => {
  let printing: string;

  it('发起即在进行, 形状与电子签署一样', async () => {
    await must(api.command('operations', no, 'signing.start', { ...ref, provider: 'paper' }));
    expect(await signing()).toMatchObject({
      ...{ state: 'open', provider: 'paper', providerTitle: '纸质签署', flow: startKey(), version: 1, anyOrder: true },
      parties: [
        { party: 'client', state: 'waiting' },
        { party: 'provider', state: 'waiting' },
      ],
    });
    const again = await api.command<Loose>('operations', no, 'signing.start', { ...ref, provider: 'paper' });
    expect([again.status, again.body['type']]).toEqual([409, 'urn:lvyue:problem:NotNow']);
  });

  it('没有平台可查询, 也没有回调的地址', async () => {
    const refresh = await api.command<Loose>('operations', no, 'signing.flow.refresh');
    expect([refresh.status, refresh.body['type']]).toEqual([409, 'urn:lvyue:problem:NotNow']);
    const callback = await api.call('POST', '/v1/esign/paper/callback', undefined, { key: null, raw: '{}' });
    expect(callback.status).toBe(404);
  });

  it('链接通往待签的文件: 看了不下载, 点了是已确认的那一份, 读取留痕', async () => {
    const { status, body } = await link('client');
    expect([status, body['party']]).toEqual([200, 'client']);
    printing = (body['url'] as string).slice(api.deps.publicUrl.length);
    const page = await api.call('GET', printing);
    expect(page.bytes.toString('utf8')).toContain('客户须加盖公章');
    const read = () => api.db('access_log').where({ action: 'document.read', subject: `${no}/agreement/1` });
    expect(await read()).toHaveLength(0);
    const file = await api.call('POST', printing, undefined, { key: null });
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(hashOf(file.bytes)).toBe(ref.sha256);
    expect(await read()).toHaveLength(1);
  });

  it('客户的链接只认现任对接人; 运营的链接不代表客户', async () => {
    const links = [printing, (await link('operations')).body['url'] as string].map((url) => url.split('/l/')[1]!);
    const opened = await Promise.all(links.map((token) => readLink(api.deps.keyRing, token)));
    const person = personId(api.deps.keyRing, 'client', PARTIES.contact.name);
    expect(opened.map((one) => one.person)).toEqual([person, undefined]);
    const former = { no, opens: opened[0]!.opens, person: personId(api.deps.keyRing, 'client', '前任对接人') };
    const dead = await issueLink(api.deps.keyRing, former, Date.now() + DAY);
    expect((await api.call('POST', `/l/${dead}`, undefined, { key: null })).status).toBe(401);
  });

  it('收到而未复核的签署件可以重签, 复核之后该方不再有链接, 原来的链接也不能再用', async () => {
    await handIn('client');
    expect((await signing())['parties'][0]).toMatchObject({ state: 'received', signedOn: dateAt(Date.now()) });
    expect((await link('client')).status).toBe(200);
    expect((await api.call('POST', printing, undefined, { key: null })).status).toBe(200);
    await attest('client');
    expect((await link('client')).status).toBe(409);
    expect((await api.call('POST', printing, undefined, { key: null })).status).toBe(409);
    expect((await link('operations')).status).toBe(200);
    await expect(paper().fetchSigned(startKey())).rejects.toMatchObject({ type: 'NotNow' });
  });

  it('撤销后已收的签署件作废, 另发起的是另一个流程, 旧链接不通往新流程', async () => {
    const old = await issueLink(
      api.deps.keyRing,
      { no, opens: { print: startKey(), party: 'provider' } },
      Date.now() + DAY,
    );
    await must(api.command('operations', no, 'signing.cancel', { reason: '客户要求改日签署' }));
    expect(await signing()).toMatchObject({ state: 'cancelled', flow: startKey() });
    const told = await api
      .db('notices')
      .where({ workflow_id: agreementId(no), kind: 'signing.flow-ended' })
      .pluck('to_role');
    expect(told).toContain('client'); // that what it has signed does not count any more
    await must(api.command('operations', no, 'signing.start', { ...ref, provider: 'paper' }));
    expect((await signing())['flow']).toBe(`${no}/v1/s2`);
    expect((await api.call('GET', `/l/${old}`)).status).toBe(409);
    await expect(paper().status(startKey())).rejects.toMatchObject({ type: 'NotFound' });
  });

  it('双方的签署件都经第二人复核: 完成, 生效; 后签一方的扫描件可以读取与核验', async () => {
    await handIn('client', 1);
    await attest('client');
    await handIn('provider');
    await attest('provider');
    const scan = scans.get('provider')!;
    const shown = await signing();
    expect(shown).toMatchObject({ state: 'completed', parties: [{ state: 'signed' }, { state: 'signed' }] });
    const file = await api.get('client', decodeURI(shown['href'] as string), no);
    expect(hashOf(file.bytes)).toBe(hashOf(scan));

    const key = `${no}/v1/s2`;
    expect(await paper().status(key)).toMatchObject({ state: 'completed' });
    const signed = await paper().fetchSigned(key);
    expect(hashOf(signed)).toBe(hashOf(scan));
    expect(await paper().verify(signed, ref.sha256)).toMatchObject({ genuine: true, signatures: 1 });
    expect(await paper().verify(signed, 'f'.repeat(64))).toMatchObject({ genuine: false });
    expect(await paper().verify(Buffer.from('x'), ref.sha256)).toMatchObject({ genuine: false });
    const answer = await must(api.call<Loose>('GET', `/v1/verify?sha256=${hashOf(scan)}`));
    expect(answer).toMatchObject({ state: 'genuine', number: no, label: '第 1 版' });
    expect(answer['message']).toContain('经第二人逐页复核');
  });

  it('生效的邮件附上双方的签署件; 过大的不附', async () => {
    const workflow_id = agreementId(no);
    const { data } = await api.db('notices').where({ workflow_id, kind: 'agreement.effective' }).first('data');
    const enclosed = () => createPapers(api.deps).enclosed({ workflow_id, kind: 'agreement.effective', data });
    const { attachments } = await enclosed();
    expect(attachments.map(({ filename, contentType }) => [filename, contentType]).sort()).toEqual([
      ['已签署的协议 客户（乙方）.pdf', 'application/pdf'],
      ['已签署的协议 服务方（甲方）.pdf', 'application/pdf'],
    ]);
    expect(new Set(attachments.map(({ content }) => hashOf(content)))).toEqual(
      new Set([...scans.values()].map(hashOf)),
    );
    await api
      .db('uploads')
      .where({ agreement_no: no })
      .update({ bytes: 6 * 1024 * 1024 });
    expect((await enclosed()).attachments).toEqual([]);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
