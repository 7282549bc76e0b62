import { PUBLIC_CASE_COMMANDS, casePathOf, kindOf, type PublicCaseCommand } from '../../api/schemas/case-commands';
import { filedCase } from '../../api/filed';
import { CASE_RULES } from '../../domain/case/commands';
import { ROLES, type Role } from '../../domain/roles';
import { MINUTE } from '../../domain/time';
import { caseBodies } from './bodies';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { agreementInForce } from './in-force';
import { must, pdf, startBody, upload } from './samples';

let api: Api;
let no: string;
let other: string;
let scan: string;

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  [no, other] = await Promise.all([agreementInForce(api), agreementInForce(api, {}, AGREED)]);
  scan = await upload(api, no, await pdf(1, 'question'));
}, 180_000);
afterAll(() => api.close());

/** What `other` has changed of the standard. */
const AGREED = {
  standard: { 'complaint.first-contact@严重': { value: 10, unit: 'min' } },
  ladders: {
    'complaint.first-contact': [
      { role: 'operations', after: { value: 0, unit: 'min' } },
      { role: 'manager', after: { value: 30, unit: 'min' } },
      { role: 'head-of-service', after: { value: 1, unit: 'h' } },
    ],
  },
};

type Items = { items: Loose[] };

async function file(role: Role, kind: 'complaint' | 'request', body: object = {}, of = no): Promise<string> {
  const report = { channel: '电话', description: '约好的回访没有进行', ...body };
  const answer = await must(api.command<Loose>(role, of, `${kind}.file`, report));
  return answer.caseId as string;
}
const read = (role: Role, id: string, path = ''): Promise<Loose> =>
  must(
    api.get<Loose>(
      role,
      `/v1/${id.includes('-C') ? 'complaints' : 'requests'}/${id}${path}`,
      role === 'client' ? no : undefined,
    ),
  );
const send = (role: Role, id: string, name: PublicCaseCommand, body: object = {}): Promise<Loose> =>
  must(api.caseCommand<Loose>(role, id, name, body));
const clock = async (id: string, name: string): Promise<Loose> =>
  ((await read('auditor', id, '/deadlines')) as Items).items.findLast((item) => item.id === name)!;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();

describe('投诉, 经 HTTP', () => {
  let id: string;

  it('客户提出: 答复带编号与地址, 立即可读; 同一键只登记一次', async () => {
    const token = await api.token('client', { agreement: no });
    const body = { channel: 'portal', description: '金丝雀: 约好的回访没有进行', person: '林知远', severity: '严重' };
    const sent = await api.call<Loose>('POST', `/v1/agreements/${no}/complaint/file`, body, { token, key: 'c-1' });
    expect(sent).toMatchObject({ status: 200, body: { no, caseId: `${no}-C1`, phase: 'execution' } });
    id = sent.body.caseId;
    expect(decodeURI(sent.headers.get('location')!)).toBe(`/v1/complaints/${id}`);
    const again = await api.call<Loose>('POST', `/v1/agreements/${no}/complaint/file`, body, { token, key: 'c-1' });
    expect([again.body, again.headers.get('location')]).toEqual([sent.body, sent.headers.get('location')]);
    expect(await read('client', id, '/documents')).toEqual({ items: [] });
    expect(await read('client', id)).toMatchObject({
      ...{ id, kind: 'complaint', agreement: no, phase: 'open', severity: '严重', about: 'service', round: 1 },
      ...{ waitingFor: 'account-manager', report: { ...body }, filedBy: { role: 'client', name: 'client-甲' } },
    });
  });

  it('文字只在加密处', async () => {
    for (const table of ['cases', 'audit_events', 'notices', 'command_keys', 'deadlines']) {
      const { rows } = await api.db.raw<{ rows: object[] }>('select t::text as text from ?? t', [table]);
      expect(JSON.stringify(rows)).not.toMatch(/金丝雀/);
    }
  });

  it('期限自客户提出起算, 带剩余时间; 运营补记的, 已过的期限即为逾期', async () => {
    const contact = await clock(id, 'complaint.first-contact');
    expect(Date.parse(contact.due) - Date.parse(contact.startedAt)).toBe(30 * MINUTE);
    expect(contact).toMatchObject({ state: 'open', paused: false, met: false, missed: false, excluded: false });
    expect(contact.remainingMs).toBeGreaterThan(25 * MINUTE);
    expect(contact.remainingMs).toBeLessThanOrEqual(30 * MINUTE);
    const late = await file('operations', 'complaint', { occurredAt: ago(120) });
    const missed = await clock(late, 'complaint.first-contact');
    expect(missed).toMatchObject({ state: 'missed', missed: true, met: false, escalatedTo: 'manager' });
    expect(missed.remainingMs).toBeLessThan(-89 * MINUTE);
    const refused = await api.command('client', no, 'complaint.file', {
      ...{ channel: '电话', description: '昨天的事', occurredAt: ago(120) },
    });
    expect([refused.status, refused.body['field']]).toEqual([422, 'occurredAt']);
  });

  it('协议约定的时限(按级别)与上报阶梯, 其投诉照办; 没有的期限, 未约定服务时间的单位: 422', async () => {
    const agreed = await file('operations', 'complaint', { severity: '严重', occurredAt: ago(120) }, other);
    const contact = await clock(agreed, 'complaint.first-contact');
    expect(Date.parse(contact.due) - Date.parse(contact.startedAt)).toBe(10 * MINUTE);
    expect(contact).toMatchObject({ escalations: 3, escalatedTo: 'head-of-service' });
    const rung = (unit: string) => [{ role: 'manager', after: { value: 1, unit } }];
    for (const [field, more] of [
      ['ladders.complaint.nothing', { ladders: { 'complaint.nothing': rung('h') } }],
      ['ladders.complaint.plan[0].after.unit', { ladders: { 'complaint.plan': rung('workhour') } }],
      ['standard.complaint.plan.unit', { standard: { 'complaint.plan': { value: 1, unit: 'workmin' } } }],
    ] as const) {
      const token = await api.token('operations');
      const refused = await api.call('POST', '/v1/agreements', startBody(api.shortName, {}, more), { token });
      expect([refused.status, refused.body['field']]).toEqual([422, field]);
    }
  });

  it('暂停停住首次联系以外的全部期限, 恢复后顺延; 凭证须是本协议的上传', async () => {
    const foreign = await upload(api, other, await pdf(1, 'foreign'));
    const pausing = { reason: '请补充截图', proof: { uploadId: foreign }, days: 2 };
    const refused = await api.caseCommand('account-manager', id, 'complaint.pause', pausing);
    expect([refused.status, refused.body['field']]).toEqual([422, 'proof.uploadId']);
    const answer = await send('account-manager', id, 'complaint.pause', { ...pausing, proof: { uploadId: scan } });
    expect(answer).toMatchObject({ id, agreementNo: no, phase: 'open', waitingFor: 'account-manager' });
    const paused = await clock(id, 'complaint.first-solution');
    expect(paused).toMatchObject({ paused: true, pauses: [{ until: expect.any(String) }] });
    const later = await clock(id, 'complaint.first-solution');
    expect(later.remainingMs).toBe(paused.remainingMs);
    expect((await read('client', id)).current.pauses).toMatchObject([{ reason: '请补充截图' }]);
    await send('account-manager', id, 'complaint.resume');
    expect((await clock(id, 'complaint.first-solution')).paused).toBe(false);
  });

  it('从首次联系到结案; 复杂的每个工作日通报, 工作日的期限另给工作时间', async () => {
    const body = caseBodies({ scan, into: '' });
    for (const name of ['contact', 'team', 'solution', 'severity', 'declare-complex', 'plan', 'update'] as const)
      await send('account-manager', id, `complaint.${name}`, body[`complaint.${name}`]);
    const update = await clock(id, 'complaint.daily-update/2').catch(() => undefined);
    const daily = update ?? (await clock(id, 'complaint.daily-update/1'));
    expect(daily.remainingWorkMs).toBeGreaterThan(0);
    const early = await api.caseCommand('account-manager', id, 'complaint.callback', body['complaint.callback']);
    expect([early.status, early.body['state']]).toMatchObject([409, { phase: 'open', waitingFor: expect.any(String) }]);
    expect(await send('service-team', id, 'complaint.resolve', body['complaint.resolve'])).toMatchObject({
      phase: 'resolved',
    });
    await send('client', id, 'complaint.reopen', { reason: '同样的问题再次出现' });
    expect(await read('auditor', id)).toMatchObject({ phase: 'open', round: 2 });
    for (const name of ['contact', 'team', 'solution', 'resolve', 'callback', 'retrospective'] as const)
      await send('account-manager', id, `complaint.${name}`, body[`complaint.${name}`]);
    expect(await send('account-manager', id, 'complaint.close')).toMatchObject({
      phase: 'closed',
      outcome: 'satisfied',
    });
    const after = await api.caseCommand('account-manager', id, 'complaint.update', body['complaint.update']);
    expect([after.status, after.body['state']]).toMatchObject([409, { phase: 'closed', waitingFor: 'nobody' }]);
  });

  it('全部办理记录可读; 内部的话不给客户看', async () => {
    const inside = await read('auditor', id);
    const commands = inside.entries.map((entry: Loose) => entry.command);
    expect(commands).toEqual(expect.arrayContaining(['complaint.pause', 'complaint.retrospective', 'complaint.close']));
    expect(inside.entries[0]).toMatchObject({
      command: 'complaint.pause',
      reason: '请补充截图',
      by: { name: 'account-manager-甲' },
    });
    const words = /交接遗漏|测试用的理由|清单增加/;
    for (const path of ['', '/timeline?limit=200', '/deadlines']) {
      expect(JSON.stringify(await read('client', id, path))).not.toMatch(words);
    }
    expect(JSON.stringify(inside)).toMatch(words);
    const trail = (await read('auditor', id, '/timeline?limit=200')) as Items;
    expect(trail.items[0]).toMatchObject({ event: 'complaint.opened', workflowId: `complaint/${id}` });
    expect(JSON.stringify(trail)).toMatch(words);
    expect(await api.db('access_log').where({ subject: id, action: 'case.read', role: 'client' })).not.toEqual([]);
  });
});

describe('需求, 经 HTTP', () => {
  it('重复的并入未结案的一份, 来源都在; 并入不存在的, 已结案的, 别的协议的: 422', async () => {
    const kept = await file('client', 'request', { urgency: '重要', topic: 'technical' });
    const duplicate = await file('service-team', 'request', { channel: '微信' });
    const foreign = await file('operations', 'request', {}, other);
    const gone = await file('operations', 'request');
    await send('manager', gone, 'request.close', { outcome: 'withdrawn', reason: '客户不再需要' });
    for (const into of [kept.replace(/\d+$/, '99'), gone, foreign, kept.replace('-R', '-C')]) {
      const refused = await api.caseCommand('account-manager', duplicate, 'request.merge', { into });
      expect([into, refused.status, refused.body['field']]).toEqual([into, 422, 'into']);
    }
    expect(await send('account-manager', duplicate, 'request.merge', { into: kept })).toMatchObject({
      outcome: 'merged',
    });
    for (let i = 0; i < 100 && (await read('auditor', kept)).sources.length < 2; i++)
      await new Promise((r) => setTimeout(r, 50));
    expect((await read('auditor', kept)).sources.map((source: Loose) => source.channel).sort()).toEqual(
      ['微信', '电话'].sort(),
    );
  });

  it('评估、转交、拒绝并给出替代方案, 客户确认', async () => {
    const id = await file('client', 'request', { urgency: '紧急' });
    const body = caseBodies({ scan, into: '' });
    await send('account-manager', id, 'request.assess', body['request.assess']);
    await send('account-manager', id, 'request.assign', { department: 'support' });
    expect((await clock(id, 'request.response')).owner).toBe('service-team');
    await send('account-manager', id, 'request.refuse', body['request.refuse']);
    expect(await send('client', id, 'request.confirm')).toMatchObject({ phase: 'closed', outcome: 'refused' });
    expect(JSON.stringify(await read('client', id))).not.toMatch(/有助于续签/);
    expect(JSON.stringify(await read('client', id))).toMatch(/改为季度办理/);
  });
});

describe('谁可以做什么', () => {
  it.each(PUBLIC_CASE_COMMANDS)('%s: 有权的角色到达 (409 已结案), 其余 403', async (name) => {
    const query = `phase=closed&agreement=${no}&limit=1`;
    const [closed] = (await must(api.get<Items>('auditor', `/v1/${kindOf(name)}s?${query}`))).items;
    const target = await file('operations', 'request');
    const body = caseBodies({ scan, into: target })[name];
    for (const role of ROLES) {
      const { status } = await api.caseCommand(role, closed!.id, name, body);
      expect([role, status]).toEqual([role, CASE_RULES[name].roles.includes(role) ? 409 : 403]);
    }
  });

  it('客户对别的协议的: 每条命令, 每个读取都是 404, 与不存在的、另一种的无法区分', async () => {
    const complaint = await file('operations', 'complaint', {}, other);
    const request = await file('operations', 'request', {}, other);
    const token = await api.token('client', { agreement: no });
    const mine = await file('client', 'complaint');
    for (const [c, r] of [
      [complaint, request],
      [`${other}-C99`, `${other}-R99`],
      [`${no}-C99`, `${no}-R99`],
      [mine.replace('-C', '-R') + '9', mine],
    ] as const) {
      for (const name of PUBLIC_CASE_COMMANDS) {
        if (c.startsWith(no) && !CASE_RULES[name].roles.includes('client')) continue;
        const id = kindOf(name) === 'complaint' ? c : r;
        const body = caseBodies({ scan, into: request })[name];
        const reply = await api.call('POST', `/v1/${kindOf(name)}s/${id}/${casePathOf(name)}`, body, { token });
        expect([name, reply.status]).toEqual([name, 404]);
      }
      for (const path of ['', '/timeline', '/deadlines', '/documents']) {
        for (const address of [`/v1/complaints/${c}${path}`, `/v1/requests/${r}${path}`]) {
          const reply = await api.call('GET', address, undefined, { token });
          expect([address, reply.status, reply.body['type']]).toEqual([address, 404, 'urn:lvyue:problem:NotFound']);
        }
      }
    }
  });
});

describe('一次办理', () => {
  it('在 API 侧 2 条 SQL, 连同记录至多 11 条', async () => {
    const id = await file('operations', 'complaint');
    await send('account-manager', id, 'complaint.attempt', { way: '电话', note: '无人接听' });
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }): void => void statements.push(sql);
    api.db.on('query', note);
    await send('account-manager', id, 'complaint.team', caseBodies({ scan, into: '' })['complaint.team']);
    api.db.removeListener('query', note);
    expect(statements.map((sql) => sql.trim().split(/\s+/).slice(0, 3).join(' '))).toEqual(
      expect.arrayContaining(['insert into command_keys', 'update "command_keys" set']),
    );
    expect(statements.length).toBeLessThanOrEqual(11);
  });

  it('投诉本身尚未记录时, 登记以 503 答复; 记录之后同一命令得到同一编号', async () => {
    const filing = { kind: 'complaint', no, commandId: 'never' } as const;
    await expect(filedCase(api.db, filing, 50)).rejects.toMatchObject({ type: 'Unavailable' });
    const filed = await api
      .db('audit_events')
      .where({ event: 'complaint.filed' })
      .first<{ command_id: string; data: { id: string } }>();
    expect(
      await filedCase(api.db, { ...filing, no: filed.data.id.replace(/-C\d+$/, ''), commandId: filed.command_id }, 50),
    ).toBe(filed.data.id);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
