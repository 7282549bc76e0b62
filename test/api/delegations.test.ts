import { randomUUID } from 'node:crypto';
import { agreementId } from '../../domain/ids';
import type { Role } from '../../domain/roles';
import { DAY, dateAt } from '../../domain/time';
import { createMailer } from '../../notices/mailer';
import { createRecipients } from '../../notices/recipients';
import { createRelay } from '../../notices/relay';
import { smtpTrap } from '../support/smtp';
import { mismatches } from './documented';
import { Api, type Loose, type Reply } from './harness';
import { must } from './samples';

/** Agreements as a worker leaves them: whose person is away is read from their sealed parties. */
const LIN = { name: '林知远', email: 'lin@provider.example' };
const GAO = { name: '高岚', email: 'gao@provider.example' };
const FANG = { name: '方晓', email: 'fang@provider.example' };
const XU = { name: '许静', email: 'xu@client.example' };
const HE = { name: '何萍', email: 'he@client.example' };
const [MINE, OTHERS, STRANGE] = ['2026-外出-001', '2026-外出-002', '2026-外出-003'];

const day = (n: number): string => dateAt(Date.now() + n * DAY);
let api: Api;

async function record(no: string, clientId: string, accountManager: object, contact: object): Promise<void> {
  const partiesRef = `r-parties-${no}`;
  await api.deps.vault.sealRecord(clientId, partiesRef, {
    ...{ accountManager, contact, manager: { name: '沈若溪', email: 'shen@provider.example' } },
  });
  const state = { partiesRef, terms: {}, deadlines: [{ id: 'execution.plan', n: 1 }] };
  await api.db('agreements').insert({
    ...{ no, workflow_id: agreementId(no), client_id: clientId, phase: 'execution', waiting_for: 'client', version: 1 },
    ...{ attention: 'none', tier: '重点', client_type: '高价值', calendar_revision: 3, state },
    recorded_at: new Date(),
  });
  const owned = (id: string, owner: Role) => ({
    ...{ workflow_id: agreementId(no), id, n: 1, version: 1, clause: '§3.5', owner, state: 'open', projected: false },
    ...{ started_at: new Date(Date.now() - DAY), due_at: new Date(Date.now() + DAY), climbed: 0 },
    data: { target: { value: 2, unit: 'workday' }, pauses: [] },
  });
  await api
    .db('deadlines')
    .insert([
      owned('execution.plan', 'account-manager'),
      owned('handover.acceptance', 'client'),
      owned('review.legal', 'legal'),
    ]);
}

beforeAll(async () => {
  api = await Api.start();
  await record(MINE!, 'c-1', LIN, XU);
  await record(OTHERS!, 'c-1', FANG, XU);
  await record(STRANGE!, 'c-2', FANG, XU); // another client whose contact has the same name and address
}, 60_000);
afterAll(() => api.close());
beforeEach(async () => {
  await api.db('notices').delete();
  await api.db('delegations').delete();
});

interface By {
  role?: Role;
  name?: string;
  agreement?: string;
  key?: string;
}
const tokenOf = ({ role = 'manager', name, agreement }: By) =>
  api.token(role, { ...(name && { name }), ...(agreement && { agreement }) });

async function post(body: object, by: By = {}): Promise<Reply<Loose>> {
  return api.call('POST', '/v1/delegations', body, { token: await tokenOf(by), key: by.key ?? randomUUID() });
}
const recorded = (body: object, by?: By): Promise<Loose> => must(post(body, by), 201);
async function revoke(id: string, by: By = {}): Promise<Reply<Loose>> {
  const options = { token: await tokenOf(by), key: by.key ?? randomUUID() };
  return api.call('POST', `/v1/delegations/${id}/revoke`, {}, options);
}
async function list(by: By = {}, query = ''): Promise<Loose[]> {
  const reply = await must(
    api.call<{ items: Loose[] }>('GET', `/v1/delegations${query}`, undefined, { token: await tokenOf(by) }),
  );
  return reply.items;
}
async function tasks(by: By): Promise<Loose[]> {
  const reply = await must(api.call<{ items: Loose[] }>('GET', '/v1/tasks', undefined, { token: await tokenOf(by) }));
  return reply.items.map(({ agreement, id, why, substitution }) => ({ agreement, id, why, substitution }));
}
const away = (changes: object = {}) => ({
  ...{ role: 'account-manager', from: LIN, to: GAO, startsOn: day(0), endsOn: day(7), reason: '年假' },
  ...changes,
});
const problem = ({ status, body }: Reply<Loose>) => [status, String(body['type']).split(':').at(-1), body['field']];

describe('登记外出委托', () => {
  it('201: 两人的姓名与登记人都在记录中, 代理人得到通知, 库中没有明文', async () => {
    const made = await post(away());
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    expect(made.headers.get('location')).toBe(`/v1/delegations/${id}`);
    expect(made.body).toMatchObject({
      ...{ role: 'account-manager', from: LIN, to: GAO, startsOn: day(0), endsOn: day(7), reason: '年假' },
      ...{ state: 'active', recordedBy: { role: 'manager', name: 'manager-甲' }, agreements: 1 },
    });
    const { agreements: _count, ...kept } = made.body;
    const one = await api.get<Loose>('auditor', `/v1/delegations/${id}`);
    expect(one.body).toEqual(kept);
    expect(await list()).toEqual([kept]);
    expect(await list({}, `?on=${day(7)}`)).toHaveLength(1);
    expect(await list({}, `?on=${day(8)}`)).toEqual([]);

    const notices = await api.db('notices');
    expect(notices).toMatchObject([
      { workflow_id: `delegation/${id}`, kind: 'delegation.recorded', to_role: 'account-manager', state: 'queued' },
    ]);
    const plain = JSON.stringify([await api.db('delegations'), notices, await api.db('command_keys').select('route')]);
    expect(plain).not.toMatch(/林知远|高岚|provider\.example|年假/);
  });

  it('同一个键只有一项, 重试得到同样的答复; 用于别的内容 422', async () => {
    const key = randomUUID();
    const made = await post(away(), { key });
    expect((await post(away(), { key })).body).toEqual(made.body);
    // an answer that was lost before it was stored
    await api
      .db('command_keys')
      .where({ key })
      .update({ status: null, answer: { by: 1 } });
    expect((await post(away(), { key })).body).toEqual(made.body);
    expect(await api.db('delegations')).toHaveLength(1);
    expect(await api.db('notices')).toHaveLength(1);
    expect((await post(away({ endsOn: day(8) }), { key })).status).toBe(422);
  });

  it('本人、负责人、运营、管理员可以; 别人 403', async () => {
    const allowed: By[] = [
      { role: 'account-manager', name: LIN.name },
      { role: 'operations' },
      { role: 'administrator' },
    ];
    for (const by of allowed) {
      const { body, status } = await post(away(), by);
      expect([by, status]).toEqual([by, 201]);
      await must(revoke(body['id'] as string, by));
    }
    const refused: By[] = [{ role: 'account-manager' }, { role: 'legal', name: LIN.name }, { role: 'auditor' }];
    for (const by of refused) expect(problem(await post(away(), by))).toEqual([403, 'Forbidden', undefined]);
    const client: By = { role: 'client', name: LIN.name, agreement: MINE };
    expect(problem(await post(away(), client))).toEqual([403, 'Forbidden', undefined]);
  });

  it('不可能的期间与本人代本人 422; 同期第二项与循环 409; 链条可以', async () => {
    expect(problem(await post(away({ endsOn: day(-1) })))).toEqual([422, 'Invalid', 'endsOn']);
    expect(problem(await post(away({ startsOn: day(-9), endsOn: day(-1) })))).toEqual([422, 'Invalid', 'endsOn']);
    expect(problem(await post(away({ to: LIN })))).toEqual([422, 'Invalid', 'to.email']);
    expect(problem(await post(away({ from: { ...LIN, email: 'lin' } })))).toEqual([422, 'Invalid', 'from.email']);
    expect(problem(await post(away({ agreement: MINE })))).toEqual([422, 'Invalid', 'agreement']);
    expect(problem(await post(away({ to: undefined })))).toEqual([400, 'Malformed', 'to']);

    await recorded(away());
    expect(problem(await post(away({ to: FANG, startsOn: day(7), endsOn: day(9) })))).toEqual([
      409,
      'NotNow',
      'startsOn',
    ]);
    await recorded(away({ from: GAO, to: FANG }));
    expect(problem(await post(away({ from: FANG, to: LIN })))).toEqual([409, 'NotNow', 'to.email']);
    await recorded(away({ from: FANG, to: LIN, startsOn: day(8), endsOn: day(9) }));
    expect(await list()).toHaveLength(3);
  });

  it('同时到达的两项只有一项成立', async () => {
    const replies = await Promise.all([post(away()), post(away({ to: FANG }))]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('客户对接人: 按客户分开, 自己登记不必写编号; 别的客户看不到', async () => {
    const contact = away({ role: 'client', from: XU, to: HE });
    expect(problem(await post(contact))).toEqual([422, 'Invalid', 'agreement']);
    const own = await recorded(contact, { role: 'client', name: XU.name, agreement: MINE });
    expect(own).toMatchObject({ agreement: MINE, agreements: 2 });
    expect(
      (await post({ ...contact, agreement: STRANGE }, { role: 'client', name: XU.name, agreement: MINE })).status,
    ).toBe(404);
    const other = await recorded({ ...contact, agreement: STRANGE });
    expect(other).toMatchObject({ agreement: STRANGE, agreements: 1 });

    const outside: By = { role: 'client', name: '贺某', agreement: STRANGE };
    expect((await list(outside)).map(({ id }) => id)).toEqual([other['id']]);
    expect((await list({ role: 'client', agreement: OTHERS })).map(({ id }) => id)).toEqual([own['id']]);
    expect(
      (await api.call('GET', `/v1/delegations/${own['id']}`, undefined, { token: await tokenOf(outside) })).status,
    ).toBe(404);
    expect((await revoke(own['id'] as string, outside)).status).toBe(404);
    expect(await api.db('access_log').where({ action: 'delegation.read', subject: 'c-1' })).not.toEqual([]);
  });

  it('事由只有两人与管理层可见', async () => {
    await recorded(away());
    const why = async (by: By) => (await list(by))[0]!['reason'];
    for (const by of [{ role: 'head-of-service' }, { role: 'service-team', name: GAO.name }] as By[])
      expect(await why(by)).toBe('年假');
    expect(await why({ role: 'service-team' })).toBeUndefined();
  });

  it('分页不重不漏', async () => {
    for (const n of [0, 1, 2]) await recorded(away({ startsOn: day(2 * n), endsOn: day(2 * n) }));
    const first = await must(api.get<{ items: Loose[]; next: string }>('auditor', '/v1/delegations?limit=2'));
    const rest = await must(api.get<{ items: Loose[] }>('auditor', `/v1/delegations?cursor=${first.next}`));
    expect([...first.items, ...rest.items]).toEqual(await list({ role: 'auditor' }));
  });
});

describe('撤销', () => {
  it('自即时起失效, 告知代理人, 记录保留; 再次撤销 409, 同一个键得到同样的答复', async () => {
    const { id } = (await recorded(away())) as { id: string };
    expect(problem(await revoke(id, { role: 'service-team', name: GAO.name }))).toEqual([403, 'Forbidden', undefined]);
    const key = randomUUID();
    const self: By = { role: 'account-manager', name: LIN.name, key };
    const revoked = await must(revoke(id, self));
    expect(revoked).toMatchObject({
      state: 'revoked',
      revokedBy: { role: 'account-manager', name: LIN.name },
      from: LIN,
      to: GAO,
    });
    await api
      .db('command_keys')
      .where({ key })
      .update({ status: null, answer: { by: 1 } });
    expect(await must(revoke(id, self))).toEqual(revoked);
    expect(problem(await revoke(id))).toEqual([409, 'NotNow', undefined]);
    expect((await api.db('notices').orderBy('seq')).map(({ kind }) => kind)).toEqual([
      'delegation.recorded',
      'delegation.revoked',
    ]);
    await recorded(away({ to: FANG }));
    expect((await list()).map(({ state }) => state)).toEqual(['revoked', 'active']);
    expect((await revoke('d-none')).status).toBe(404);
  });
});

describe('代理人的待办', () => {
  const plan = (no: string, substitution?: object) => ({
    agreement: no,
    id: 'execution.plan',
    why: 'owed',
    substitution,
  });

  it('别的角色的代理人: 只有外出者名下协议的待办, 注明两人', async () => {
    expect(await tasks({ role: 'service-team', name: GAO.name })).toEqual([]);
    const { id } = await recorded(away());
    const marked = { delegation: id, role: 'account-manager', from: LIN.name, to: GAO.name };
    expect(await tasks({ role: 'service-team', name: GAO.name })).toEqual([plan(MINE!, marked)]);
    expect(await tasks({ role: 'service-team', name: '别人' })).toEqual([]);
    await must(revoke(id as string));
    expect(await tasks({ role: 'service-team', name: GAO.name })).toEqual([]);
  });

  it('同一角色的代理人: 自己的照旧, 代办的有注明; 期间之前没有', async () => {
    const { id } = await recorded(away());
    const marked = { delegation: id, role: 'account-manager', from: LIN.name, to: GAO.name };
    const expected = [plan(MINE!, marked), plan(OTHERS!), plan(STRANGE!)];
    expect(await tasks({ role: 'account-manager', name: GAO.name })).toEqual(expected);
    expect(await tasks({ role: 'account-manager', name: FANG.name })).toEqual(
      [MINE, OTHERS, STRANGE].map((no) => plan(no!)),
    );
    await must(revoke(id as string));
    await recorded(away({ startsOn: day(1) }));
    expect(await tasks({ role: 'service-team', name: GAO.name })).toEqual([]);
  });

  it('链条: 到最后在岗的人; 共用邮箱的角色: 该角色的全部待办', async () => {
    const { id } = await recorded(away());
    await recorded(away({ from: GAO, to: FANG }));
    expect(await tasks({ role: 'service-team', name: GAO.name })).toEqual([]);
    expect(await tasks({ role: 'finance', name: FANG.name })).toEqual([
      plan(MINE!, { delegation: id, role: 'account-manager', from: LIN.name, to: FANG.name }),
    ]);
    const legal = { name: '贺文', email: 'legal@lvyue.local' };
    await recorded(away({ role: 'legal', from: legal, to: GAO }));
    const mine = await tasks({ role: 'service-team', name: GAO.name });
    expect(mine.map(({ agreement, id: task }) => [agreement, task])).toEqual(
      [MINE, OTHERS, STRANGE].map((no) => [no, 'review.legal']),
    );
  });

  it('客户的代理人: 只在自己的客户一方, 只见令牌所属的协议', async () => {
    await recorded(away({ role: 'client', from: XU, to: HE, agreement: MINE }));
    const own = await tasks({ role: 'client', name: HE.name, agreement: OTHERS });
    expect(own).toMatchObject([
      { agreement: OTHERS, id: 'handover.acceptance', substitution: { from: XU.name, to: HE.name } },
    ]);
    const strange = await tasks({ role: 'client', name: HE.name, agreement: STRANGE });
    expect(strange).toEqual([{ agreement: STRANGE, id: 'handover.acceptance', why: 'owed', substitution: undefined }]);
    expect(await tasks({ role: 'service-team', name: HE.name })).toEqual([]);
  });
});

describe('外出期间的邮件', () => {
  it('到达代理人, 写明代谁处理; 时间线上有两人的姓名', async () => {
    await recorded(away());
    const workflowId = agreementId(MINE!);
    const clock = { id: 'execution.plan', due: new Date(Date.now() + DAY).toISOString(), clause: '§3.5' };
    await api.db('notices').insert({
      ...{ key: `${workflowId}#n`, workflow_id: workflowId, seq: 1, kind: 'deadline.warning', channel: 'email' },
      ...{ to_role: 'account-manager', at: new Date(), data: { ...clock, due: clock.due.replace('Z', '+00:00') } },
    });
    const trap = await smtpTrap();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const { db, vault } = api.deps;
    const relay = createRelay({ db, vault, log, mailer: createMailer(trap.url), recipients: createRecipients({}) });
    try {
      expect(await relay.runOnce()).toBe(2);
    } finally {
      await relay.stop();
      await trap.stop();
    }
    for (const { to } of trap.mails) expect(to).toMatchObject({ value: [{ address: GAO.email, name: GAO.name }] });
    const [told, reminded] = trap.mails;
    expect(told!.subject).toBe(`【履约】外出委托：请在 ${day(0)} 至 ${day(7)} 代为处理`);
    expect(told!.text).toContain('事由：年假');
    expect(reminded!.text).toContain('高岚，您好：\n\n代 林知远 处理：');
    expect(reminded!.subject).not.toMatch(/林知远|高岚/);

    const { items } = await must(api.get<{ items: Loose[] }>('manager', `/v1/agreements/${MINE}/timeline`));
    expect(items).toMatchObject([
      { event: 'notice.sent', to: 'account-manager', substitution: { from: LIN.name, to: GAO.name } },
    ]);
  });
});

it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
