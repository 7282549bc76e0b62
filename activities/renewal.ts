import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { agreementId } from '../domain/ids';
import type { NewAgreement } from '../domain/agreement/open';
import type { Agreement, SuccessorNews } from '../domain/agreement/types';
import { dateAt, dateOf, dayFromDate, type Instant, type PlainDate } from '../domain/time';
import { firstDaySignal, successorSignal } from '../workflows/agreement/messages';
import { reserveAgreement, startAgreement } from './starting';

export interface RenewalDeps {
  db: Knex;
  client: Client;
  taskQueue: string;
  /** The successor of a rehearsed agreement starts in its virtual time. */
  rehearsal: boolean;
}

export interface RenewalRequest {
  predecessor: string;
  input: Omit<NewAgreement, 'no' | 'renews'>;
  agreed: Pick<Agreement['intake'], 'requirements' | 'targets'>;
  /** Last day of the old term; the new one starts the day after. */
  termEnd: PlainDate;
  /** Which attempt; an earlier successor may have been given up. */
  nth: number;
  now: Instant;
}

export const createRenewalActivities = ({ db, client, taskQueue, rehearsal }: RenewalDeps) => ({
  /** Starts the linked new agreement, a top-level execution, exactly once per predecessor and attempt. */
  async startRenewal({ predecessor, input, agreed, termEnd, nth, now }: RenewalRequest): Promise<{ no: string }> {
    const { deemedAcceptance: _once, condition: _settled, ...terms } = input.terms;
    const successor: Omit<NewAgreement, 'no'> = {
      ...input,
      terms: { ...terms, startsOn: dateOf(dayFromDate(termEnd) + 1) },
      renews: { no: predecessor, nth, ...agreed },
    };
    const year = Number(dateAt(now).slice(0, 4));
    const started = await db.transaction(async (trx) => {
      const before: { input: NewAgreement } | undefined = await trx('start_intents')
        .whereRaw(`input->'renews'->>'no' = ? and coalesce(input->'renews'->>'nth', '1') = ?`, [
          predecessor,
          String(nth),
        ])
        .first<{ input: NewAgreement } | undefined>('input');
      return before?.input ?? reserveAgreement(trx, { year, shortName: terms.shortName, input: successor });
    });
    await startAgreement({ client, taskQueue, db, ...(rehearsal && { virtualNow: now }) }, started);
    return { no: started.no };
  },

  async tellPredecessor(news: { predecessor: string; successor: string; what: SuccessorNews }): Promise<void> {
    const { predecessor, ...what } = news;
    // one that has ended meanwhile, unrenewed, need not know: the successor stands on its own
    await unlessEnded(() => client.workflow.getHandle(agreementId(predecessor)).signal(successorSignal, what));
  },

  async tellSuccessor({ successor, startsOn }: { successor: string; startsOn: PlainDate }): Promise<void> {
    await unlessEnded(() => client.workflow.getHandle(agreementId(successor)).signal(firstDaySignal, { startsOn }));
  },
});

async function unlessEnded(tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
