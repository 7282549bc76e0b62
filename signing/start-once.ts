import type { PlatformName } from '../domain/agreement/esign';
import type { Knex } from 'knex';
import { Failure } from '../domain/failures';
import { MaybeStarted, settling, whileUnsettled } from './errors';
import type { SigningAdapter, StartFlow } from './provider';

export interface StartOnceDeps {
  db: Knex;
  /**
   * How long a try has, in ms; after that it sends nothing more, and what it came to can be looked up. Default two
   * minutes.
   */
  leaseMs?: number;
  /**
   * 宽限: how long after that a platform gets to carry out what was sent last and to show it in its lists, in ms. A flow
   * that is found earlier has begun; only one that is not found later has not. Default ten minutes.
   */
  graceMs?: number;
}

interface FlowRow {
  provider: PlatformName;
  /** Null: cancelled before any try. */
  sha256: string | null;
  flow_id: string | null;
  unsettled: boolean;
  created_at: Date;
  cancelled_at: Date | null;
}

const LEASE_MS = 120_000;
const GRACE_MS = 600_000;

/**
 * Begins a flow at most once per start key, however often it is called, by however many processes, and however many of
 * them die (domain.md §3.4; platforms charge at the start and do not refund). The intent is written first; whoever gets
 * the lease may ask the platform.
 *
 * Where the platform has drafts, the draft is written before it begins, and only by who has the lease: later tries begin
 * the same one, which can happen once. Where it has none, whoever comes after a try whose end is not known looks the key
 * up first, when that try can send nothing any more, and begins another only when it is not found after the grace.
 *
 * Throws `Unavailable` while another try is under way or its outcome is not known yet: call again later. As long as it is
 * not known, no refusal is passed on either: the flow would be given up as never begun, and charged again. Throws `NotNow`
 * for a key that was closed (`closeStartKey`): a try that was held up must not begin what has been cancelled meanwhile.
 */
export async function startFlowOnce(
  { db, leaseMs = LEASE_MS, graceMs = GRACE_MS }: StartOnceDeps,
  provider: SigningAdapter,
  request: StartFlow,
): Promise<{ flowId: string }> {
  const { startKey: start_key, file } = request;
  const agreement_no = agreementOf(start_key);
  await db('esign_flows')
    .insert({ start_key, provider: provider.name, agreement_no, sha256: file.sha256 })
    .onConflict('start_key')
    .ignore();
  const row = (await db('esign_flows').where({ start_key }).first<FlowRow | undefined>())!;
  if (row.sha256 === null) throw cancelled();
  if (row.provider !== provider.name || row.sha256 !== file.sha256)
    throw new Failure('IdempotencyKeyReused', '同一签署流程已用其他平台或文件发起');
  if (row.flow_id !== null) return { flowId: row.flow_id };

  const lease = await takeLease(db, { startKey: start_key, leaseMs, graceMs });
  if (!lease) return whatOtherStarted(db, start_key);
  // shorter than the lease: what was sent last has arrived before another may look it up
  const signal = AbortSignal.timeout(leaseMs * 0.9);
  const keepDraft = (draft: string): Promise<void> => ours(() => writeDraft(db, start_key, lease, draft));
  try {
    const look = lease.unsettled && !provider.drafts;
    const before = look ? await provider.find(start_key, row.created_at.getTime()) : undefined;
    if (look && !before && !lease.past_grace) throw notShownYet();
    const attempt = { signal, keepDraft, ...(lease.draft_id !== null && { draft: lease.draft_id }) };
    const { flowId } = before ?? (await provider.start(request, attempt));
    await began(db, start_key, flowId);
    return { flowId };
  } catch (error) {
    if (error instanceof Failure && !(error instanceof MaybeStarted)) await giveBack(db, start_key, lease);
    throw lease.unsettled ? whileUnsettled(error) : error;
  }
}

/**
 * 关闭发起键: of all tries that have not yet got the lease none will begin a flow under this key any more. Answers the flow
 * that one before them has begun, to be cancelled on its platform; undefined when none was.
 *
 * The mark is set by the same statement that reads whether a try may have begun, inserting the row where none has written
 * its intent yet, and the lease is only given where there is no mark: of a cancellation and a try that was held up, one
 * comes first, whichever. Throws `Unavailable` while a try may still be under way, or may have begun what its platform
 * does not show yet (`graceMs`): call again later.
 */
export async function closeStartKey(
  { db, graceMs = GRACE_MS }: StartOnceDeps,
  providers: ReadonlyMap<PlatformName, SigningAdapter>,
  of: { startKey: string; provider: PlatformName },
): Promise<string | undefined> {
  const { rows } = await db.raw<{ rows: (FlowRow & { leased: boolean | null; past_grace: boolean | null })[] }>(
    `insert into esign_flows as f (start_key, provider, agreement_no, cancelled_at)
     values (:startKey, :provider, :agreementNo, now())
     on conflict (start_key) do update set cancelled_at = coalesce(f.cancelled_at, now())
     returning f.*, leased_until > now() as leased, ${PAST_GRACE} as past_grace`,
    { ...of, agreementNo: agreementOf(of.startKey), graceMs },
  );
  const row = rows[0]!;
  if (row.flow_id !== null) return row.flow_id;
  if (!row.unsettled) return undefined;
  const provider = providers.get(row.provider);
  if (row.leased || !provider) throw new Failure('Unavailable', '签署流程是否已发起尚待查询');
  const found = await settling(() => provider.find(of.startKey, row.created_at.getTime()));
  if (found) await began(db, of.startKey, found.flowId);
  else if (!row.past_grace) throw notShownYet();
  return found?.flowId;
}

const notShownYet = (): Failure => new Failure('Unavailable', '签署平台上暂未查到, 稍后再查询');

const agreementOf = (startKey: string): string => startKey.split('/')[0]!;

/** Of an unsettled key: a try that has ended in the dark has its lease still written down. */
const PAST_GRACE = `leased_until + :graceMs * interval '1 millisecond' <= now()`;

async function began(db: Knex, start_key: string, flow_id: string): Promise<void> {
  await db('esign_flows').where({ start_key }).update({ flow_id, started_at: db.fn.now() });
}

interface Lease {
  /** Of the try; never the same again for this key. */
  attempts: number;
  draft_id: string | null;
  /** Whether an earlier try may have begun it. */
  unsettled: boolean;
  /** End of the lease before this one, of a try that gave nothing back. */
  leased_before: Date | null;
  /** What that try may have begun, its platform shows by now. */
  past_grace: boolean | null;
}

/** Undefined while another has the lease, has succeeded, or has closed the key. */
async function takeLease(
  db: Knex,
  of: { startKey: string; leaseMs: number; graceMs: number },
): Promise<Lease | undefined> {
  const { rows } = await db.raw<{ rows: Lease[] }>(
    `with before as (
       select start_key, unsettled, leased_until as leased_before, ${PAST_GRACE} as past_grace
       from esign_flows where start_key = :startKey for update
     )
     update esign_flows f
     set attempts = attempts + 1, unsettled = true, leased_until = now() + :leaseMs * interval '1 millisecond'
     from before where f.start_key = before.start_key and flow_id is null
       and cancelled_at is null and (leased_until is null or leased_until <= now())
     returning f.attempts, f.draft_id, before.unsettled, before.leased_before, before.past_grace`,
    of,
  );
  return rows[0];
}

/** What goes wrong here while the adapter waits is not the platform's trouble. */
async function ours<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof Failure ? error : new Failure('Unavailable', '发起的进度暂时无法登记');
  }
}

async function whatOtherStarted(db: Knex, start_key: string): Promise<{ flowId: string }> {
  const row = await db('esign_flows').where({ start_key }).first<FlowRow | undefined>();
  if (row?.flow_id) return { flowId: row.flow_id };
  throw row?.cancelled_at ? cancelled() : new Failure('Unavailable', '签署流程正在发起, 或上一次发起的结果尚待查询');
}

/** Not worth another try. */
const cancelled = (): Failure => new Failure('NotNow', '签署流程在发起之前已撤销');

async function writeDraft(db: Knex, start_key: string, { attempts }: Lease, draft_id: string): Promise<void> {
  const written = await db('esign_flows')
    .where({ start_key, attempts, flow_id: null, cancelled_at: null })
    .update({ draft_id });
  if (written === 0) throw new Failure('Unavailable', '签署流程已由另一次尝试接手, 或已撤销');
}

/**
 * This try certainly began nothing, so the next need not wait; it does not undo that an earlier one may have, nor when that
 * one ended.
 */
async function giveBack(db: Knex, start_key: string, { attempts, unsettled, leased_before }: Lease): Promise<void> {
  await db('esign_flows')
    .where({ start_key, attempts })
    .whereNull('flow_id')
    .update({ leased_until: leased_before, unsettled, ...(!unsettled && { draft_id: null }) });
}
