import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { connect } from '../../db/connect';
import { createLocks } from '../../api/locks';
import { finishStarts } from '../../activities/starting';
import { agreementId } from '../../domain/ids';
import { mismatches } from './documented';
import { Api } from './harness';
import { must, startAgreement, startBody } from './samples';

let api: Api;
let no: string;

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  no = await startAgreement(api);
}, 120_000);
afterAll(() => api.close());

const events = async (name: string, of = no): Promise<number> =>
  Number(
    (
      await api
        .db('audit_events')
        .where({ workflow_id: agreementId(of), event: 'command' })
        .andWhereRaw(`data->>'name' = ?`, [name])
        .count()
    )[0]!.count,
  );
const require = (kind: string, key: string | null) =>
  api.command('account-manager', no, 'document.require', { kind, title: '补充材料' }, { key });

describe('一个 Idempotency-Key, 一次效果', () => {
  it('缺少: 400; 不可见字符或过长: 400', async () => {
    const missing = await require('a', null);
    expect([missing.status, missing.body['type']]).toEqual([400, 'urn:lvyue:problem:IdempotencyKeyMissing']);
    for (const key of ['x'.repeat(201), 'a b']) expect((await require('a', key)).status).toBe(400);
    expect(await events('document.require')).toBe(0);
  });

  it('重复: 原样答复, 只做一次', async () => {
    const key = randomUUID();
    const first = await require('b', key);
    const again = await require('b', key);
    expect(first.status).toBe(200);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await events('document.require')).toBe(1);
  });

  it('同键不同内容或不同命令: 422, 什么也不做', async () => {
    const key = randomUUID();
    await must(require('c', key));
    const other = await require('d', key);
    expect([other.status, other.body['type']]).toEqual([422, 'urn:lvyue:problem:IdempotencyKeyReused']);
    const command = await api.command('account-manager', no, 'consent.record', { purpose: '履行协议' }, { key });
    expect(command.body['type']).toBe('urn:lvyue:problem:IdempotencyKeyReused');
    expect(await events('consent.record')).toBe(0);
  });

  it('键属于发送者: 别人用同一个键是另一条命令', async () => {
    const key = randomUUID();
    await must(require('e', key));
    const token = await api.token('account-manager', { name: '另一位客户经理' });
    const other = await api.command(
      'account-manager',
      no,
      'document.require',
      { kind: 'f', title: '补充材料' },
      { key, token },
    );
    expect(other.status).toBe(200);
  });

  it('正在执行: 409; 十次同时: 一次效果, 其余 409 或同样的答复', async () => {
    const key = randomUUID();
    const before = await events('document.require');
    const replies = await Promise.all(Array.from({ length: 10 }, () => require('g', key)));
    const done = replies.filter((reply) => reply.status === 200);
    expect(done.length).toBeGreaterThan(0);
    for (const reply of replies) {
      if (reply.status !== 200) expect(reply.body['type']).toBe('urn:lvyue:problem:CommandRunning');
      else expect(reply.body).toEqual(done[0]!.body);
    }
    expect(await events('document.require')).toBe(before + 1);
  });

  it('状态不允许 (409): 键没有用掉, 条件具备后同一个键成功', async () => {
    const key = randomUUID();
    const accept = () =>
      api.command('account-manager', no, 'document.return', { kind: 'h', reason: '不清晰' }, { key });
    expect((await accept()).status).toBe(409);
    expect((await accept()).status).toBe(409);
    await must(require('h', randomUUID()));
    const refused = await accept(); // wanted, but not received yet
    expect([refused.status, refused.body['type']]).toEqual([409, 'urn:lvyue:problem:NotNow']);
    const other = await api.command(
      'account-manager',
      no,
      'document.return',
      { kind: 'h', reason: '另一个理由' },
      { key },
    );
    expect(other.status).toBe(422);
  });

  it('执行者已死: 立即接手, 不等一分钟', async () => {
    const key = randomUUID();
    await must(require('i', key));
    // as a killed process leaves it: running, by a number that no living process holds
    await api
      .db('command_keys')
      .where({ key })
      .update({ status: null, answer: JSON.stringify({ by: 2 }), created_at: api.db.fn.now() });
    const before = await events('document.require');
    expect((await require('i', key)).status).toBe(200);
    expect(await events('document.require')).toBe(before);
  });

  it('执行者还活着: 409; 一分钟后接手', async () => {
    const other = createLocks(api.db);
    const key = randomUUID();
    await must(require('j', key));
    const by = await other.alive();
    await api
      .db('command_keys')
      .where({ key })
      .update({ status: null, answer: JSON.stringify({ by }), created_at: api.db.fn.now() });
    const running = await require('j', key);
    expect([running.status, running.body['type'], running.headers.get('retry-after')]).toEqual([
      409,
      'urn:lvyue:problem:CommandRunning',
      '1',
    ]);
    await api
      .db('command_keys')
      .where({ key })
      .update({ created_at: new Date(Date.now() - 61_000) });
    expect((await require('j', key)).status).toBe(200);
    await other.close();
  });

  it('结束协议的命令, 答复丢了: 同一个键得到同样的答复, 别的键 409', async () => {
    const one = await startAgreement(api);
    const key = randomUUID();
    const withdraw = (with_: string) =>
      api.command('operations', one, 'agreement.withdraw', { reason: '客户计划改变' }, { key: with_ });
    const first = await must(withdraw(key));
    expect(first).toMatchObject({ phase: 'closed', outcome: 'withdrawn', waitingFor: 'nobody' });
    await api
      .db('command_keys')
      .where({ key })
      .update({ status: null, answer: JSON.stringify({ by: 2 }) });
    expect(await must(withdraw(key))).toEqual(first);
    expect((await withdraw(randomUUID())).status).toBe(409);
    expect(await events('agreement.withdraw', one)).toBe(1);
  });

  it('五十条命令同时发往一份协议: 逐条执行, 全部成功', async () => {
    const one = await startAgreement(api);
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        api.command('account-manager', one, 'document.require', { kind: `k${i}`, title: '补充材料' }),
      ),
    );
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 200));
    expect(new Set(replies.map((reply) => reply.body['version'])).size).toBe(50);
    expect(await events('document.require', one)).toBe(50);
  });
});

describe('Temporal 或 PostgreSQL 不可用', () => {
  const nowhere = '127.0.0.1:9';

  it('Temporal 不可用: 503 与 Retry-After; 之后同一个键建立同一份协议, 编号没有空缺', async () => {
    const connection = Connection.lazy({ address: nowhere });
    const client = new Client({ connection, namespace: 'default' });
    const cut = await Api.start(
      { client, keyRing: api.deps.keyRing, taskQueue: api.deps.taskQueue, deadlineMs: 1_500 },
      api.database,
    );
    const key = randomUUID();
    const token = await cut.token('operations');
    const body = startBody(api.shortName);
    const failed = await cut.call('POST', '/v1/agreements', body, { token, key });
    expect([failed.status, failed.body['type'], failed.headers.get('retry-after')]).toEqual([
      503,
      'urn:lvyue:problem:Unavailable',
      '2',
    ]);
    const command = await cut.command(
      'account-manager',
      no,
      'document.require',
      { kind: 'z', title: '补充材料' },
      { key },
    );
    expect(command.status).toBe(503);
    expect((await cut.call('GET', '/readyz')).body).toEqual({
      status: 'unavailable',
      postgres: 'ok',
      temporal: 'unavailable',
    });
    expect(mismatches(cut.seen)).toEqual([]);
    await cut.close({ keepDatabase: true });
    await connection.close();

    const done = await api.call<{ no: string }>('POST', '/v1/agreements', body, { token, key });
    expect(done.status).toBe(201);
    expect(decodeURIComponent(done.headers.get('location')!)).toBe(`/v1/agreements/${done.body.no}`);
    expect(
      (await api.command('account-manager', no, 'document.require', { kind: 'z', title: '补充材料' }, { key })).status,
    ).toBe(200);
    const again = await api.call<{ no: string }>('POST', '/v1/agreements', body, { token, key });
    expect(again.body).toEqual(done.body);
    const numbers = (await api.db('start_intents').orderBy('created_at').pluck('agreement_no')) as string[];
    expect(numbers.map((number) => Number(number.slice(-3)))).toEqual(numbers.map((_, i) => i + 1));
  });

  it('没有人再来重试: 清扫者完成中断的建立', async () => {
    const connection = Connection.lazy({ address: nowhere });
    const cut = await Api.start(
      { client: new Client({ connection }), keyRing: api.deps.keyRing, deadlineMs: 1_500 },
      api.database,
    );
    const token = await cut.token('operations');
    expect((await cut.call('POST', '/v1/agreements', startBody(api.shortName), { token })).status).toBe(503);
    await cut.close({ keepDatabase: true });
    await connection.close();
    expect(await finishStarts(api.deps)).toBe(0); // whoever began it may still be at it
    await api
      .db('start_intents')
      .whereNull('started_at')
      .update({ created_at: new Date(Date.now() - 60_000) });
    expect(await finishStarts(api.deps)).toBe(1);
    expect(await finishStarts(api.deps)).toBe(0);
  });

  it('PostgreSQL 不可用: 503, 不是 500, 令牌仍先被检查', async () => {
    const db = connect({ url: 'postgres://nobody:secret@127.0.0.1:9/none', schema: 'public' });
    const cut = await Api.start({ db, locks: createLocks(db), keyRing: api.deps.keyRing }, api.database);
    const token = await cut.token('manager');
    for (const [method, path, body] of [
      ['GET', '/v1/agreements', undefined],
      ['GET', '/v1/tasks', undefined],
      ['POST', `/v1/agreements/${no}/agreement/close`, { reason: '测试' }],
    ] as const) {
      const reply = await cut.call(method, path, body, { token });
      expect([path, reply.status, reply.headers.get('retry-after')]).toEqual([path, 503, '2']);
      expect(JSON.stringify(reply.body)).not.toContain('ECONNREFUSED');
    }
    expect((await cut.call('GET', '/v1/agreements')).status).toBe(401);
    expect((await cut.call('GET', '/readyz')).status).toBe(503);
    expect((await cut.call('GET', '/healthz')).status).toBe(200);
    await cut.close({ keepDatabase: true });
    await db.destroy();
  });

  it('执行者 (worker) 停了: 命令 503, 恢复后同一个键一次效果', async () => {
    await api.stopWorker();
    const key = randomUUID();
    api.deps.deadlineMs = 1_500;
    const failed = await require('y', key);
    delete api.deps.deadlineMs;
    expect(failed.status).toBe(503);
    await api.startWorker();
    expect((await require('y', key)).status).toBe(200);
    expect((await require('y', key)).headers.get('idempotency-replayed')).toBe('true');
    const rows = await api.db('audit_events').where({ event: 'command' }).andWhereRaw(`data->'payload'->>'kind' = 'y'`);
    expect(rows).toHaveLength(1);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
