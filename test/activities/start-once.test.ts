import { Failure } from '../../domain/failures';
import { MaybeStarted, Refused } from '../../signing/errors';
import type { SigningAdapter, StartAttempt, StartFlow } from '../../signing/provider';
import { closeStartKey, startFlowOnce } from '../../signing/start-once';
import { freshDatabase, type TestDatabase } from '../support/db';
import { flowToStart } from '../support/esign';

let database: TestDatabase;
beforeAll(async () => (database = await freshDatabase()));
afterAll(() => database.drop());

/** A platform that counts what it charges, and whose answers get lost as it is told. */
class FakePlatform {
  readonly begun: { startKey: string; flowId: string }[] = [];
  looked = 0;
  /** Before the charge, instead of the answer, or never. */
  trouble?: 'refuse' | 'away-before' | 'lose-answer' | 'die';

  readonly provider = {
    name: 'esign',
    drafts: false,
    start: async ({ startKey }: StartFlow) => {
      if (this.trouble === 'refuse') throw new Refused('e签宝', '1435404');
      if (this.trouble === 'away-before') throw new Failure('Unavailable', '不在');
      const flowId = `f${this.begun.length + 1}-${startKey}`;
      this.begun.push({ startKey, flowId });
      if (this.trouble === 'lose-answer') throw new MaybeStarted();
      if (this.trouble === 'die') throw new Error('killed'); // nothing of the process is left to tidy up
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { flowId };
    },
    find: (startKey: string) => {
      this.looked += 1;
      return Promise.resolve(this.begun.find((one) => one.startKey === startKey));
    },
  } as unknown as SigningAdapter;

  providers = new Map([['esign' as const, this.provider]]);
}

const LEASE_MS = 300;
const GRACE_MS = 400;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const afterLease = (): Promise<void> => sleep(LEASE_MS + 50);
const afterGrace = (): Promise<void> => sleep(LEASE_MS + GRACE_MS + 50);
let n = 0;
async function setting() {
  const platform = new FakePlatform();
  const request = await flowToStart(`2026-客户维护-${String(++n).padStart(3, '0')}/v1/s1`);
  const deps = { db: database.db, leaseMs: LEASE_MS, graceMs: GRACE_MS };
  return {
    platform,
    request,
    deps,
    start: () => startFlowOnce(deps, platform.provider, request),
    close: () => closeStartKey(deps, platform.providers, { startKey: request.startKey, provider: 'esign' }),
  };
}

const UNAVAILABLE = { type: 'Unavailable' };

describe('发起一次且仅一次', () => {
  it('再问多少次都是同一个流程, 同时问也是', async () => {
    const { platform, start, close, request } = await setting();
    const results = await Promise.allSettled(Array.from({ length: 8 }, start));
    const good = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.flowId] : []));
    expect(new Set(good).size).toBe(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(UNAVAILABLE);
    expect(await start()).toEqual({ flowId: good[0] });
    expect(platform.begun).toHaveLength(1);
    expect(platform.looked).toBe(0);
    expect(await close()).toBe(good[0]);
    expect(await start()).toEqual({ flowId: good[0] });
    expect(await database.db('esign_flows').where({ start_key: request.startKey }).first('agreement_no')).toEqual({
      agreement_no: request.startKey.split('/')[0],
    });
  });

  it.each(['lose-answer', 'die'] as const)('%s: 先查询, 不再发起', async (trouble) => {
    const { platform, start } = await setting();
    platform.trouble = trouble;
    await expect(start()).rejects.toThrow();
    delete platform.trouble;
    await expect(start()).rejects.toMatchObject(UNAVAILABLE); // it may still be under way
    expect(platform.looked).toBe(0);
    await afterLease();
    expect(await start()).toEqual({ flowId: platform.begun[0]!.flowId });
    expect([platform.begun.length, platform.looked]).toEqual([1, 1]);
  });

  it('答复丢失之后只是撤销, 也知道已发起', async () => {
    const { platform, start, close } = await setting();
    platform.trouble = 'lose-answer';
    await expect(start()).rejects.toThrow();
    await expect(close()).rejects.toMatchObject(UNAVAILABLE); // it may still be under way
    expect(platform.looked).toBe(0);
    await afterLease();
    expect(await close()).toBe(platform.begun[0]!.flowId);
    expect(await start()).toEqual({ flowId: platform.begun[0]!.flowId });
    expect(platform.begun).toHaveLength(1);
  });

  it.each(['refuse', 'away-before'] as const)('%s: 肯定没有发起, 立即可以再试, 不必查询', async (trouble) => {
    const { platform, start } = await setting();
    platform.trouble = trouble;
    await expect(start()).rejects.toThrow();
    await expect(start()).rejects.toThrow();
    delete platform.trouble;
    await start();
    expect([platform.begun.length, platform.looked]).toEqual([1, 0]);
  });

  it('死在发起之前的, 查询之后再发起', async () => {
    const { platform, start, request, deps } = await setting();
    await deps.db('esign_flows').insert({
      ...{ start_key: request.startKey, provider: 'esign', agreement_no: 'x', sha256: request.file.sha256 },
      ...{ attempts: 1, unsettled: true, leased_until: new Date(Date.now() - 1) },
    });
    await expect(start()).rejects.toMatchObject(UNAVAILABLE); // the platform may show it late
    await afterGrace();
    await start();
    expect([platform.begun.length, platform.looked]).toEqual([1, 2]);
  });

  it('查询时平台不在: 不发起, 下次再查', async () => {
    const { platform, start } = await setting();
    platform.trouble = 'lose-answer';
    await expect(start()).rejects.toThrow();
    await afterLease();
    const { find } = platform.provider;
    platform.provider.find = () => Promise.reject(new Failure('Unavailable', '不在'));
    await expect(start()).rejects.toMatchObject(UNAVAILABLE);
    platform.provider.find = find;
    delete platform.trouble;
    expect(await start()).toEqual({ flowId: platform.begun[0]!.flowId });
    expect(platform.begun).toHaveLength(1);
  });

  it('结果不明时, 查询被拒绝或再次发起被拒绝, 都不当作没有发起', async () => {
    const { platform, start, close } = await setting();
    platform.trouble = 'lose-answer';
    await expect(start()).rejects.toThrow();
    await afterGrace();
    const { find } = platform.provider;
    platform.provider.find = () => Promise.reject(new Refused('e签宝', '401'));
    await expect(start()).rejects.toMatchObject(UNAVAILABLE);
    platform.provider.find = () => Promise.resolve(undefined); // later than all graces
    platform.trouble = 'refuse';
    await expect(start()).rejects.toMatchObject(UNAVAILABLE);
    platform.provider.find = () => Promise.reject(new Refused('e签宝', '401'));
    await expect(close()).rejects.toMatchObject(UNAVAILABLE);
    platform.provider.find = find;
    expect(await close()).toBe(platform.begun[0]!.flowId);
    expect(platform.begun).toHaveLength(1);
  });

  describe('有草稿的平台: 不靠查询, 也不靠时限', () => {
    /** Drafts cost nothing; each begins once; the first try of a test stops where it is told. */
    class DraftPlatform {
      readonly made: string[] = [];
      readonly begun: string[] = [];
      stopAt?: 'made' | 'kept' | 'begun' | 'slow';
      /** Ends the wait of a slow one. */
      goOn: () => void = () => undefined;

      readonly provider = {
        name: 'fasc',
        drafts: true,
        start: async ({ startKey }: StartFlow, { draft, keepDraft }: StartAttempt = {}) => {
          const stopAt = this.stopAt;
          delete this.stopAt;
          let flowId = draft;
          if (flowId === undefined) {
            this.made.push((flowId = `${startKey}/d${this.made.length + 1}`));
            if (stopAt === 'made') throw new Error('killed');
            if (stopAt === 'slow') await new Promise<void>((resolve) => (this.goOn = resolve));
            await keepDraft!(flowId);
          }
          if (stopAt === 'kept') throw new Error('killed');
          if (!this.begun.includes(flowId)) this.begun.push(flowId);
          if (stopAt === 'begun') throw new MaybeStarted();
          return { flowId };
        },
        find: () => Promise.reject(new Error('need not be asked')),
      } as unknown as SigningAdapter;
    }

    it.each(['made', 'kept', 'begun'] as const)('死在 %s 之后: 只有一个草稿发起过', async (stopAt) => {
      const { deps, request } = await setting();
      const platform = new DraftPlatform();
      platform.stopAt = stopAt;
      await expect(startFlowOnce(deps, platform.provider, request)).rejects.toThrow();
      await afterLease();
      const { flowId } = await startFlowOnce(deps, platform.provider, request);
      expect(platform.begun).toEqual([flowId]);
      expect(platform.made).toHaveLength(stopAt === 'made' ? 2 : 1);
    });

    it('只是慢的一次, 被接手之后不再发起', async () => {
      const { deps, request } = await setting();
      const platform = new DraftPlatform();
      platform.stopAt = 'slow';
      const slow = startFlowOnce(deps, platform.provider, request);
      const outcome = expect(slow).rejects.toMatchObject(UNAVAILABLE);
      await afterLease();
      const { flowId } = await startFlowOnce(deps, platform.provider, request);
      platform.goOn();
      await outcome;
      expect(platform.made).toHaveLength(2);
      expect(platform.begun).toEqual([flowId]);
      expect(await startFlowOnce(deps, platform.provider, request)).toEqual({ flowId });
    });
  });

  it('同一个键换了文件不发起', async () => {
    const { platform, start, request, deps } = await setting();
    await start();
    const other = { ...request, file: { ...request.file, sha256: 'f'.repeat(64) } };
    await expect(startFlowOnce(deps, platform.provider, other)).rejects.toMatchObject({ type: 'IdempotencyKeyReused' });
    expect(platform.begun).toHaveLength(1);
  });
});
