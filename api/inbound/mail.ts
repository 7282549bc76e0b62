import { simpleParser, type AddressObject, type EmailAddress } from 'mailparser';
import { unprintable } from '../../documents/glyphs';
import type { CaseKind } from '../../domain/case/types';
import { DAY, MINUTE, type Instant } from '../../domain/time';
import { TEXT_MAX } from '../schemas/fields';
import type { InboundBody } from './schema';

/** A client's mail, read: no I/O here, and nothing of it is ever logged. */
export interface Mail {
  /** The one sender's address, lower case; undefined where there is none or more than one. */
  from?: string;
  /** Recipients' local parts, decoded. */
  to: string[];
  subject: string;
  text: string;
  date?: Instant;
}

/** Addresses and encoded words are the library's to read: what came as fields is put together as the head of a mail. */
export async function readMail({ from, to, subject, text, date }: InboundBody): Promise<Mail> {
  const broken = /[\r\n\0]/; // no line of a head: whoever writes one pretends to be somebody
  const fields = { From: broken.test(from) ? '' : from, To: [to].flat().join(', '), Subject: subject };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value.replace(/[\r\n\0]+/g, ' ')}\r\n`);
  const mail = await simpleParser(Buffer.from(`${head.join('')}\r\n`, 'utf8'));
  const senders = addresses(mail.from);
  const at = date === undefined ? NaN : Date.parse(date);
  return {
    ...(senders.length === 1 && { from: senders[0]!.toLowerCase() }),
    to: addresses(mail.to).map((address) => decoded(address.slice(0, address.lastIndexOf('@')))),
    subject: mail.subject ?? '',
    text,
    ...(!Number.isNaN(at) && { date: at }),
  };
}

function addresses(field: AddressObject | AddressObject[] | undefined): string[] {
  const flat = ({ address, group }: EmailAddress): string[] => (address ? [address] : (group ?? []).flatMap(flat));
  return [field ?? []].flat().flatMap(({ value }) => value.flatMap(flat));
}

/** Percent-encoded where the sender's program writes ASCII only. */
function decoded(localPart: string): string {
  try {
    return decodeURIComponent(localPart);
  } catch {
    return localPart;
  }
}

/** Full-width digits and hyphens are what they stand for. */
const plain = (text: string): string => text.normalize('NFKC');

/** 协议编号 anywhere in a text (ids.ts has it alone). */
const NUMBERS = /(?<!\d)\d{4}-[\p{Script=Han}A-Za-z0-9]{1,20}-\d{3,}/gu;
/** More is a list, not an address. */
const MOST_NUMBERS = 5;

/** The agreements that a mail may be about: of its plus-addresses first, then of its subject. */
export function numbersIn({ to, subject }: Mail): string[] {
  const tags = to.map((local) => local.slice(local.indexOf('+') + 1 || local.length));
  const found = [...tags, subject].flatMap((text) => plain(text).match(NUMBERS) ?? []);
  return [...new Set(found)].slice(0, MOST_NUMBERS);
}

/** A complaint calls itself so, or was sent to a mailbox for complaints; a 简称 in a number says nothing. */
export function kindOfMail({ to, subject }: Mail): CaseKind {
  const isComplaint = [...to, subject].some((text) => /投诉|complaint/i.test(plain(text).replace(NUMBERS, ' ')));
  return isComplaint ? 'complaint' : 'request';
}

/** In print a missing character is set as this one (下駄). */
const INSTEAD = '〓';

/** Subject and text as a free text: printable, cut to its longest length. */
export function descriptionOf({ subject, text }: Mail): string {
  const words = [subject, text].map((part) => printable(part).trim()).filter(Boolean);
  const whole = words.join('\n\n') || '(邮件没有内容)';
  return whole.length <= TEXT_MAX ? whole : `${cut(whole, TEXT_MAX - 1)}…`;
}

/** A picture in a client's words must not keep its complaint from being filed; what is invisible is left out. */
function printable(text: string): string {
  let result = '';
  for (const character of text) {
    if (unprintable(character) === undefined) result += character;
    else if (!/\p{C}/u.test(character)) result += INSTEAD;
  }
  return result;
}

/** Never through the middle of a character. */
const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, '');

/** A mail server gives up after some five days; an older date is a wrong one. */
const LONGEST_WAY = 7 * DAY;
/** A client itself may not date back further (record/occasion.ts); below it, so that the way here does not count. */
const LATENESS = 9 * MINUTE;

/** When the client reported it, where its mail says so credibly; else it is when the mail came in (domain.md §4). */
export const reportedAt = ({ date }: Mail, now: Instant): Instant | undefined =>
  date !== undefined && date <= now && date >= now - LONGEST_WAY ? date : undefined;

/** A mail that was under way for long is filed for the client, as what came on paper is: the client speaks for now. */
export const cameLate = (reported: Instant | undefined, now: Instant): boolean =>
  reported !== undefined && reported < now - LATENESS;
