import type { ProviderName } from '../domain/agreement/esign';
import type { Knex } from 'knex';
import { Failure } from '../domain/failures';
import { MaybeStarted, settling, whileUnsettled } from './errors';
import type { SigningAdapter, StartFlow } from './provider';

export interface StartOnceDeps {
  db: Knex;
  /**
   * How long a try has, in ms; after that it sends nothing more, and what it came to can be looked up. Default two
   * minutes, which is also what a platform gets to show a flow in its lists.
   */
  leaseMs?: number;
}

interface FlowRow {
  provider: ProviderName;
  sha256: string;
  flow_id: string | null;
  unsettled: boolean;
  created_at: Date;
}

const LEASE_MS = 120_000;

/**
 * Begins a flow at most once per start key, however often it is called, by however many processes, and however many of
 * them die (domain.md §3.4; platforms charge at the start and do not refund). The intent is written first; whoever gets
 * the lease may ask the platform.
 *
 * Where the platform has drafts, the draft is written before it begins, and only by who has the lease: later tries begin
 * the same one, which can happen once. Where it has none, whoever comes after a try whose end is not known looks the key
 * up first, and only when that try can send nothing any more.
 *
 * Throws `Unavailable` while another try is under way or its outcome is not known yet: call again later. As long as it is
 * not known, no refusal is passed on either: the flow would be given up as never begun, and charged again.
 */
export async function startFlowOnce(
  { db, leaseMs = LEASE_MS }: StartOnceDeps,
  provider: SigningAdapter,
  request: StartFlow,
): Promise<{ flowId: string }> {
  const { startKey: start_key, file } = request;
  const agreement_no = start_key.split('/')[0];
  await db('esign_flows')
    .insert({ start_key, provider: provider.name, agreement_no, sha256: file.sha256 })
    .onConflict('start_key')
    .ignore();
  const row = (await db('esign_flows').where({ start_key }).first<FlowRow | undefined>())!;
  if (row.provider !== provider.name || row.sha256 !== file.sha256)
    throw new Failure('IdempotencyKeyReused', '同一签署流程已用其他平台或文件发起');
  if (row.flow_id !== null) return { flowId: row.flow_id };

  const lease = await takeLease(db, start_key, leaseMs);
  if (!lease) return whatOtherStarted(db, start_key);
  // shorter than the lease: what was sent last has arrived before another may look it up
  const signal = AbortSignal.timeout(leaseMs * 0.9);
  const keepDraft = (draft: string): Promise<void> => writeDraft(db, start_key, lease, draft);
  try {
    const look = lease.unsettled && !provider.drafts;
    const before = look ? await provider.find(start_key, row.created_at.getTime()) : undefined;
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
 * The flow that was begun under a key, also where its try died before it could say so; undefined when none was. Throws
 * `Unavailable` while a try may still be under way.
 */
export async function flowStartedUnder(
  { db }: StartOnceDeps,
  providers: ReadonlyMap<ProviderName, SigningAdapter>,
  start_key: string,
): Promise<string | undefined> {
  const row = await db('esign_flows')
    .where({ start_key })
    .first<(FlowRow & { leased: boolean | null }) | undefined>('*', db.raw('leased_until > now() as leased'));
  if (!row) return undefined;
  if (row.flow_id !== null) return row.flow_id;
  if (!row.unsettled) return undefined;
  const provider = providers.get(row.provider);
  if (row.leased || !provider) throw new Failure('Unavailable', '签署流程是否已发起尚待查询');
  const found = await settling(() => provider.find(start_key, row.created_at.getTime()));
  if (found) await began(db, start_key, found.flowId);
  return found?.flowId;
}

async function began(db: Knex, start_key: string, flow_id: string): Promise<void> {
  await db('esign_flows').where({ start_key }).update({ flow_id, started_at: db.fn.now() });
}

interface Lease {
  /** Of the try; never the same again for this key. */
  attempts: number;
  draft_id: string | null;
  /** Whether an earlier try may have begun it. */
  unsettled: boolean;
}

/** Undefined while another has the lease, or has succeeded. */
async function takeLease(db: Knex, startKey: string, leaseMs: number): Promise<Lease | undefined> {
  const { rows } = await db.raw<{ rows: Lease[] }>(
    `with before as (select start_key, unsettled from esign_flows where start_key = :startKey for update)
     update esign_flows f
     set attempts = attempts + 1, unsettled = true, leased_until = now() + :leaseMs * interval '1 millisecond'
     from before where f.start_key = before.start_key and flow_id is null
       and (leased_until is null or leased_until <= now())
     returning f.attempts, f.draft_id, before.unsettled`,
    { startKey, leaseMs },
  );
  return rows[0];
}

async function whatOtherStarted(db: Knex, start_key: string): Promise<{ flowId: string }> {
  const row = await db('esign_flows').where({ start_key }).first<FlowRow | undefined>();
  if (!row?.flow_id) throw new Failure('Unavailable', '签署流程正在发起, 或上一次发起的结果尚待查询');
  return { flowId: row.flow_id };
}

async function writeDraft(db: Knex, start_key: string, { attempts }: Lease, draft_id: string): Promise<void> {
  const written = await db('esign_flows').where({ start_key, attempts }).whereNull('flow_id').update({ draft_id });
  if (written === 0) throw new Failure('Unavailable', '签署流程已由另一次尝试接手');
}

/** This try certainly began nothing, so the next need not wait; it does not undo that an earlier one may have. */
async function giveBack(db: Knex, start_key: string, { attempts, unsettled }: Lease): Promise<void> {
  await db('esign_flows')
    .where({ start_key, attempts })
    .whereNull('flow_id')
    .update({ leased_until: null, unsettled, ...(!unsettled && { draft_id: null }) });
}
