import { randomUUID } from 'node:crypto';
import { Absences, away, day, FANG, GAO, HE, LIN, MINE, OTHERS, STRANGE, XU, type By } from './absences';
import { mismatches } from './documented';
import type { Loose, Reply } from './harness';
import { must } from './samples';

let absences: Absences;
beforeAll(async () => {
  absences = await Absences.start();
}, 60_000);
afterAll(() => absences.api.close());
beforeEach(() => absences.forget());

const problem = ({ status, body }: Reply<Loose>) => [status, String(body['type']).split(':').at(-1), body['field']];

describe('登记外出委托', () => {
  it('201: 两人的姓名与登记人都在记录中, 代理人得到通知, 库中没有明文', async () => {
    const made = await absences.post(away());
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    expect(made.headers.get('location')).toBe(`/v1/delegations/${id}`);
    const { agreements, ...answered } = made.body;
    expect(agreements).toBe(1);
    const { body: kept } = await absences.get(`/v1/delegations/${id}`, { role: 'auditor' });
    expect(kept).toMatchObject({
      ...answered,
      ...{ role: 'account-manager', from: LIN, to: GAO, startsOn: day(0), endsOn: day(7), reason: '年假' },
      ...{ state: 'active', recordedBy: { role: 'manager', name: 'manager-甲' } },
    });
    expect(await absences.list()).toEqual([kept]);
    expect(await absences.list({}, `?on=${day(7)}`)).toHaveLength(1);
    expect(await absences.list({}, `?on=${day(8)}`)).toEqual([]);

    const notices = await absences.api.db('notices');
    expect(notices).toMatchObject([
      { workflow_id: `delegation/${id}`, kind: 'delegation.recorded', to_role: 'account-manager', state: 'queued' },
    ]);
    const plain = JSON.stringify([
      await absences.api.db('delegations'),
      notices,
      await absences.api.db('command_keys'), // with the answers that are kept
    ]);
    expect(plain).not.toMatch(/林知远|高岚|provider\.example|年假/);
  });

  it('同一个键只有一项, 重试得到同样的答复; 用于别的内容 422', async () => {
    const key = randomUUID();
    const made = await absences.post(away(), { key });
    expect((await absences.post(away(), { key })).body).toEqual(made.body);
    // an answer that was lost before it was stored
    await absences.api
      .db('command_keys')
      .where({ key })
      .update({ status: null, answer: { by: 1 } });
    expect((await absences.post(away(), { key })).body).toEqual(made.body);
    expect(await absences.api.db('delegations')).toHaveLength(1);
    expect(await absences.api.db('notices')).toHaveLength(1);
    expect((await absences.post(away({ endsOn: day(8) }), { key })).status).toBe(422);
  });

  it('本人、负责人、运营、管理员可以; 别人 403', async () => {
    const allowed: By[] = [
      { role: 'account-manager', name: LIN.name },
      { role: 'operations' },
      { role: 'administrator' },
    ];
    for (const by of allowed) {
      const { body, status } = await absences.post(away(), by);
      expect([by, status]).toEqual([by, 201]);
      await must(absences.revoke(body['id'] as string, by));
    }
    const refused: By[] = [{ role: 'account-manager' }, { role: 'legal', name: LIN.name }, { role: 'auditor' }];
    for (const by of refused) expect(problem(await absences.post(away(), by))).toEqual([403, 'Forbidden', undefined]);
    const client: By = { role: 'client', name: LIN.name, agreement: MINE };
    expect(problem(await absences.post(away(), client))).toEqual([403, 'Forbidden', undefined]);
  });

  it('不可能的期间与本人代本人 422; 同期第二项与循环 409; 链条可以', async () => {
    expect(problem(await absences.post(away({ endsOn: day(-1) })))).toEqual([422, 'Invalid', 'endsOn']);
    expect(problem(await absences.post(away({ startsOn: day(-9), endsOn: day(-1) })))).toEqual([
      422,
      'Invalid',
      'endsOn',
    ]);
    expect(problem(await absences.post(away({ to: LIN })))).toEqual([422, 'Invalid', 'to.email']);
    expect(problem(await absences.post(away({ from: { ...LIN, email: 'lin' } })))).toEqual([
      422,
      'Invalid',
      'from.email',
    ]);
    expect(problem(await absences.post(away({ agreement: MINE })))).toEqual([422, 'Invalid', 'agreement']);
    expect(problem(await absences.post(away({ to: undefined })))).toEqual([400, 'Malformed', 'to']);

    await absences.record(away());
    expect(problem(await absences.post(away({ to: FANG, startsOn: day(7), endsOn: day(9) })))).toEqual([
      409,
      'NotNow',
      'startsOn',
    ]);
    await absences.record(away({ from: GAO, to: FANG }));
    expect(problem(await absences.post(away({ from: FANG, to: LIN })))).toEqual([409, 'NotNow', 'to.email']);
    await absences.record(away({ from: FANG, to: LIN, startsOn: day(8), endsOn: day(9) }));
    expect(await absences.list()).toHaveLength(3);
  });

  it('同时到达的两项只有一项成立', async () => {
    const replies = await Promise.all([absences.post(away()), absences.post(away({ to: FANG }))]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('客户对接人: 按客户分开, 自己登记不必写编号; 别的客户看不到', async () => {
    const contact = away({ role: 'client', from: XU, to: HE });
    expect(problem(await absences.post(contact))).toEqual([422, 'Invalid', 'agreement']);
    const own = await absences.record(contact, { role: 'client', name: XU.name, agreement: MINE });
    expect(own).toMatchObject({ agreement: MINE, agreements: 2 });
    expect(
      (await absences.post({ ...contact, agreement: STRANGE }, { role: 'client', name: XU.name, agreement: MINE }))
        .status,
    ).toBe(404);
    const other = await absences.record({ ...contact, agreement: STRANGE });
    expect(other).toMatchObject({ agreement: STRANGE, agreements: 1 });

    const outside: By = { role: 'client', name: '贺某', agreement: STRANGE };
    expect((await absences.list(outside)).map(({ id }) => id)).toEqual([other['id']]);
    expect((await absences.list({ role: 'client', agreement: OTHERS })).map(({ id }) => id)).toEqual([own['id']]);
    expect((await absences.get(`/v1/delegations/${own['id']}`, outside)).status).toBe(404);
    expect((await absences.revoke(own['id'] as string, outside)).status).toBe(404);
    expect(await absences.api.db('access_log').where({ action: 'delegation.read', subject: 'c-1' })).not.toEqual([]);
  });

  it('事由只有两人与管理层可见', async () => {
    await absences.record(away());
    const why = async (by: By) => (await absences.list(by))[0]!['reason'];
    for (const by of [{ role: 'head-of-service' }, { role: 'service-team', name: GAO.name }] as By[])
      expect(await why(by)).toBe('年假');
    expect(await why({ role: 'service-team' })).toBeUndefined();
  });

  it('分页不重不漏', async () => {
    for (const n of [0, 1, 2]) await absences.record(away({ startsOn: day(2 * n), endsOn: day(2 * n) }));
    const first = await must(absences.api.get<{ items: Loose[]; next: string }>('auditor', '/v1/delegations?limit=2'));
    const rest = await must(absences.api.get<{ items: Loose[] }>('auditor', `/v1/delegations?cursor=${first.next}`));
    expect([...first.items, ...rest.items]).toEqual(await absences.list({ role: 'auditor' }));
  });
});

describe('撤销', () => {
  it('自即时起失效, 告知代理人, 记录保留; 再次撤销 409, 同一个键得到同样的答复', async () => {
    const { id } = (await absences.record(away())) as { id: string };
    expect(problem(await absences.revoke(id, { role: 'service-team', name: GAO.name }))).toEqual([
      403,
      'Forbidden',
      undefined,
    ]);
    const key = randomUUID();
    const self: By = { role: 'account-manager', name: LIN.name, key };
    const revoked = await must(absences.revoke(id, self));
    expect((await absences.get(`/v1/delegations/${id}`)).body).toMatchObject({
      ...revoked,
      ...{ state: 'revoked', revokedBy: { role: 'account-manager', name: LIN.name }, from: LIN, to: GAO },
    });
    await absences.api
      .db('command_keys')
      .where({ key })
      .update({ status: null, answer: { by: 1 } });
    expect(await must(absences.revoke(id, self))).toEqual(revoked);
    expect(problem(await absences.revoke(id))).toEqual([409, 'NotNow', undefined]);
    expect((await absences.api.db('notices').orderBy('seq')).map(({ kind }) => kind)).toEqual([
      'delegation.recorded',
      'delegation.revoked',
    ]);
    await absences.record(away({ to: FANG }));
    expect((await absences.list()).map(({ state }) => state)).toEqual(['revoked', 'active']);
    expect((await absences.revoke('d-none')).status).toBe(404);
  });
});

it('每个答复都与文档一致', () => expect(mismatches(absences.api.seen)).toEqual([]));
