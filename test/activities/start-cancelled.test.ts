import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../domain/failures';
import { MaybeStarted } from '../../signing/errors';
import type { SigningAdapter, StartAttempt, StartFlow } from '../../signing/provider';
import { closeStartKey, startFlowOnce } from '../../signing/start-once';
import { freshDatabase, type TestDatabase } from '../support/db';
import { flowToStart } from '../support/esign';

/** A start key that is cancelled while a try to start may be held up somewhere. */

let database: TestDatabase;
beforeAll(async () => (database = await freshDatabase()));
afterAll(() => database.drop());

const LEASE_MS = 250;
const GRACE_MS = 400;
const UNAVAILABLE = { type: 'Unavailable' };
const CANCELLED = { type: 'NotNow', detail: '签署流程在发起之前已撤销' };
let n = 0;

async function setting() {
  const request = await flowToStart(`2026-客户维护-${String(++n).padStart(3, '0')}/v1/s1`);
  const { startKey } = request;
  const deps = { db: database.db, leaseMs: LEASE_MS, graceMs: GRACE_MS };
  const begun: string[] = [];
  /** What its list shows. */
  const shown: string[] = [];
  const charge = async (): Promise<{ flowId: string }> => {
    begun.push(startKey);
    await sleep(Math.random() * 5);
    shown.push(startKey);
    return { flowId: `f-${startKey}` };
  };
  const provider = {
    name: 'ess',
    drafts: false,
    start: (_request: StartFlow, _attempt?: StartAttempt) => charge(),
    find: () => Promise.resolve(shown.length > 0 ? { flowId: `f-${startKey}` } : undefined),
  };
  const adapter = provider as unknown as SigningAdapter;
  return {
    ...{ request, startKey, deps, begun, shown, provider },
    start: () => startFlowOnce(deps, adapter, request),
    close: () => closeStartKey(deps, new Map([['ess' as const, adapter]]), { startKey, provider: 'ess' }),
  };
}

describe('发起之前撤销', () => {
  it('撤销之后才写下意向的, 不再发起, 也不必再试', async () => {
    const { start, close, begun } = await setting();
    expect(await close()).toBeUndefined();
    for (let tries = 0; tries < 2; tries++) await expect(start()).rejects.toMatchObject(CANCELLED);
    expect(await close()).toBeUndefined();
    expect(begun).toEqual([]);
  });

  it('写下意向之后, 取得时限之前撤销的, 同样不再发起', async () => {
    const { start, close, begun, deps, request, startKey } = await setting();
    const row = { start_key: startKey, provider: 'ess', agreement_no: 'x', sha256: request.file.sha256 };
    await deps.db('esign_flows').insert(row);
    expect(await close()).toBeUndefined();
    await expect(start()).rejects.toMatchObject(CANCELLED);
    expect(begun).toEqual([]);
  });

  it('正在发起时撤销: 等到有了结果, 说出已发起的流程', async () => {
    const { start, close, provider, startKey } = await setting();
    const { start: at } = provider;
    provider.start = async (...of) => (await sleep(60), at(...of));
    const starting = start();
    await sleep(30);
    await expect(close()).rejects.toMatchObject(UNAVAILABLE);
    expect(await starting).toEqual({ flowId: `f-${startKey}` });
    expect(await close()).toBe(`f-${startKey}`);
  });

  it('平台拒绝的那一次之后撤销: 没有发起过, 之后也不再发起', async () => {
    const { start, close, provider, begun } = await setting();
    provider.start = () => Promise.reject(new Failure('Unavailable', '不在'));
    await expect(start()).rejects.toMatchObject(UNAVAILABLE);
    expect(await close()).toBeUndefined();
    await expect(start()).rejects.toMatchObject(CANCELLED);
    expect(begun).toEqual([]);
  });

  it('答复丢失, 平台过后才列出: 宽限之内查不到不算没有发起', async () => {
    const { start, close, provider, startKey, shown } = await setting();
    provider.start = () => Promise.reject(new MaybeStarted());
    await expect(start()).rejects.toMatchObject(UNAVAILABLE);
    await sleep(LEASE_MS + 30);
    await expect(close()).rejects.toMatchObject(UNAVAILABLE);
    await expect(start()).rejects.toMatchObject(CANCELLED); // what has begun is for the next cancellation
    shown.push(startKey);
    expect(await close()).toBe(`f-${startKey}`);
  });

  it('答复丢失, 宽限之后仍查不到: 没有发起', async () => {
    const { start, close, provider, begun } = await setting();
    const { start: at } = provider;
    provider.start = () => Promise.reject(new MaybeStarted());
    await expect(start()).rejects.toMatchObject(UNAVAILABLE);
    await sleep(LEASE_MS + GRACE_MS + 30);
    expect(await close()).toBeUndefined();
    provider.start = at;
    await expect(start()).rejects.toMatchObject(CANCELLED);
    expect(begun).toEqual([]);
  });

  it('有草稿的平台: 草稿做好之后撤销的, 草稿不再开始', async () => {
    const { start, close, provider, begun } = await setting();
    const { start: at } = provider;
    let goOn = (): void => undefined;
    const made = new Promise<void>((resolve) => (goOn = resolve));
    provider.drafts = true;
    provider.start = async (request, attempt) => {
      await made;
      await attempt!.keepDraft!('d1');
      return at(request, attempt);
    };
    const starting = expect(start()).rejects.toMatchObject(UNAVAILABLE);
    await sleep(30);
    await expect(close()).rejects.toMatchObject(UNAVAILABLE);
    goOn();
    await starting;
    expect(await close()).toBeUndefined();
    expect(begun).toEqual([]);
  });

  it('无论谁先谁后, 只有一个结果: 撤销了的不收费, 收费了的撤销时都知道', async () => {
    const outcomes = { cancelled: 0, begun: 0 };
    /** @param headStart ms that the tries have before the cancellation, besides chance */
    const round = async (headStart: number): Promise<void> => {
      const { start, close, begun, startKey } = await setting();
      const late = async <T>(call: () => Promise<T>, least = 0): Promise<T> => (
        await sleep(least + Math.random() * 12),
        call()
      );
      const until = async (): Promise<string | undefined> => {
        for (;;) {
          try {
            return await close();
          } catch (error) {
            expect(error).toMatchObject(UNAVAILABLE);
            await sleep(5);
          }
        }
      };
      const [closed, ...tries] = await Promise.allSettled([late(until, headStart), late(start), late(start)]);
      const known = closed.status === 'fulfilled' ? closed.value : 'never answered';
      if (known === undefined) {
        outcomes.cancelled += 1;
        expect(begun).toEqual([]);
        for (const one of tries) expect(one).toMatchObject({ status: 'rejected', reason: CANCELLED });
        await expect(start()).rejects.toMatchObject(CANCELLED);
      } else {
        outcomes.begun += 1;
        expect(known).toBe(`f-${startKey}`);
        expect(begun).toEqual([startKey]);
        expect(await start()).toEqual({ flowId: known });
      }
    };
    for (let rounds = 0; rounds < 12; rounds++) await Promise.all([0, 0, 40, 400].map((headStart) => round(headStart)));
    expect(outcomes.cancelled).toBeGreaterThan(0);
    expect(outcomes.begun).toBeGreaterThan(0);
  });
});
