import { simpleParser } from 'mailparser';
import { agreementNo } from '../../domain/ids';
import type { Role } from '../../domain/roles';
import { tellBounced } from '../../notices/bounced';
import type { Identity } from '../../security/tokens';
import type { ApiDeps } from '../deps';
import { recordBounce } from './attempt';
import type { InboundBody } from './schema';

/** 退信: a mail of ours that the other side's server gave up, by the Message-ID it was sent with. */
export interface Bounce {
  hash: string;
  /** Enhanced status code (RFC 3463), always a permanent one. */
  status: string;
}

/** Left-hand side of our Message-IDs (notices/mailer.ts). */
const OURS = /^Message-ID:\s*<([0-9a-f]{32})@/im;
const FAILED = /^Action:\s*failed\b/im;
const PERMANENT = /^Status:\s*(5\.\d{1,3}\.\d{1,3})\b/im;

/**
 * A delivery status notification (RFC 3464) about a mail of ours; undefined for any other mail, and for one that is only
 * delayed. Read from the mail's source where the webhook gives it, else from what it has made of it as text.
 */
export async function bounceOf({ raw, text }: Pick<InboundBody, 'raw' | 'text'>): Promise<Bounce | undefined> {
  const words = raw === undefined ? text : await reportIn(raw);
  const status = PERMANENT.exec(words)?.[1];
  const hash = OURS.exec(words)?.[1];
  return FAILED.test(words) && status && hash ? { hash, status } : undefined;
}

/** The parts of a report: words for people, the machine's, and the head of the mail that came back. */
async function reportIn(raw: string): Promise<string> {
  const { headers, text = '', attachments } = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
  const type = headers.get('content-type') as { value?: string } | undefined;
  if (type?.value !== 'multipart/report') return '';
  return [text, ...attachments.map(({ content }) => content.toString('utf8'))].join('\n');
}

interface Returned {
  key: string;
  workflow_id: string;
  kind: string;
  to_role: Role;
  data: { notice?: number };
}

/**
 * Marks the mail as bounced and tells operations, once for all reports of one webhook id; of a written notice the failed
 * attempt is recorded with its agreement. False where no mail of ours is meant. Throws `Unavailable`: reported again, it
 * goes on from there.
 */
export async function takeBounce(
  deps: ApiDeps,
  { id, commandId, desk }: { id: string; commandId: string; desk: Identity },
  { hash, status }: Bounce,
): Promise<boolean> {
  const mail = await deps.db('notices').where({ message_hash: hash }).first<Returned | undefined>();
  if (!mail) return false;
  const no = agreementNo(mail.workflow_id);
  const { notice } = mail.data;
  if (mail.kind === 'notice.issued' && no !== undefined && notice !== undefined) {
    await recordBounce(deps, { no, notice, commandId, desk });
  }
  const told = { id, to: mail.to_role, status, ...(no && { agreement: no }), ...(notice !== undefined && { notice }) };
  await deps.db.transaction(async (trx) => {
    await trx('notices')
      .where({ key: mail.key })
      .update({ state: 'bounced', error: `DSN ${status}` });
    await tellBounced(trx, { ...told, receivedAt: Date.now() });
  });
  return true;
}
