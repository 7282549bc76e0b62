import { checkUscc } from '../../domain/codes/uscc';
import { agreementId } from '../../domain/ids';
import { mismatches } from './documented';
import { Api, type Loose, type Reply } from './harness';
import { csv, DRAFT, must, pdf, startAgreement, startBody, throughDrafting, throughIntake, upload } from './samples';

let api: Api;
let no: string;

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  no = await startAgreement(api);
}, 120_000);
afterAll(() => api.close());

const start = async (body: unknown): Promise<Reply> =>
  api.call('POST', '/v1/agreements', body, { token: await api.token('operations') });
const told = ({ status, body }: Reply): unknown[] => [status, body['type'], body['field']];
const changed = (edit: (body: Loose) => void): Loose => {
  const body = startBody(api.shortName);
  edit(body);
  return body;
};
const problem = (name: string): string => `urn:lvyue:problem:${name}`;
const INVALID: [number, string] = [422, problem('Invalid')];
const MALFORMED: [number, string] = [400, problem('Malformed')];

describe('建立协议时拒绝的', () => {
  const cases: [string, (body: Loose) => void, [number, string], string][] = [
    ['信用代码校验位', (b) => (b.parties.client.uscc = '91330108MA2H1CDY63'), INVALID, 'parties.client.uscc'],
    ['信用代码长度', (b) => (b.parties.provider.uscc = '9133'), INVALID, 'parties.provider.uscc'],
    ['期限为零', (b) => (b.terms.termMonths = 0), INVALID, 'terms.termMonths'],
    ['期限为负', (b) => (b.terms.termMonths = -12), INVALID, 'terms.termMonths'],
    ['期限过长', (b) => (b.terms.termMonths = 121), INVALID, 'terms.termMonths'],
    ['期限不是整数', (b) => (b.terms.termMonths = 1.5), MALFORMED, 'terms.termMonths'],
    [
      '末日早于首日',
      (b) => Object.assign(b.terms, { startsOn: '2027-06-01', endsOn: '2027-05-31' }),
      INVALID,
      'terms.endsOn',
    ],
    [
      '末日与月数不符',
      (b) => Object.assign(b.terms, { startsOn: '2027-01-01', endsOn: '2027-12-30' }),
      INVALID,
      'terms.endsOn',
    ],
    ['不存在的日期', (b) => (b.terms.startsOn = '2027-02-29'), INVALID, 'terms.startsOn'],
    ['费用为零', (b) => (b.terms.feeFen = 0), INVALID, 'terms.feeFen'],
    ['等级', (b) => (b.terms.tier = 'VIP'), INVALID, 'terms.tier'],
    ['简称中的符号', (b) => (b.terms.shortName = '客户/维护'), INVALID, 'terms.shortName'],
    ['邮箱', (b) => (b.parties.contact.email = 'xu@'), INVALID, 'parties.contact.email'],
    ['电话', (b) => (b.parties.contact.telephone = '电话'), INVALID, 'parties.contact.telephone'],
    ['主体类型不一致', (b) => (b.terms.providerKind = 'natural-person'), INVALID, 'terms.providerKind'],
    ['客户须为企业', (b) => (b.parties.client.kind = 'natural-person'), INVALID, 'parties.client.kind'],
    ['服务时间重叠', (b) => (b.terms.serviceHours = '09:00-12:00,11:00-18:00'), INVALID, 'terms.serviceHours'],
    ['没有的期限', (b) => (b.standard = { 'no.such': { value: 1, unit: 'day' } }), INVALID, 'standard.no.such'],
    ['时点不可改', (b) => (b.standard = { 'term.end': { value: 1, unit: 'day' } }), INVALID, 'standard.term.end'],
    [
      '时长单位',
      (b) => (b.standard = { 'review.client': { value: 5, unit: 'week' } }),
      INVALID,
      'standard.review.client.unit',
    ],
    ['编号写法', (b) => (b.no = '2024/001'), INVALID, 'no'],
    ['缺少一项', (b) => delete b.parties.manager.name, MALFORMED, 'parties.manager.name'],
    ['类型', (b) => (b.terms.feeFen = '12000000'), MALFORMED, 'terms.feeFen'],
    ['多出一项', (b) => (b.terms.fee = 1), MALFORMED, 'terms.fee'],
    ['缺少双方', (b) => delete b.parties, MALFORMED, 'parties'],
  ];
  it.each(cases)('%s', async (_name, edit, [status, type], field) => {
    const reply = await start(changed(edit));
    expect(told(reply)).toEqual([status, type, field]);
    const errors = reply.body['errors'] as { field: string; rule: string; message: string }[];
    expect(errors.find((error) => error.field === field)!.message).toMatch(/\p{Script=Han}/u);
  });

  it('一次说出全部错误的字段', async () => {
    const reply = await start(
      changed((b) => ((b.parties.client.uscc = 'X'), (b.terms.termMonths = 0), (b.parties.contact.email = 'x'))),
    );
    const fields = (reply.body['errors'] as { field: string }[]).map((error) => error.field);
    expect(fields.sort()).toEqual(['parties.client.uscc', 'parties.contact.email', 'terms.termMonths']);
    expect(reply.body['type']).toBe(problem('Invalid'));
  });

  it('错误中没有送来的个人信息', async () => {
    const reply = await start(
      changed((b) => ((b.parties.contact.email = '张三丰@泄露'), (b.parties.client.uscc = '泄露的代码'))),
    );
    expect(reply.bytes.toString('utf8')).not.toMatch(/张三丰|泄露/);
  });

  it('导入的编号已存在: 409; 不存在的保留原号, 也不影响连续编号', async () => {
    const taken = await start(changed((b) => (b.no = no)));
    expect(told(taken)).toEqual([409, problem('NumberTaken'), 'no']);
    const imported = `2019-${api.shortName}-042`;
    expect((await start(changed((b) => (b.no = imported)))).body['no']).toBe(imported);
    const next = no.replace(/\d+$/, '002');
    expect((await start(changed((b) => (b.no = next)))).body['no']).toBe(next);
    expect((await start(changed(() => undefined))).body['no']).toBe(no.replace(/\d+$/, '003'));
  });

  it('不是 JSON, 过大, 别的类型, 不是对象', async () => {
    const token = await api.token('operations');
    const headers = { 'content-type': 'application/json' };
    const send = (raw: string, type = headers): Promise<Reply> =>
      api.call('POST', '/v1/agreements', undefined, { token, raw, headers: type });
    expect((await send('{"terms":')).body['type']).toBe(problem('Malformed'));
    expect((await send(JSON.stringify({ x: 'x'.repeat(1_100_000) }))).status).toBe(413);
    expect((await send('terms=1', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(400);
    expect((await send('[]')).status).toBe(400);
    expect((await send('"text"')).status).toBe(400);
  });

  it('什么也没有改变', async () => {
    expect(await api.db('start_intents').count()).toEqual([{ count: '4' }]);
    expect(checkUscc('91330108MA2H1CDY62').ok).toBe(true);
  });
});

describe('命令拒绝的', () => {
  const am = (name: string, body: object): Promise<Reply> => api.command('account-manager', no, name, body);
  const before = async (): Promise<unknown> => (await api.db('agreements').where({ no }).first('version')) as unknown;

  it('过期的营业执照: 可以上传, 不能通过', async () => {
    const licence = await upload(api, no, await pdf(1, 'licence'));
    await must(
      am('document.receive', { kind: 'business-licence', upload: { uploadId: licence }, validUntil: '2020-01-01' }),
    );
    const version = await before();
    const refused = await am('document.accept', { kind: 'business-licence' });
    expect(told(refused)).toEqual([409, problem('LicenceExpired'), 'kind']);
    expect(refused.body['detail']).toContain('2020-01-01');
    expect(refused.body['state']).toMatchObject({ phase: 'intake' });
    expect(await before()).toEqual(version);
  });

  it('名单与表格数量不一致', async () => {
    const list = await upload(api, no, await pdf(1, 'list'));
    const table = await upload(api, no, csv(3), 'text/csv');
    await must(
      am('document.receive', {
        kind: 'customer-list',
        upload: { uploadId: list },
        table: { uploadId: table },
        declaredCount: 4,
      }),
    );
    const refused = await am('document.accept', { kind: 'customer-list' });
    expect(told(refused)).toEqual([409, problem('CountMismatch'), 'declaredCount']);
  });

  it('上传文件不存在, 属于别的协议, 或类型不对', async () => {
    const table = await upload(api, no, csv(3), 'text/csv');
    const foreign = await upload(api, no.replace('001', '002'), await pdf(1, 'foreign'));
    const receive = (body: object): Promise<Reply> => am('document.receive', { kind: 'contact-identity', ...body });
    expect(told(await receive({ upload: { uploadId: 'u-none' } }))).toEqual([...INVALID, 'upload.uploadId']);
    expect(told(await receive({ upload: { uploadId: foreign } }))).toEqual([...INVALID, 'upload.uploadId']);
    expect(told(await receive({ upload: { uploadId: table } }))).toEqual([...INVALID, 'upload.uploadId']);
    const scan = await upload(api, no, await pdf(1, 'list'));
    const swapped = { upload: { uploadId: scan }, table: { uploadId: scan } };
    expect(told(await receive(swapped))).toEqual([...INVALID, 'table.uploadId']);
    expect(told(await receive({ upload: 'u-none' }))).toEqual([...MALFORMED, 'upload']);
  });

  it('未来的发生时间, 没有时区的时间', async () => {
    const future = new Date(Date.now() + 3_600_000).toISOString();
    const body = { kind: 'x', title: '补充材料' };
    expect(told(await am('document.require', { ...body, occurredAt: future }))).toEqual([...INVALID, 'occurredAt']);
    expect(told(await am('document.require', { ...body, occurredAt: '2026-01-01T10:00:00' }))).toEqual([
      ...INVALID,
      'occurredAt',
    ]);
    expect(told(await am('document.require', { ...body, occurredAt: 5 }))).toEqual([...MALFORMED, 'occurredAt']);
  });

  it('阶段不对: 409, 说明理由和状态', async () => {
    const refused = await api.command('legal', no, 'review.legal.approve', { version: 1, sha256: 'a'.repeat(64) });
    expect(refused.body).toMatchObject({ type: problem('NotNow'), state: { phase: 'intake', waitingFor: 'client' } });
    expect(refused.body['detail']).toContain('需求沟通');
  });

  it('不存在的协议: 404', async () => {
    const reply = await api.command('manager', no.replace('001', '999'), 'agreement.close', { reason: '测试' });
    expect(told(reply)).toEqual([404, problem('NotFound'), undefined]);
  });

  it('草案的规则指出草案中的字段; 作废的版本与哈希', async () => {
    const one = await startAgreement(api);
    await throughIntake(api, one);
    const submit = (draft: object): Promise<Reply> => api.command('account-manager', one, 'draft.submit', { draft });
    expect(told(await submit({ ...DRAFT, feeFen: 1 }))).toEqual([...INVALID, 'draft.feeBreakdown']);
    expect(told(await submit({ ...DRAFT, copies: 3 }))).toEqual([...INVALID, 'draft.copies']);
    expect(told(await submit({ ...DRAFT, clauses: DRAFT.clauses.slice(1) }))).toEqual([...INVALID, 'draft.clauses']);
    expect(told(await submit({ ...DRAFT, personalised: DRAFT.personalised.slice(1) }))).toEqual([
      ...INVALID,
      'draft.personalised',
    ]);
    expect(told(await submit({ ...DRAFT, annexes: ['同名', '同名'] }))).toEqual([...INVALID, 'draft.annexes']);
    expect(told(await submit({ ...DRAFT, dispute: { arbitration: '甲', court: '乙' } }))[0]).toBe(400);
    expect(
      (await submit({ ...DRAFT, serviceItems: [{ item: ' ', standard: '每月', frequency: '每月' }] })).body['field'],
    ).toBe('draft.serviceItems[0].item');
    const { version, sha256 } = await throughDrafting(api, one);
    const approve = (body: object): Promise<Reply> => api.command('legal', one, 'review.legal.approve', body);
    expect(told(await approve({ version: version + 1, sha256 }))).toEqual([409, problem('VersionVoid'), 'version']);
    expect(told(await approve({ version, sha256: 'b'.repeat(64) }))).toEqual([409, problem('VersionVoid'), 'sha256']);
    expect(told(await approve({ version, sha256: 'XYZ' }))).toEqual([...INVALID, 'sha256']);
    expect(told(await approve({ version }))).toEqual([...MALFORMED, 'sha256']);
  });

  it('四眼: 起草人审核自己的草案, 一人兼审', async () => {
    const one = await startAgreement(api);
    await throughIntake(api, one);
    const ref = await throughDrafting(api, one);
    const same = { name: 'account-manager-甲' }; // the drafter, under another role
    const own = await api.command('legal', one, 'review.legal.approve', ref, { token: await api.token('legal', same) });
    expect(own.body['type']).toBe(problem('FourEyes'));
    await must(api.command('legal', one, 'review.legal.approve', ref));
    const both = await api.command('service-review', one, 'review.service.approve', ref, {
      token: await api.token('service-review', { name: 'legal-甲' }),
    });
    expect(both.body['type']).toBe(problem('FourEyes'));
  });

  it('查询参数与地址', async () => {
    const token = await api.token('auditor');
    const read = async (path: string): Promise<unknown[]> => told(await api.call('GET', path, undefined, { token }));
    expect(await read('/v1/agreements?phase=none')).toEqual([...INVALID, 'phase']);
    expect(await read('/v1/agreements?limit=1000')).toEqual([...INVALID, 'limit']);
    expect(await read('/v1/agreements?colour=red')).toEqual([...MALFORMED, 'colour']);
    expect(await read('/v1/agreements?cursor=abc')).toEqual([...MALFORMED, 'cursor']);
    expect(await read('/v1/agreements?cursor=%00')).toEqual([...MALFORMED, 'cursor']);
    expect(await read(`/v1/agreements/${no}/documents/agreement/99999999999`)).toEqual([
      404,
      problem('NotFound'),
      undefined,
    ]);
    expect(await read('/v1/agreements/x%27%3B--/timeline')).toEqual([404, problem('NotFound'), undefined]);
    expect(await read('/v1/nothing')).toEqual([404, problem('NotFound'), undefined]);
    const broken = await fetch(`${api.url}/v1/agreements/%E0%A4%A`, { headers: { authorization: `Bearer ${token}` } });
    expect([broken.status, broken.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
    const nul = await fetch(`${api.url}/v1/agreements/%00`, { headers: { authorization: `Bearer ${token}` } });
    expect(nul.status).toBe(400);
  });

  it('被拒绝的命令没有留下任何事件', async () => {
    const rows = await api
      .db('audit_events')
      .where({ workflow_id: agreementId(no), event: 'command' })
      .orderBy('seq');
    expect(rows.map((row: { data: { name: string } }) => row.data.name)).toEqual([
      'document.receive',
      'document.receive',
    ]);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
