import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, readCode } from '../../domain/codes/verification';
import { dateAt } from '../../domain/time';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { agreementInForce, agreementInSigning } from './in-force';
import { must, PARTIES, pdf, upload } from './samples';

let api: Api;
let no: string;
let folder: string;
const PLAN = {
  team: [{ name: '林知远', duty: '统筹' }],
  tasks: [{ item: '定期沟通', schedule: '每月 10 日前', owner: '林知远', deliverable: '沟通记录' }],
};
const NAMES = Object.values(PARTIES).flatMap(({ name }) => [name, name.slice(0, 4)]);

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  folder = await mkdtemp(join(tmpdir(), 'lvyue-verify-'));
  no = await agreementInForce(api);
  for (let i = 0; i < 2; i++) await must(api.command('account-manager', no, 'plan.deliver', PLAN));
  await must(api.command('service-team', no, 'ledger.enter', { way: '电话', content: '=1+1 客户希望上午沟通' }));
}, 180_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
  await api.close();
});

const order = (body: object) => must(api.command('operations', no, 'document.order', body));
const papers = async (kind: string, role: 'manager' | 'client' = 'manager'): Promise<Loose[]> => {
  const { items } = await must(
    api.get<{ items: Loose[] }>(role, `/v1/agreements/${no}/documents`, role === 'client' ? no : undefined),
  );
  return items.filter((item) => item['kind'] === kind);
};
const fetched = async (href: string): Promise<Buffer> => (await api.get('manager', decodeURI(href))).bytes;
/** Nobody in particular asks. */
const verify = async (what: string): Promise<Loose> => must(api.call<Loose>('GET', `/v1/verify${what}`));
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('验真, 不需要令牌', () => {
  it('签署后的协议由本系统保管: 双方的扫描件都认得; 一方未复核的不认', async () => {
    type Detail = { signatures: Record<string, { scan: { sha256: string } }> };
    const { signatures } = await must(api.get<Detail>('manager', `/v1/agreements/${no}`));
    for (const { scan } of Object.values(signatures)) {
      expect(await verify(`?sha256=${scan.sha256}`)).toMatchObject({
        ...{ state: 'genuine', kind: 'agreement', number: no, version: 1, label: '第 1 版', sha256: scan.sha256 },
        supersededBy: null,
        ...{ title: '客户关系维护服务协议 (签署件)', message: expect.stringContaining('逐页复核的签署扫描件') },
      });
    }
    const { ref, send, yesterday, no: open } = await agreementInSigning(api);
    const { draft } = await must(api.get<{ draft: { pages: number } }>('manager', `/v1/agreements/${open}`));
    const bytes = await pdf(draft.pages, open);
    await send('account-manager', 'signature.record', {
      ...{ ...ref, party: 'client', seals: ['company-seal', 'legal-representative'], signedOn: dateAt(yesterday) },
      ...{ scan: { uploadId: await upload(api, open, bytes) }, originalsAt: '档案室 3 柜' },
    });
    expect(await verify(`?sha256=${hashOf(bytes)}`)).toMatchObject({ state: 'unknown', number: null });
  });

  it('最新版本由本系统出具, 前一版已被取代; 别的期间不取代', async () => {
    const [first, second] = await papers('service-plan');
    expect(await verify(`/${second!['code']}`)).toMatchObject({
      ...{ state: 'genuine', kind: 'service-plan', title: '服务执行计划', number: no, version: 2 },
      ...{ sha256: second!['sha256'], supersededBy: null, madeOn: dateAt(Date.parse(second!['madeAt'])) },
    });
    expect(await verify(`/${first!['code']}`)).toMatchObject({ state: 'superseded', version: 1, supersededBy: 2 });
    const today = dateAt(Date.now());
    await order({ kind: 'contact-record' });
    await order({ kind: 'contact-record', from: today, to: today });
    const contacts = await papers('contact-record');
    const states = await Promise.all(contacts.map(async ({ code }) => (await verify(`/${code}`))['state']));
    expect(states).toEqual(['genuine', 'genuine']);
    await order({ kind: 'contact-record', from: today, to: today });
    expect(await verify(`/${contacts[1]!['code']}`)).toMatchObject({ state: 'superseded', supersededBy: 3 });
    expect(await verify(`/${contacts[0]!['code']}`)).toMatchObject({ state: 'genuine' });
  });

  it('按文件: 与存档一致的真实, 改动一个字节即未能确认', async () => {
    const paper = (await papers('service-plan'))[1]!;
    const bytes = await fetched(paper['href']);
    expect(hashOf(bytes)).toBe(paper['sha256']);
    expect(await verify(`?sha256=${hashOf(bytes)}`)).toMatchObject({ state: 'genuine', version: 2 });
    bytes[bytes.length - 20]! ^= 1;
    expect(await verify(`?sha256=${hashOf(bytes)}`)).toMatchObject({ state: 'unknown', title: null });
  });

  it('没有的验证码与输错的验证码: 同样的答复结构', async () => {
    const known = await verify(`/${(await papers('service-plan'))[1]!['code']}`);
    const absent = await verify(`/${codeOf(Array.from({ length: 15 }, (_, i) => i))}`);
    const mistyped = await verify('/K7QM-2XTA-9PF0-C4V8');
    expect(absent).toMatchObject({ state: 'unknown', message: '没有与此验证码相符的文书' });
    expect(mistyped).toMatchObject({ state: 'unknown', message: expect.stringContaining('输入有误') });
    for (const answer of [absent, mistyped]) expect(Object.keys(answer).sort()).toEqual(Object.keys(known).sort());
    for (const query of ['', '?sha256=abc', `?sha256=${'A'.repeat(64)}`, `?sha256=${'a'.repeat(64)}&x=1`]) {
      const reply = await api.call('GET', `/v1/verify${query}`);
      expect([query, reply.status >= 400 && reply.status < 500]).toEqual([query, true]);
    }
  });

  it('答复与网页都不含当事人', async () => {
    const { code } = (await papers('service-plan'))[0]!;
    const page = await api.call('GET', `/v1/verify/${code}`, undefined, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    const html = page.bytes.toString('utf8');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    for (const part of ['已被新版本取代', '服务执行计划', no, code, '第 1 版', '第 2 版']) expect(html).toContain(part);
    expect(html).toContain('<th>日期</th>');
    expect(html).not.toMatch(/<script|src=/);
    const text = html + JSON.stringify(await verify(`/${code}`));
    expect(NAMES.filter((name) => text.includes(name))).toEqual([]);
    const wrong = await api.call('GET', '/v1/verify/<b>x', undefined, { headers: { accept: 'text/html' } });
    expect(wrong.bytes.toString('utf8')).toContain('输入有误');
    expect(wrong.bytes.toString('utf8')).not.toContain('<b>');
  });

  it('查询有上限: 429', async () => {
    const small = await Api.start({ rateLimit: 3, keyRing: api.deps.keyRing }, api.database);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await small.call('GET', '/v1/verify/0')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    await small.close({ keepDatabase: true });
  });
});

describe('按需出具的表', () => {
  it('需求跟踪表与沟通记录表: PDF 与 XLSX, 客户可见; 别的文书没有 XLSX', async () => {
    const filed = { channel: '微信', description: '希望增加一次培训', urgency: '重要', topic: 'technical' };
    await must(api.command('operations', no, 'request.file', filed));
    await order({ kind: 'request-tracking' });
    for (const kind of ['request-tracking', 'contact-record']) {
      const paper = (await papers(kind, 'client'))[0]!;
      const { table } = paper as { table: { href: string; sha256: string } };
      const sheet = await api.get('client', decodeURI(table.href), no);
      expect([kind, sheet.status, hashOf(sheet.bytes)]).toEqual([kind, 200, table.sha256]);
      expect(sheet.headers.get('content-disposition')).toMatch(/^attachment; .*\.xlsx"/);
      expect(await verify(`?sha256=${table.sha256}`)).toMatchObject({ kind, sha256: paper['sha256'] });
    }
    const plan = await api.get('manager', `/v1/agreements/${no}/documents/service-plan/1.xlsx`);
    expect(plan.status).toBe(404);
    const stranger = await api.get('client', `/v1/agreements/${no}/documents/contact-record/1.xlsx`, `${no}9`);
    expect(stranger.status).toBe(404);
  });

  it('投诉处理记录: 结案时生成, 内部可读, 客户看不到', async () => {
    const filed = { channel: '电话', description: '约好的回访没有进行' };
    const { caseId: id } = await must(api.command<Loose>('operations', no, 'complaint.file', filed));
    await must(api.caseCommand('account-manager', id, 'complaint.attempt', { way: '电话', note: '无人接听' }));
    await must(api.caseCommand('manager', id, 'complaint.close', { outcome: 'unreachable', reason: '三次未能联系' }));
    const path = `/v1/complaints/${id}/documents`;
    const [record] = (await must(api.get<{ items: Loose[] }>('service-review', path)))['items'];
    expect(record).toMatchObject({ kind: 'complaint-record', title: '投诉处理记录', version: 1 });
    const file = await api.get('auditor', `${path}/complaint-record/1`);
    expect([file.status, file.bytes.subarray(0, 5).toString(), hashOf(file.bytes)]).toEqual([
      200,
      '%PDF-',
      record!['sha256'],
    ]);
    expect(await verify(`/${record!['code']}`)).toMatchObject({ state: 'genuine', number: id });
    expect((await must(api.get<{ items: Loose[] }>('client', path, no)))['items']).toEqual([]);
    expect((await api.get('client', `${path}/complaint-record/1`, no)).status).toBe(404);
    expect((await api.get('manager', `${path}/complaint-record/1.5`)).status).toBe(404);
  });

  it('客户分类清单: 一个键一份, 各版连续, 客户看不到', async () => {
    const path = '/v1/portfolio/documents';
    const ask = async (key: string) =>
      api.call<Loose>('POST', `${path}/client-classification`, {}, { token: await api.token('manager'), key });
    const [one, again, two] = [await ask('list-1'), await ask('list-1'), await ask('list-2')];
    expect([one.status, one.body['version'], two.body['version']]).toEqual([201, 1, 2]);
    expect(again.body).toEqual(one.body);
    const { items } = await must(api.get<{ items: Loose[] }>('auditor', path));
    expect(items).toEqual([one.body, two.body]);
    expect(await verify(`/${one.body['code']}`)).toMatchObject({
      state: 'superseded',
      number: '客户分类',
      supersededBy: 2,
    });
    const sheet = await api.get('head-of-service', items[1]!['table'].href);
    expect(hashOf(sheet.bytes)).toBe(items[1]!['table'].sha256);
    expect((await api.get('finance', items[1]!['href'])).bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await api.get('client', path, no)).status).toBe(404);
    expect((await api.get('client', items[1]!['href'], no)).status).toBe(404);
    const refused = await api.call('POST', `${path}/client-classification`, {}, { token: await api.token('legal') });
    expect(refused.status).toBe(403);
  });
});

describe('npx lvyue verify', () => {
  const lvyue = (...args: string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      const bin = join(__dirname, '../../cli/lvyue.js');
      execFile(process.execPath, [bin, 'verify', ...args], (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr }),
      );
    });
  const file = async (name: string, bytes: Buffer): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  };

  it('0 由本系统出具; 1 已被取代, 或被改动; 2 问不到', async () => {
    const [first, second] = await papers('service-plan');
    const [old, current] = [await fetched(first!['href']), await fetched(second!['href'])];
    const ask = async (name: string, bytes: Buffer) => lvyue(await file(name, bytes), '--url', api.url);
    expect(await ask('current.pdf', current)).toEqual({ code: 0, out: expect.stringContaining('由本系统出具') });
    const superseded = await ask('old.pdf', old);
    expect([superseded.code, superseded.out]).toEqual([1, expect.stringContaining('最新版本: 第 2 版')]);
    const altered = await ask('altered.pdf', Buffer.concat([current, Buffer.from('\n')]));
    expect(altered.code).toBe(1);
    for (const part of ['未能确认', '与存档不符', String(second!['code']), String(second!['sha256'])])
      expect(altered.out).toContain(part);
    const foreign = await ask('foreign.txt', Buffer.from('不是文书'));
    expect([foreign.code, foreign.out]).toEqual([1, expect.stringContaining('未能确认')]);
    const nobody = await lvyue(join(folder, 'current.pdf'), '--url', 'http://127.0.0.1:9');
    expect([nobody.code, nobody.out]).toEqual([2, expect.stringContaining('无法连接')]);
  }, 60_000);

  it('XLSX 也能核验, 并认出自称的验证码', async () => {
    const { table, code } = (await papers('contact-record'))[0]! as { table: { href: string }; code: string };
    const bytes = await fetched(table.href);
    expect(readCode(code)).toBeDefined();
    const { label, madeOn } = (await verify(`/${code}`)) as { label: string; madeOn: string };
    const { code: exit, out } = await lvyue(await file('table.xlsx', bytes), '--url', api.url);
    expect(exit).toBe(0);
    for (const line of [`编号: ${no}`, `版本或序号: ${label}`, `日期: ${madeOn}`]) expect(out).toContain(`${line}\n`);
  });
});

it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
