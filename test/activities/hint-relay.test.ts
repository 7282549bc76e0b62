import { createHash } from 'node:crypto';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import pino from 'pino';
import { forgetCallbacks, keepCallback } from '../../signing/callbacks';
import { createHintRelay } from '../../worker/hint-relay';
import { freshDatabase, type TestDatabase } from '../support/db';

let database: TestDatabase;
const log = pino({ level: 'silent' });
const told: unknown[] = [];
let answer: (workflowId: string) => Promise<void>;
const client = {
  workflow: {
    getHandle: (workflowId: string) => ({
      signal: async (_signal: unknown, hint: unknown) => {
        await answer(workflowId);
        told.push([workflowId, hint]);
      },
    }),
  },
} as unknown as Pick<Client, 'workflow'>;

beforeAll(async () => (database = await freshDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  told.length = 0;
  answer = () => Promise.resolve();
  await database.db('esign_callbacks').delete();
  await database.db('esign_flows').delete();
});

const relay = (batch?: number) => createHintRelay({ db: database.db, client, log, ...(batch && { batch }) });
const flow = (flowId: string, no = '2026-客户维护-001') =>
  database.db('esign_flows').insert({
    ...{ start_key: `${no}/v1/${flowId}`, provider: 'esign', agreement_no: no, sha256: 'x', flow_id: flowId },
  });
const callback = (flowId: string, messageId: string, body = '{}') =>
  keepCallback(database.db, 'esign', { flowId, messageId, event: 'e' }, Buffer.from(body));
const untold = async (): Promise<string[]> =>
  (
    await database.db('esign_callbacks').whereNull('told_at').orderBy('message_id').select<{ message_id: string }[]>()
  ).map((row) => row.message_id);

it('每个流程的回调一起告知其协议一次', async () => {
  await flow('f1');
  await flow('f2', '2026-客户维护-002');
  for (const [flowId, id] of [
    ['f1', 'a'],
    ['f1', 'b'],
    ['f2', 'c'],
  ] as const)
    await callback(flowId, id);
  expect(await relay().runOnce()).toBe(2);
  expect(told).toEqual([
    ['agreement/2026-客户维护-001', { provider: 'esign', flowId: 'f1' }],
    ['agreement/2026-客户维护-002', { provider: 'esign', flowId: 'f2' }],
  ]);
  expect(await untold()).toEqual([]);
  expect(await relay().runOnce()).toBe(0);
});

it('不认识的流程存着不告知; 发起登记之后即告知', async () => {
  await callback('f9', 'early');
  expect(await relay().runOnce()).toBe(0);
  await flow('f9');
  expect(await relay().runOnce()).toBe(1);
});

it('告知不成的过后再试, 不挡住别的; 已结束的协议不必知道', async () => {
  await flow('f1');
  await flow('f2', '2026-客户维护-002');
  await callback('f1', 'a');
  await callback('f2', 'b');
  answer = (id) => (id.endsWith('001') ? Promise.reject(new Error('away')) : Promise.resolve());
  await relay().runOnce();
  expect(told).toHaveLength(1);
  expect(await untold()).toEqual(['a']);
  expect(await relay().runOnce()).toBe(0); // not before its time
  await database.db('esign_callbacks').update({ next_attempt_at: database.db.fn.now() });
  answer = () => Promise.reject(new WorkflowNotFoundError('gone', 'agreement/x', undefined));
  await relay().runOnce();
  expect(await untold()).toEqual([]);
});

it('两个同时跑, 每个流程也只告知一次; 一轮有上限', async () => {
  for (let i = 0; i < 20; i++) {
    await flow(`f${i}`, `2026-客户维护-${100 + i}`);
    await callback(`f${i}`, `m${i}`);
  }
  expect(await relay(5).runOnce()).toBe(5);
  const counts = await Promise.all([relay().runOnce(), relay().runOnce()]);
  expect(counts[0] + counts[1]).toBe(15);
  expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(20);
  expect(told).toHaveLength(20);
});

it('死在告知与标记之间: 再告知一次, 不会丢', async () => {
  await flow('f1');
  await callback('f1', 'a');
  const killed = createHintRelay({
    db: database.db,
    log,
    client: {
      workflow: {
        getHandle: () => ({
          signal: async () => {
            // the session that holds the claim ends, as it does with its process
            await database.db.raw(
              `select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`,
            );
          },
        }),
      },
    } as unknown as Pick<Client, 'workflow'>,
  });
  await expect(killed.runOnce()).rejects.toThrow();
  expect(await untold()).toEqual(['a']);
  expect(await relay().runOnce()).toBe(1);
  expect(told).toHaveLength(1);
});

it('正文不留, 只留摘要; 同一消息只存一次', async () => {
  expect(await callback('f1', 'a', '金丝雀 13900000001')).toBe(true);
  expect(await callback('f1', 'a', '金丝雀 13900000001')).toBe(false);
  const rows = await database.db('esign_callbacks').select<Record<string, unknown>[]>();
  expect(rows.map((row) => row['body_sha256'])).toEqual([
    createHash('sha256').update('金丝雀 13900000001').digest('hex'),
  ]);
  const { rows: texts } = await database.db.raw<{ rows: object[] }>('select t::text as text from esign_callbacks t');
  expect(JSON.stringify([rows, texts])).not.toMatch(/金丝雀|139|e987/);
});

it('九十天前收到的忘掉, 告知过的和不认识的都是; 更近的留着', async () => {
  for (const id of ['told', 'unknown', 'recent']) await callback('f1', id);
  await database.db('esign_callbacks').where({ message_id: 'told' }).update({ told_at: database.db.fn.now() });
  const aged = (days: number, ids: string[]) =>
    database
      .db('esign_callbacks')
      .whereIn('message_id', ids)
      .update({ received_at: database.db.raw(`now() - ? * interval '1 day'`, [days]) });
  await aged(91, ['told', 'unknown']);
  await aged(89, ['recent']);
  expect(await forgetCallbacks(database.db)).toBe(2);
  expect(await untold()).toEqual(['recent']);
});
