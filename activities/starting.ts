import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import type { NewAgreement } from '../domain/agreement/open';
import type { Phase, WaitingFor } from '../domain/agreement/types';
import { fail } from '../domain/failures';
import { agreementId, formatNo } from '../domain/ids';
import type { Instant } from '../domain/time';
import { startOnce } from './start-once';

/** A start that was interrupted is finished after this long; before, whoever began it is still at it. */
const INTERRUPTED_AFTER = '30 seconds';

export interface Reservation {
  /** Of the number; not of any date in the agreement. */
  year: number;
  shortName: string;
  input: Omit<NewAgreement, 'no'>;
  /** Number of an imported agreement: kept, not allocated. */
  no?: string;
}

/**
 * Gives the number and writes the start intent in the caller's transaction, so that a number is never used twice and
 * an interrupted start leaves no gap (architecture.md §2.6). Two statements; one more for each number of the series
 * that an imported agreement has. Throws `NumberTaken` for an imported number that exists.
 */
export async function reserveAgreement(
  trx: Knex.Transaction,
  { year, shortName, input, no }: Reservation,
): Promise<NewAgreement> {
  for (;;) {
    const started: NewAgreement = { ...input, no: no ?? (await nextNo(trx, year, shortName)) };
    const written = await trx('start_intents')
      .insert({ agreement_no: started.no, input: JSON.stringify(started) })
      .onConflict('agreement_no')
      .ignore()
      .returning('agreement_no');
    if (written.length > 0) return started;
    if (no) fail('NumberTaken', `协议编号 ${no} 已存在`, 'no');
  }
}

/** The row stays locked until the caller's transaction ends: two starts of one series follow each other. */
async function nextNo(trx: Knex.Transaction, year: number, shortName: string): Promise<string> {
  const { rows } = await trx.raw<{ rows: { last: number }[] }>(
    `insert into number_series as s (year, short_name, last) values (?, ?, 1)
     on conflict (year, short_name) do update set last = s.last + 1 returning last`,
    [year, shortName],
  );
  return formatNo(year, shortName, rows[0]!.last);
}

export interface StartDeps {
  db: Knex;
  client: Client;
  taskQueue: string;
  /** Of a rehearsal, which runs ahead of the clock: the new execution begins at this instant. */
  virtualNow?: Instant;
}

/** Starts the execution of a reserved agreement; one that runs already, or has run, is left alone. */
export async function startAgreement(
  { db, client, taskQueue, virtualNow }: StartDeps,
  input: NewAgreement,
): Promise<void> {
  const { no, terms, renews } = input;
  const phase: Phase = renews ? 'drafting' : 'intake';
  const waitingFor: WaitingFor = renews ? 'account-manager' : 'client';
  await startOnce(client, {
    type: 'agreement',
    workflowId: agreementId(no),
    taskQueue,
    input,
    searchAttributes: { AgreementNo: no, Phase: phase, WaitingFor: waitingFor, Tier: terms.tier, Attention: 'none' },
    summary: `协议 ${no}`,
    details: `客户等级 ${terms.tier} · ${terms.clientType} · 期限 ${terms.termMonths} 个月${renews ? ` · 续签 ${renews.no}` : ''}`,
    ...(virtualNow !== undefined && { virtualNow }),
  });
  await db('start_intents').where({ agreement_no: no }).whereNull('started_at').update({ started_at: db.fn.now() });
}

/** Starts what was reserved but not started. For the sweeper; answers how many. */
export async function finishStarts(deps: StartDeps): Promise<number> {
  const rows = await deps
    .db('start_intents')
    .whereNull('started_at')
    .andWhereRaw(`created_at < now() - interval '${INTERRUPTED_AFTER}'`)
    .orderBy('created_at')
    .limit(100)
    .select<{ input: NewAgreement }[]>('input');
  let started = 0;
  for (const { input } of rows) {
    // one that cannot start must not hold up the others; it is tried again at the next sweep
    started += await startAgreement(deps, input).then(
      () => 1,
      () => 0,
    );
  }
  return started;
}
