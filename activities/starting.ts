import { WorkflowExecutionAlreadyStartedError, type Client, type WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { Knex } from 'knex';
import type { NewAgreement } from '../domain/agreement/open';
import { agreementId, formatNo } from '../domain/ids';
import type { Instant } from '../domain/time';

/**
 * Starting an agreement in two steps that survive a crash between them: the number and the intent are reserved in one
 * transaction (no gaps, never twice), then the execution is started; the sweeper finishes what was interrupted.
 */
export interface StartDeps {
  db: Knex;
  client: Client;
  taskQueue: string;
  /** Rehearsal only: the virtual instant at which the execution starts. */
  virtualNow?: Instant;
}

export interface Reservation {
  year: number;
  shortName: string;
  input: Omit<NewAgreement, 'no'>;
  /** An imported agreement keeps its number. The caller has checked that it is free. */
  importedNo?: string;
}

export async function reserveAgreement(
  trx: Knex.Transaction,
  { year, shortName, input, importedNo }: Reservation,
): Promise<NewAgreement> {
  const no = importedNo ?? formatNo(year, shortName, await nextInSeries(trx, year, shortName));
  const reserved: NewAgreement = { no, ...input };
  await trx('start_intents').insert({ agreement_no: no, input: JSON.stringify(reserved) });
  return reserved;
}

/** The next number of the series that no imported agreement has taken. */
async function nextInSeries(trx: Knex.Transaction, year: number, shortName: string): Promise<number> {
  for (;;) {
    const [row] = await trx('number_series')
      .insert({ year, short_name: shortName, last: 1 })
      .onConflict(['year', 'short_name'])
      .merge({ last: trx.raw('number_series.last + 1') })
      .returning<{ last: number }[]>('last');
    const taken = await trx('start_intents').where({ agreement_no: formatNo(year, shortName, row!.last) }).first('agreement_no');
    if (!taken) return row!.last;
  }
}

const keyword = (name: string, value: string) => ({ key: defineSearchAttributeKey(name, 'KEYWORD'), value });

/** Idempotent: an execution that runs already is what was wanted. */
export async function startAgreement({ client, taskQueue, db, virtualNow }: StartDeps, input: NewAgreement): Promise<void> {
  const { no, terms, renews } = input;
  const options: WorkflowStartOptions = {
    taskQueue,
    workflowId: agreementId(no),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    args: [{ start: input }],
    typedSearchAttributes: new TypedSearchAttributes([
      keyword('AgreementNo', no),
      keyword('Phase', renews ? 'drafting' : 'intake'),
      keyword('WaitingFor', renews ? 'account-manager' : 'client'),
      keyword('Tier', terms.tier),
      keyword('Attention', 'none'),
    ]),
    staticSummary: `客户关系维护协议 ${no}`,
    staticDetails: renews ? `续签自 ${renews.no}` : `${terms.tier}客户, ${terms.termMonths} 个月`,
    ...(virtualNow !== undefined && { startDelay: Math.max(virtualNow - Date.now(), 0) }),
  };
  try {
    await client.workflow.start('agreement', options);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  await db('start_intents').where({ agreement_no: no }).update({ started_at: db.fn.now() });
}

/** Starts whose process died between reservation and start; called by the sweeper. Returns how many were finished. */
export async function finishStarts(deps: StartDeps): Promise<number> {
  const interrupted = await deps
    .db('start_intents')
    .whereNull('started_at')
    .andWhereRaw(`created_at < now() - interval '30 seconds'`)
    .limit(50)
    .select<{ input: NewAgreement }[]>('input');
  for (const { input } of interrupted) await startAgreement(deps, input);
  return interrupted.length;
}
