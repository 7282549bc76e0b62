import type { Knex } from 'knex';
import { delegationsAt, type SealedDelegation } from '../db/delegations';
import type { LadderOverrides, StandardOverrides } from '../domain/record/standard';
import type { ComplaintSubject, Department } from '../domain/case/types';
import type { RunningDeadline } from '../domain/record/types';
import type { Role } from '../domain/roles';
import { agreementNo } from '../domain/ids';
import { statusIn, tellBounced } from './bounced';
import { noticeHash } from './mailer';

/**
 * The table `notices` as the relay sees it. States: `queued` → `sending` (claimed; `next_attempt_at` is then the end of
 * the lease) → `sent`, or back to `queued` for another attempt, or for good `bounced` (refused by the mail server) or
 * `failed` (there is nobody to write to any more, or no such kind).
 */
export interface ClaimedNotice {
  key: string;
  workflow_id: string;
  kind: string;
  to_role: Role;
  at: Date;
  /** End of the quiet hours in which it came. */
  not_before: Date | null;
  data: Record<string, unknown>;
  /** Counts claims; names this one, so that a relay whose lease has ended changes nothing any more. */
  attempts: number;
  /** Of a case: its agreement's, where people are replaced. */
  parties_ref: string | null;
  /** What a complaint is about. */
  about: ComplaintSubject | null;
  /** 责任部门 of a request: as this notice names it, else as it is now. */
  department: Department | null;
  /** Open deadlines of the agreement or the case. */
  deadlines: RunningDeadline[] | null;
  /** Targets and ladders that were agreed. */
  standard: StandardOverrides | null;
  ladders: LadderOverrides | null;
  /** Documents of the intake, with references to the titles of unusual ones. */
  documents: Record<string, { title?: string }> | null;
  /** Both sides agreed in writing beforehand that silence is acceptance. */
  deemed_acceptance: boolean;
  /** Of the role, those that may be in effect when it leaves. */
  delegations: SealedDelegation[];
}

export interface Outbox {
  /** Takes the next notice that is due; nobody else takes it until the lease ends. One statement. */
  claim(leaseMs: number): Promise<ClaimedNotice | undefined>;
  /** The server has the mail, for a substitute where delegations led to one. Counts even when the lease has ended meanwhile. */
  sent(notice: ClaimedNotice, delegations?: string[]): Promise<void>;
  again(notice: ClaimedNotice, afterMs: number, error: string): Promise<void>;
  /** Of a written notice or a draft that was refused operations is told: the mail did not bring it. */
  settle(notice: ClaimedNotice, state: 'bounced' | 'failed', error: string): Promise<void>;
  /** Puts back what a relay that died had claimed; returns how many. */
  reclaim(): Promise<number>;
}

/** Mails that bring what the client has to have. */
const TOLD = ['notice.issued', 'review.delivered'];

const IN_DOUBT = '上次投递中断, 结果未知; 以同一 Message-ID 重新投递';

export interface OutboxOptions {
  /** The world's time runs ahead of the machine's (a rehearsal): quiet hours are not waited for. */
  virtualTime?: boolean;
}

const DELEGATIONS = delegationsAt(
  'n.to_role',
  `case n.to_role when 'client' then coalesce(a.client_id, c.client_id) else 'provider' end`,
  'coalesce(n.not_before, n.at)',
);

/** When a queued notice may leave. */
const leaving = ({ virtualTime }: OutboxOptions): string =>
  virtualTime ? 'next_attempt_at' : 'greatest(next_attempt_at, not_before)';

export function createOutbox(db: Knex, options: OutboxOptions = {}): Outbox {
  const mine = ({ key, attempts }: ClaimedNotice) => db('notices').where({ key, attempts, state: 'sending' });
  return {
    async claim(leaseMs) {
      // materialized: the row is chosen and locked once; the order is the index's, so that a long queue costs nothing
      const { rows } = await db.raw<{ rows: ClaimedNotice[] }>(
        `with next as materialized (
           select key, workflow_id from notices
           where state = 'queued' and ${leaving(options)} <= now()
           order by ${leaving(options)}, seq limit 1
           for update skip locked)
         update notices n
         set state = 'sending', attempts = n.attempts + 1, next_attempt_at = now() + :leaseMs * interval '1 ms'
         from next
           left join agreements a on a.workflow_id = next.workflow_id
           left join cases c on c.workflow_id = next.workflow_id
           left join agreements own on own.no = c.agreement_no
         where n.key = next.key
         returning n.key, n.workflow_id, n.kind, n.to_role, n.at, n.not_before, n.data, n.attempts,
           coalesce(a.state, own.state, c.state)->>'partiesRef' as parties_ref,
           c.state->>'about' as about, coalesce(n.data->>'department', c.state->>'department') as department,
           coalesce(a.state, c.state)->'deadlines' as deadlines,
           coalesce(a.state, c.state)->'standard' as standard, coalesce(a.state, c.state)->'ladders' as ladders,
           a.state#>'{intake,documents}' as documents, a.state#>'{review,silenceAccepts}' is not null as deemed_acceptance,
           ${DELEGATIONS} as delegations`,
        { leaseMs },
      );
      return rows[0];
    },
    async sent({ key, at }, delegations = []) {
      await db('notices')
        .where({ key })
        .whereNot({ state: 'sent' })
        .update({
          state: 'sent',
          delivered_at: db.fn.now(),
          error: null,
          message_hash: noticeHash(key, at),
          delegations: delegations.length > 0 ? delegations : null,
        });
    },
    async again(notice, afterMs, error) {
      await mine(notice).update({
        state: 'queued',
        next_attempt_at: db.raw(`now() + ? * interval '1 ms'`, [afterMs]),
        error,
      });
    },
    async settle(notice, state, error) {
      await db.transaction(async (trx) => {
        const settled = await mine(notice).transacting(trx).update({ state, error });
        const { key, workflow_id, kind, to_role: to, at, data } = notice;
        if (settled === 0 || state !== 'bounced' || !TOLD.includes(kind)) return;
        const id = `b-${noticeHash(key, at)}`;
        const no = agreementNo(workflow_id);
        const written = data['notice'] as number | undefined;
        const of = { ...(no && { agreement: no }), ...(written !== undefined && { notice: written }) };
        await tellBounced(trx, { id, to, ...of, status: statusIn(error), receivedAt: at.getTime() });
      });
    },
    async reclaim() {
      return db('notices')
        .where({ state: 'sending' })
        .where('next_attempt_at', '<=', db.fn.now())
        .update({ state: 'queued', error: IN_DOUBT });
    },
  };
}

/** True when nothing is due or under way; what waits for a later attempt, or for the morning, does not count. */
export async function outboxIdle(db: Knex, options: OutboxOptions = {}): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { busy: boolean }[] }>(
    `select exists (select 1 from notices where state = 'queued' and ${leaving(options)} <= now())
         or exists (select 1 from notices where state = 'sending') as busy`,
  );
  return !rows[0]!.busy;
}

/** How many notices are in which state, for metrics and the operator's page. */
export async function outboxCounts(db: Knex): Promise<Record<string, number>> {
  const { rows } = await db.raw<{ rows: { state: string; n: number }[] }>(
    'select state, count(*)::int as n from notices group by state',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}
