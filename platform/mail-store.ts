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
  /** How often the same mail (Message-ID and recipients) came again; kept once, as mailboxes do. */
  repeated: number;
}

const ENVELOPE_HEADER = 'X-Sink-Envelope-To';
const NAME = /^(\d{13})-([0-9a-f]{12})\.eml$/;
/** Beside a mail that came again: one character for each time. */
const AGAIN = '.again';

/**
 * Raw mails as files, one each, newest last by name; they survive a restart. A sender that crashed between our answer
 * and its own record sends again with the same Message-ID: such a mail is counted, not kept a second time.
 */
export class MailStore {
  private readonly parsed = new Map<string, Omit<SunkMail, 'repeated'>>();
  private readonly taken = new Map<string, Promise<string>>();
  private readonly repeated = new Map<string, number>();

  constructor(private readonly dir: string) {
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
    for (const name of fs.readdirSync(dir)) {
      const [file, time, fingerprint] = NAME.exec(name) ?? [];
      if (file) this.taken.set(fingerprint!, Promise.resolve(`${time}-${fingerprint}`));
      if (name.endsWith(AGAIN)) this.repeated.set(name.slice(0, -AGAIN.length), fs.statSync(path.join(dir, name)).size);
    }
  }

  /** Returns once the mail is on the disk: only then may the SMTP server accept it. */
  async add(raw: Buffer, envelopeTo: string[]): Promise<string> {
    const fingerprint = fingerprintOf(raw, envelopeTo);
    const first = this.taken.get(fingerprint);
    if (first) {
      const id = await first;
      await fsp.appendFile(path.join(this.dir, `${id}${AGAIN}`), '+', { mode: 0o600 });
      this.repeated.set(id, (this.repeated.get(id) ?? 0) + 1);
      return id;
    }
    const stored = this.keep(`${Date.now()}-${fingerprint}`, raw, envelopeTo);
    this.taken.set(fingerprint, stored);
    stored.catch(() => this.taken.delete(fingerprint));
    return stored;
  }

  private async keep(id: string, raw: Buffer, envelopeTo: string[]): Promise<string> {
    const file = path.join(this.dir, `${id}.eml`);
    const header = `${ENVELOPE_HEADER}: ${envelopeTo.map((address) => address.replace(/[\r\n]/g, '')).join(', ')}\r\n`;
    await fsp.writeFile(`${file}.new`, Buffer.concat([Buffer.from(header), raw]), { mode: 0o600, flush: true });
    await fsp.rename(`${file}.new`, file);
    return id;
  }

  /** Newest first. */
  async list(limit = Infinity): Promise<SunkMail[]> {
    const names = (await fsp.readdir(this.dir)).filter((name) => NAME.test(name)).sort();
    const ids = names
      .reverse()
      .slice(0, limit)
      .map((name) => name.slice(0, -'.eml'.length));
    const mails: SunkMail[] = [];
    for (const id of ids) {
      const mail = await this.get(id);
      if (mail) mails.push(mail);
    }
    return mails;
  }

  async get(id: string): Promise<SunkMail | undefined> {
    let mail = this.parsed.get(id);
    if (!mail) {
      const parsed = await this.parse(id);
      if (!parsed) return undefined;
      mail = summary(id, parsed);
      this.parsed.set(id, mail);
    }
    return { ...mail, repeated: this.repeated.get(id) ?? 0 };
  }

  /** The mail as it came, without the header that the sink put before it. */
  async raw(id: string): Promise<Buffer> {
    const kept = await fsp.readFile(path.join(this.dir, `${id}.eml`));
    return kept.subarray(kept.indexOf('\r\n') + 2);
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

/** The same for every delivery of one mail to the same people; random where there is no Message-ID to go by. */
function fingerprintOf(raw: Buffer, envelopeTo: string[]): string {
  const end = raw.indexOf('\r\n\r\n');
  const [, messageId] = /^message-id:\s*(<[^>]+>)/im.exec(raw.toString('latin1', 0, end < 0 ? raw.length : end)) ?? [];
  if (!messageId) return crypto.randomBytes(6).toString('hex');
  const named = [messageId, ...envelopeTo].join('\0');
  return crypto.createHash('sha256').update(named).digest('hex').slice(0, 12);
}

function summary(id: string, mail: ParsedMail): Omit<SunkMail, 'repeated'> {
  const headers = mail.headerLines.map(({ key, line }) => ({
    name: key,
    value: line.slice(line.indexOf(':') + 1).trim(),
  }));
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
