import crypto from 'node:crypto';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';

export interface SunkMail {
  id: string;
  /** When the sink took it, ISO 8601 UTC; a rehearsal's virtual date is in the mail's own `Date`. */
  receivedAt: string;
  /** The recipients of the envelope, which is what counts; `to` is what the mail says. */
  envelopeTo: string[];
  from: string;
  to: string;
  subject: string;
  date?: string;
  messageId?: string;
  text: string;
  html?: string;
  headers: { name: string; value: string }[];
  attachments: { filename: string; contentType: string; size: number; sha256: string }[];
}

const ENVELOPE_HEADER = 'X-Sink-Envelope-To';
const NAME = /^(\d{13})-([0-9a-f]{12})\.eml$/;

/** Raw mails as files, one each, newest last by name; they survive a restart. */
export class MailStore {
  private readonly parsed = new Map<string, SunkMail>();

  constructor(private readonly dir: string) {
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  /** Returns once the mail is on the disk: only then may the SMTP server accept it. */
  async add(raw: Buffer, envelopeTo: string[]): Promise<string> {
    const id = `${Date.now()}-${crypto.randomBytes(6).toString('hex')}`;
    const file = path.join(this.dir, `${id}.eml`);
    const header = `${ENVELOPE_HEADER}: ${envelopeTo.map((address) => address.replace(/[\r\n]/g, '')).join(', ')}\r\n`;
    await fsp.writeFile(`${file}.new`, Buffer.concat([Buffer.from(header), raw]), { mode: 0o600, flush: true });
    await fsp.rename(`${file}.new`, file);
    return id;
  }

  /** Newest first. */
  async list(limit = Infinity): Promise<SunkMail[]> {
    const names = (await fsp.readdir(this.dir)).filter((name) => NAME.test(name)).sort();
    const ids = names.reverse().slice(0, limit).map((name) => name.slice(0, -'.eml'.length));
    const mails: SunkMail[] = [];
    for (const id of ids) {
      const mail = await this.get(id);
      if (mail) mails.push(mail);
    }
    return mails;
  }

  async get(id: string): Promise<SunkMail | undefined> {
    const known = this.parsed.get(id);
    if (known) return known;
    const parsed = await this.parse(id);
    if (!parsed) return undefined;
    const mail = summary(id, parsed);
    this.parsed.set(id, mail);
    return mail;
  }

  async attachment(id: string, index: number): Promise<{ filename: string; content: Buffer } | undefined> {
    const found = (await this.parse(id))?.attachments[index];
    return found && { filename: found.filename ?? `附件${index + 1}`, content: found.content };
  }

  private async parse(id: string): Promise<ParsedMail | undefined> {
    if (!NAME.test(`${id}.eml`)) return undefined; // it comes from a URL
    try {
      return await simpleParser(await fsp.readFile(path.join(this.dir, `${id}.eml`)), { skipImageLinks: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function summary(id: string, mail: ParsedMail): SunkMail {
  const headers = mail.headerLines.map(({ key, line }) => ({ name: key, value: line.slice(line.indexOf(':') + 1).trim() }));
  const envelope = headers.find(({ name }) => name === ENVELOPE_HEADER.toLowerCase())?.value ?? '';
  const to = Array.isArray(mail.to) ? mail.to : mail.to ? [mail.to] : [];
  return {
    id,
    receivedAt: new Date(Number(id.split('-')[0])).toISOString(),
    envelopeTo: envelope.split(', ').filter(Boolean),
    from: mail.from?.text ?? '',
    to: to.map((group) => group.text).join(', '),
    subject: mail.subject ?? '',
    date: mail.date?.toISOString(),
    messageId: mail.messageId,
    text: mail.text ?? '',
    html: mail.html || undefined,
    headers: headers.filter(({ name }) => name !== ENVELOPE_HEADER.toLowerCase()),
    attachments: mail.attachments.map(({ filename, contentType, content }, index) => ({
      filename: filename ?? `附件${index + 1}`,
      contentType,
      size: content.length,
      sha256: crypto.createHash('sha256').update(content).digest('hex'),
    })),
  };
}
