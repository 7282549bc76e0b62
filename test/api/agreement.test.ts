import { dateAt, dayFromDate, iso, startOfDay } from '../../domain/time';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import {
  DRAFT,
  must,
  PARTIES,
  pdf,
  REQUIREMENTS,
  startAgreement,
  throughDrafting,
  throughIntake,
  upload,
} from './samples';

interface Items<T = Loose> {
  items: T[];
  next?: string;
}

let api: Api;
let no: string;
let ref: { version: number; sha256: string };
const today = dateAt(Date.now());

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
}, 120_000);
afterAll(() => api.close());

const get = <T = Loose>(role: Parameters<Api['get']>[0], path: string): Promise<T> =>
  must(api.get<T>(role, `/v1/agreements/${no}${path}`, role === 'client' ? no : undefined));

describe('一份协议从建立到执行, 经 HTTP', () => {
  it('建立: 可读, 编号连续', async () => {
    no = await startAgreement(api, { condition: { text: '乙方董事会批准', dueOn: '2099-12-31' } });
    expect(no).toMatch(new RegExp(`^\\d{4}-${api.shortName}-001$`));
    expect(await get('manager', '')).toMatchObject({
      ...{ no, phase: 'intake', waitingFor: 'client', tier: '战略', attention: 'none' },
      parties: PARTIES,
      terms: { condition: { text: '乙方董事会批准' } },
    });
    expect(await startAgreement(api)).toBe(no.replace('001', '002'));
  });

  it('自然人服务方: 证件号码只显示首尾; 记录里没有姓名、代码、邮箱', async () => {
    const provider = {
      ...{ kind: 'natural-person', name: '喆文涛', address: '上海市浦东新区锦绣东路 2777 弄' },
      identityDocument: { type: '居民身份证', number: '110101199003070011' },
    };
    const one = await startAgreement(api, { providerKind: 'natural-person' }, { parties: { ...PARTIES, provider } });
    const { parties } = await must(api.get<Loose>('auditor', `/v1/agreements/${one}`));
    expect(parties.provider.identityDocument).toEqual({ type: '居民身份证', number: '1101**********0011' });
    for (const table of ['start_intents', 'agreements', 'audit_events', 'notices', 'command_keys', 'clients']) {
      const { rows } = await api.db.raw<{ rows: object[] }>('select t::text as text from ?? t', [table]);
      expect(rows.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows)).not.toMatch(/喆文涛|110101199003070011|91330108MA2H1CDY62|青禾|@/);
    }
    await must(api.command('manager', one, 'agreement.close', { reason: '仅供核对' }));
  });

  it('期限: 正在进行的与预测的, 各有条款和"无人行动时"', async () => {
    const { items } = await get<Items>('account-manager', '/deadlines');
    expect(items[0]).toMatchObject({
      id: 'intake.documents',
      n: 1,
      clause: '§3.1',
      owner: 'client',
      state: 'open',
      target: { value: 10, unit: 'workday' },
    });
    const planned = items.filter((item) => item.state === 'planned').map((item) => item.id);
    expect(planned).toEqual(expect.arrayContaining(['drafting', 'review.client', 'signing', 'execution.plan']));
    for (const item of items) expect(item).toMatchObject({ title: expect.any(String), otherwise: expect.any(String) });
  });

  it('材料、需求、同意; 草案成为 PDF', async () => {
    await throughIntake(api, no);
    expect(await get('manager', '')).toMatchObject({ phase: 'drafting', waitingFor: 'account-manager' });
    ref = await throughDrafting(api, no);
    const { items } = await get<Items>('manager', '/documents');
    expect(items).toMatchObject([{ kind: 'agreement', version: 1, sha256: ref.sha256 }]);
    const file = await api.get('manager', decodeURI(items[0]!.href));
    expect(file.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(file.headers.get('etag')).toBe(`"${ref.sha256}"`);
    expect(file.headers.get('content-type')).toBe('application/pdf');
  });

  it('送达之前, 草案及内部审核的文字不给客户看', async () => {
    await must(api.command('legal', no, 'review.legal.return', { version: 1, reason: '违约条款须依内部口径修改' }));
    await must(api.command('account-manager', no, 'draft.submit', { draft: DRAFT }));
    ref = (await get<{ draft: typeof ref }>('legal', '')).draft;
    expect(ref.version).toBe(2);
    expect(await get('client', '')).not.toHaveProperty('content');
    expect((await get<Items>('client', '/documents')).items).toEqual([]);
    expect((await api.get('client', `/v1/agreements/${no}/documents/agreement/2`, no)).status).toBe(404);
    const timeline = await get<Items>('client', '/timeline?limit=200');
    expect(timeline.items.filter(({ event }) => String(event).startsWith('document.'))).toEqual([]);
    const seen = JSON.stringify(timeline);
    expect(seen).not.toContain('违约条款须依内部口径修改');
    expect(seen).not.toContain(DRAFT.serviceItems[0]!.standard);
    expect(JSON.stringify(await get('auditor', '/timeline?limit=200'))).toContain('违约条款须依内部口径修改');
  });

  it('内部审核、送达、接受、说明、双方确认', async () => {
    const { version, sha256 } = ref;
    const approval = { version, sha256 };
    await must(api.command('legal', no, 'review.legal.approve', approval));
    await must(api.command('service-review', no, 'review.service.approve', approval));
    await must(
      api.command('account-manager', no, 'review.deliver', {
        version,
        channel: 'email',
        proof: { uploadId: await upload(api, no, await pdf(1, 'receipt')) },
      }),
    );
    expect(await get('client', '')).toMatchObject({
      content: { serviceItems: DRAFT.serviceItems },
      waitingFor: 'client',
    });
    expect((await get<Items>('client', '/documents')).items).toMatchObject([{ version: 2 }]);
    const papers = async (role: 'client' | 'auditor') =>
      (await get<Items>(role, '/timeline?limit=200')).items.filter(({ event }) => event === 'document.made');
    expect(await papers('client')).toMatchObject([{ kind: 'agreement', version: 2 }]);
    expect(await papers('auditor')).toMatchObject([{ version: 1 }, { version: 2 }]);
    await must(api.command('client', no, 'review.client.accept', approval));
    await must(
      api.command('account-manager', no, 'clauses.explain', { ...approval, acknowledged: true, note: '当面说明' }),
    );
    await must(api.command('client', no, 'confirm.client', approval));
    expect(await must(api.command('manager', no, 'confirm.provider', approval))).toMatchObject({
      no,
      phase: 'signing',
    });
  });

  it('签署: 扫描件由第二人逐页复核; 条件成就后生效', async () => {
    const { version, sha256 } = ref;
    for (const party of ['provider', 'client'] as const) {
      const { draft } = await get<{ draft: { pages: number } }>('manager', '');
      const scan = await upload(api, no, await pdf(draft.pages, party));
      const seals = ['company-seal', 'legal-representative'];
      const paper = {
        version,
        sha256,
        party,
        seals,
        signedOn: today,
        scan: { uploadId: scan },
        originalsAt: '档案室 3 柜',
      };
      await must(api.command('account-manager', no, 'signature.record', paper));
      const { signatures } = await get<{ signatures: Record<string, { scan: { sha256: string } }> }>('manager', '');
      const checked = { party, scanSha256: signatures[party]!.scan.sha256, names: true, seals: true, dates: true };
      const half = await api.command('legal', no, 'signature.attest', { ...checked, pages: [1] });
      expect([half.status, half.body['field']]).toEqual([422, 'pages']);
      await must(
        api.command('legal', no, 'signature.attest', {
          ...checked,
          pages: Array.from({ length: draft.pages }, (_, i) => i + 1),
        }),
      );
    }
    expect(await must(api.command('operations', no, 'condition.fulfil', { on: today }))).toMatchObject({
      phase: 'execution',
    });
    expect(await get('manager', '')).toMatchObject({ effectiveOn: today, termEnd: expect.any(String) });
  });

  it('执行: 计划与台账成为记录; 台账文字只在加密处', async () => {
    const plan = {
      team: [{ name: '林知远', duty: '统筹' }],
      tasks: [{ item: '定期沟通', schedule: '每月 10 日前', owner: '林知远', deliverable: '沟通记录' }],
    };
    await must(api.command('account-manager', no, 'plan.deliver', plan));
    const occurredAt = iso(startOfDay(dayFromDate(today))); // the first instant of the agreement, whatever the hour
    await must(
      api.command('service-team', no, 'ledger.enter', { way: '电话', content: '金丝雀: 客户希望上午沟通', occurredAt }),
    );
    const { items } = await get<Items>('auditor', '/timeline?limit=200');
    const entry = items.find((item) => item.event === 'ledger.entry');
    expect(entry).toMatchObject({
      content: '金丝雀: 客户希望上午沟通',
      by: { role: 'service-team', name: 'service-team-甲' },
    });
    expect(Date.parse(entry!.at)).toBe(Date.parse(occurredAt));
    const correct = (corrects: number) =>
      api.command('service-team', no, 'ledger.enter', { way: '电话', content: '更正: 下午', corrects });
    expect(await correct(1)).toMatchObject({ status: 422, body: { field: 'corrects' } });
    await must(correct((entry as unknown as { seq: number }).seq));
    const rows = await api.db.raw(`select count(*)::int as n from audit_events where data::text like '%金丝雀%'`);
    expect(rows.rows[0].n).toBe(0);
    expect((await get<Items>('manager', '/documents')).items.map((d) => d.kind)).toContain('service-plan');
  });

  it('时间线按记录顺序分页, 命令带着姓名', async () => {
    const all = (await get<Items>('auditor', '/timeline?limit=200')).items;
    expect(all[0]).toMatchObject({ event: 'phase.entered', phase: 'intake', workflowId: `agreement/${no}` });
    const paged = [];
    let page = await get<Items>('auditor', '/timeline?limit=7');
    for (;;) {
      expect(page.items.length).toBeLessThanOrEqual(7);
      paged.push(...page.items);
      if (!page.next) break;
      page = await get<Items>('auditor', `/timeline?limit=7&cursor=${page.next}`);
    }
    expect(paged).toEqual(all);
    expect(all.map((item) => item.seq)).toEqual([...all.map((item) => item.seq)].sort((a, b) => a - b));
    const accept = all.find((item) => item.name === 'review.client.accept');
    expect(accept).toMatchObject({ event: 'command', outcome: 'accepted', by: { role: 'client', name: 'client-甲' } });
    const settled = all.find((item) => item.name === 'intake.settle');
    expect(settled!.payload.requirements).toEqual(REQUIREMENTS);
    expect(all.some((item) => item.event === 'notice.queued' && item.to === 'client')).toBe(true);
  });

  it('待办: 欠着的在各自角色名下, 时点不是待办', async () => {
    const tasks = await must(api.get<Items>('account-manager', '/v1/tasks'));
    const mine = tasks.items.filter((task) => task.agreement === no).map((task) => task.id);
    expect(mine).toContain('meeting.minutes/1');
    expect(tasks.items.map((task) => task.id)).not.toContain('term.end');
    const first = await must(api.get<Items>('account-manager', '/v1/tasks?limit=1'));
    const rest = await must(api.get<Items>('account-manager', `/v1/tasks?limit=200&cursor=${first.next}`));
    expect([...first.items, ...rest.items]).toEqual(tasks.items);
  });

  it('列表按阶段、等级、期满筛选', async () => {
    const list = async (query: string): Promise<string[]> =>
      (await must(api.get<Items>('auditor', `/v1/agreements?${query}`))).items.map((item) => item.no);
    expect(await list('phase=execution')).toEqual([no]);
    expect(await list('phase=intake')).toEqual([no.replace('001', '002')]);
    expect(await list('tier=普通')).toEqual([]);
    expect(await list('expiringWithinDays=100')).toEqual([]);
    expect(await list('expiringWithinDays=400')).toEqual([no]);
    const first = await must(api.get<Items>('auditor', '/v1/agreements?limit=1'));
    expect(await list(`limit=1&cursor=${first.next}`)).toEqual([no.replace('001', '002')]);
  });

  it('读取个人信息留有访问记录', async () => {
    const rows = await api.db('access_log').where({ role: 'client' }).select('action', 'subject');
    expect(rows).toContainEqual({ action: 'agreement.read', subject: no });
    expect(rows).toContainEqual({ action: 'timeline.read', subject: no });
  });

  it('一次审批在 API 侧至多 4 条 SQL', async () => {
    const other = await startAgreement(api);
    await throughIntake(api, other);
    const { version, sha256 } = await throughDrafting(api, other);
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }): void => void statements.push(sql);
    api.db.on('query', note);
    await must(api.command('legal', other, 'review.legal.approve', { version, sha256 }));
    api.db.removeListener('query', note);
    // both sides share the pool here; the worker's are the ones of its transaction
    const begin = statements.findIndex((sql) => /^begin/i.test(sql));
    const end = statements.findIndex((sql) => /^commit/i.test(sql));
    const worker = statements.slice(begin, end + 1);
    const mine = statements.filter((_sql, i) => i < begin || i > end);
    // claim and store here; lock and unlock on the session of the locks
    expect(mine.map((sql) => sql.trim().split(/\s+/).slice(0, 3).join(' '))).toEqual([
      'insert into command_keys',
      'update "command_keys" set',
    ]);
    expect(worker.length).toBeLessThanOrEqual(6);
  });

  it('每个答复都与文档一致', () => {
    expect(mismatches(api.seen)).toEqual([]);
  });
});
