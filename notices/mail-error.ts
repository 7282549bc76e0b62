import type { Address } from './recipients';

/**
 * `bounced`: this mail will never be taken; `deferred`: this mail not now; `unreachable`: the server takes nothing now.
 */
export type MailTrouble = 'bounced' | 'deferred' | 'unreachable';

/** Why a mail was not taken, without personal data. */
export class MailError extends Error {
  constructor(
    readonly trouble: MailTrouble,
    /** The server's answer, or what went wrong on the way to it. */
    readonly answer: string,
  ) {
    super(answer);
    this.name = 'MailError';
  }
}

/** What nodemailer tells about a failed mail. */
interface SmtpError {
  code?: string;
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number;
  permanent?: boolean;
}

export function mailError(error: unknown, to: Address): MailError {
  const { code = 'UNKNOWN', originalCode, command = '', response, responseCode } = error as SmtpError;
  const answer = response
    ? `${command}: ${withoutPerson(response, to)}`
    : [code, originalCode].filter(Boolean).join(' ');
  return new MailError(troubleOf(error as SmtpError, responseCode), answer);
}

/**
 * The mail's own fault is what the server says of its recipient or its content, and an address that is none. A refused
 * sender (MAIL FROM) is a setting of ours that can be mended, so it is tried again.
 */
function troubleOf({ code, command, permanent }: SmtpError, responseCode: number | undefined): MailTrouble {
  if (responseCode === 421) return 'unreachable';
  const aboutMail = code === 'EENVELOPE' || code === 'EMESSAGE' || code === 'EMAXRECIPIENTS';
  if (!aboutMail) return 'unreachable';
  if (command === 'API') return 'bounced';
  return permanent && (command === 'RCPT TO' || command === 'DATA') ? 'bounced' : 'deferred';
}

/** Servers like to repeat the address, its local part or the person's name. */
function withoutPerson(response: string, { address, name }: Address): string {
  const words = [address, address.split('@')[0]!, name ?? ''].filter((word) => word.length > 1);
  let text = response.replace(/\s+/g, ' ').replace(/[^\s<>"']+@[^\s<>"']+/g, '…');
  for (const word of words) text = text.replaceAll(new RegExp(escapeRegExp(word), 'gi'), '…');
  return text.slice(0, 200);
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
