import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Environment } from '../security/mode';
import { mailError } from './mail-error';
import type { Attachment } from './papers';
import type { Address } from './recipients';

/** One notice on its way out. */
export interface OutgoingMail {
  to: Address;
  /** Who hears of it as well. */
  cc?: Address;
  /** Who answers a reply. */
  replyTo?: Address;
  attachments?: Attachment[];
  subject: string;
  text: string;
  html: string;
  /** From `noticeHash`: the same at every attempt, so that a receiver can tell a repetition. */
  hash: string;
  /** The notice's own (virtual) time, or the end of the quiet hours that it waited for. */
  date: Date;
  /** Delegations by which it goes to a substitute. */
  delegations?: string[];
}

export interface Mailer {
  /** Resolves once the server has taken responsibility for the mail (250 after DATA). Throws `MailError`. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

export interface MailSettings {
  from: string;
  /** Right-hand side of Message-IDs. */
  domain: string;
  /** Longest time for one mail, connecting included; must stay below the relay's lease. */
  timeoutMs: number;
}

/** `LVYUE_MAIL_FROM` (sender, e.g. `履约 <notice@example.cn>`) and `LVYUE_MAIL_DOMAIN` (of Message-IDs). */
export function mailSettings(env: Environment): MailSettings {
  return {
    from: env['LVYUE_MAIL_FROM'] || '履约 <notice@lvyue.local>',
    domain: env['LVYUE_MAIL_DOMAIN'] || 'lvyue.local',
    timeoutMs: 20_000,
  };
}

/**
 * Names a notice to the world: a hash, because the key holds the agreement's number. With the notice's own time, so
 * that a rehearsal that plays the same numbers again does not repeat Message-IDs.
 */
export const noticeHash = (key: string, at: Date): string =>
  createHash('sha256').update(`${key}\0${at.toISOString()}`).digest('hex').slice(0, 32);

/** Pooled: one connection, kept for a few seconds between mails. */
export function createMailer(smtpUrl: string, settings: MailSettings = mailSettings({})): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 1,
    maxRequeues: 0, // the outbox decides what is sent again, nobody else
    idleTimeout: 5_000,
    connectionTimeout: settings.timeoutMs,
    greetingTimeout: settings.timeoutMs,
    socketTimeout: settings.timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // a pooled connection that breaks between mails; a mail under way gets the error itself
  transport.on('error', () => undefined);
  return {
    async send({ to, cc, replyTo, attachments, subject, text, html, hash, date }) {
      try {
        await transport.sendMail({
          from: settings.from,
          to: { name: to.name ?? '', address: to.address },
          ...(cc && { cc: { name: cc.name ?? '', address: cc.address } }),
          ...(replyTo && { replyTo: { name: replyTo.name ?? '', address: replyTo.address } }),
          ...(attachments?.length && { attachments }),
          subject,
          text,
          html,
          date,
          messageId: `<${hash}@${settings.domain}>`,
          textEncoding: 'base64',
          xMailer: false,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Lvyue-Notice': hash, 'Content-Language': 'zh-CN' },
          signal: AbortSignal.timeout(settings.timeoutMs),
        });
      } catch (error) {
        throw mailError(error, to);
      }
    },
    close: () => transport.close(),
  };
}
