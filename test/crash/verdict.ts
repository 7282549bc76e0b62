import type { Knex } from 'knex';
import { agreementId } from '../../domain/ids';
import { noticeHash } from '../../notices/mailer';
import { beyondOutages, type Outage } from './lateness';

export interface Verdict {
  agreements: number;
  acknowledged: number;
  /** Acknowledged commands that are not in the audit trail, in order, exactly once. */
  lostOrDoubled: string[];
  notices: number;
  /** Notices not sent, or in the mailbox other than once. */
  noticeFaults: string[];
  /** Mails that went over the wire twice with one Message-ID (the mailbox keeps one). */
  wireRepeats: number;
  missed: number;
  /** Longest time from a clock's instant to its record, ms. */
  latestMs: number;
  /** The same without the time in which no worker was there (lateness.ts), ms. */
  latestBeyondOutagesMs: number;
  gapsInAudit: string[];
}

export interface Mail {
  messageId: string;
  repeated?: number;
}

/** Compares four sources: what the client was told, the audit trail, the outbox, the mailbox. */
export async function judge(
  db: Knex,
  acknowledged: Map<string, string[]>,
  mails: Mail[],
  outages: readonly Outage[],
): Promise<Verdict> {
  const verdict: Verdict = {
    agreements: acknowledged.size,
    acknowledged: 0,
    lostOrDoubled: [],
    notices: 0,
    noticeFaults: [],
    wireRepeats: 0,
    missed: 0,
    latestMs: 0,
    latestBeyondOutagesMs: 0,
    gapsInAudit: [],
  };
  for (const [no, names] of acknowledged) {
    verdict.acknowledged += names.length;
    const events = (await db('audit_events')
      .where({ workflow_id: agreementId(no) })
      .orderBy('seq')) as Event[];
    const recorded = events.filter((e) => e.event === 'command').map((e) => e.data['name']);
    if (JSON.stringify(recorded) !== JSON.stringify(names)) {
      verdict.lostOrDoubled.push(`${no}: told ${names.join(' ')} / recorded ${recorded.join(' ')}`);
    }
    const notices = (await db('notices').where({ workflow_id: agreementId(no) })) as Notice[];
    const seqs = [...events.map((e) => e.seq), ...notices.map((n) => n.seq)].sort((a, b) => a - b);
    if (seqs.some((seq, i) => seq !== i + 1)) verdict.gapsInAudit.push(no);
    for (const e of events) {
      if (!/^deadline\.(warned|missed|escalated)$/.test(e.event)) continue;
      if (e.event === 'deadline.missed') verdict.missed += 1;
      const [at, recordedAt] = [e.at.getTime(), e.recorded_at.getTime()];
      verdict.latestMs = Math.max(verdict.latestMs, recordedAt - at);
      verdict.latestBeyondOutagesMs = Math.max(verdict.latestBeyondOutagesMs, beyondOutages(at, recordedAt, outages));
    }
    verdict.notices += notices.length;
    for (const notice of notices) {
      const hash = noticeHash(notice.key, notice.at);
      const found = mails.filter((m) => m.messageId.includes(hash));
      if (notice.state !== 'sent' || found.length !== 1) {
        verdict.noticeFaults.push(`${notice.key}: ${notice.state}, ${found.length} in the mailbox`);
      }
    }
  }
  verdict.wireRepeats = mails.reduce((sum, m) => sum + (m.repeated ?? 0), 0);
  return verdict;
}

export const isClean = (v: Verdict): boolean =>
  v.lostOrDoubled.length + v.noticeFaults.length + v.gapsInAudit.length === 0;

interface Event {
  seq: number;
  at: Date;
  recorded_at: Date;
  event: string;
  data: Record<string, unknown>;
}
interface Notice {
  key: string;
  seq: number;
  at: Date;
  state: string;
}
