import type { PlatformName } from '../domain/agreement/esign';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { agreementId } from '../domain/ids';
import { createPoller } from '../platform/poll';
import { signingHintSignal } from '../workflows/agreement/messages';

export interface HintRelayOptions {
  db: Knex;
  client: Pick<Client, 'workflow'>;
  log: Pick<Logger, 'warn' | 'error'>;
  /** Most flows per `runOnce`. */
  batch?: number;
}

export interface HintRelay {
  /** Tells agreements of their flows' call-backs; returns how many were told. */
  runOnce(): Promise<number>;
  start(intervalMs: number): void;
  stop(): Promise<void>;
}

interface Hint {
  provider: PlatformName;
  flow_id: string;
  agreement_no: string;
  attempts: number;
  message_ids: string[];
}

const FIRST_WAIT_S = 1;
const LONGEST_WAIT_S = 300;

/**
 * Tells the agreement that its flow on a platform may have moved, once for all call-backs of the flow that wait. Those of
 * a flow that is not ours, or not yet known to have begun, wait untold. Any number of relays may run; one that dies
 * between the signal and the mark leaves a hint that is given again, and a hint too many does no harm: the workflow asks
 * the platform, which is all it believes.
 */
export function createHintRelay({ db, client, log, batch = 50 }: HintRelayOptions): HintRelay {
  async function runOnce(): Promise<number> {
    let told = 0;
    while (told < batch && (await tellNext())) told += 1;
    return told;
  }

  /** In one transaction: the rows are this relay's until it is over. False when nothing is due. */
  async function tellNext(): Promise<boolean> {
    return db.transaction(async (trx) => {
      const hint = await claim(trx);
      if (!hint) return false;
      const rows = trx('esign_callbacks').where({ provider: hint.provider }).whereIn('message_id', hint.message_ids);
      const problem = await tell(hint);
      if (!problem) await rows.update({ told_at: trx.fn.now() });
      else await rows.update({ attempts: hint.attempts + 1, next_attempt_at: later(trx, hint.attempts) });
      if (problem) log.warn({ agreement: hint.agreement_no, problem }, 'agreement could not be told of a call-back');
      return true;
    });
  }

  /** The name of what went wrong. An agreement that has ended meanwhile need not know. */
  async function tell({ provider, flow_id: flowId, agreement_no: no }: Hint): Promise<string | undefined> {
    try {
      await client.workflow.getHandle(agreementId(no)).signal(signingHintSignal, { provider, flowId });
      return undefined;
    } catch (error) {
      return error instanceof WorkflowNotFoundError ? undefined : (error as Error).name;
    }
  }

  const { start, stop } = createPoller({
    round: async () => (await runOnce()) >= batch,
    failed: (error) => log.error({ err: (error as Error).name }, 'call-backs cannot be read'),
  });
  return { runOnce, start, stop };
}

/** One flow with all its call-backs that are due, the longest waiting first, locked against other relays. */
async function claim(trx: Knex.Transaction): Promise<Hint | undefined> {
  const { rows } = await trx.raw<{ rows: Hint[] }>(`
    with due as (
      select c.provider, c.flow_id, f.agreement_no
      from esign_callbacks c join esign_flows f on f.provider = c.provider and f.flow_id = c.flow_id
      where c.told_at is null and c.next_attempt_at <= now()
      order by c.next_attempt_at limit 1 for update of c skip locked),
    mine as (
      select c.provider, c.flow_id, due.agreement_no, c.message_id, c.attempts
      from esign_callbacks c join due on due.provider = c.provider and due.flow_id = c.flow_id
      where c.told_at is null for update of c skip locked)
    select provider, flow_id, agreement_no, max(attempts)::int as attempts, array_agg(message_id) as message_ids
    from (select * from mine) m group by provider, flow_id, agreement_no`);
  return rows[0];
}

const later = (trx: Knex.Transaction, attempts: number): Knex.Raw =>
  trx.raw(`now() + ? * interval '1 second'`, [Math.min(FIRST_WAIT_S * 2 ** attempts, LONGEST_WAIT_S)]);
