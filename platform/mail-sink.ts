import fs from 'node:fs';
import type net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { mailHttp } from './mail-http';
import { MailStore, type SunkMail } from './mail-store';

export interface MailSinkOptions {
  /** Where the raw mails are kept; default: a folder of its own, removed at the end. */
  dir?: string;
  /** On 127.0.0.1; 0 takes a free one. */
  httpPort: number;
  smtpPort: number;
}

export interface MailSink {
  smtpUrl: string;
  /** The page to read the mails. */
  url: string;
  /** Newest first. */
  messages(): Promise<SunkMail[]>;
  stop(): Promise<void>;
}

const MAX_MAIL_BYTES = 30 * 1024 * 1024;

/**
 * Takes every mail and sends none. An address whose local part starts with `bounce` is refused as a mail server
 * refuses an unknown mailbox (550 at RCPT TO), so that bounces can be tried.
 */
export async function startMailSink({ dir, httpPort, smtpPort }: MailSinkOptions): Promise<MailSink> {
  const folder = dir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-mail-'));
  const store = new MailStore(folder);
  const smtp = smtpServer(store);
  const page = mailHttp(store);
  smtp.on('error', () => undefined); // a client that hung up
  await listening(smtp.server, () => smtp.listen(smtpPort, '127.0.0.1'));
  await listening(page, () => page.listen(httpPort, '127.0.0.1'));

  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    page.closeAllConnections();
    await Promise.all([
      new Promise<void>((resolve) => page.close(() => resolve())),
      new Promise<void>((resolve) => smtp.close(resolve)),
    ]);
    if (!dir) fs.rmSync(folder, { recursive: true, force: true });
  }
  return {
    smtpUrl: `smtp://127.0.0.1:${portOf(smtp.server)}`,
    url: `http://localhost:${portOf(page)}`,
    messages: () => store.list(),
    stop: () => (stopped ??= stop()),
  };
}

function smtpServer(store: MailStore): SMTPServer {
  return new SMTPServer({
    banner: 'lvyue mail sink',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    closeTimeout: 500,
    onRcptTo({ address }, _session, done) {
      if (!address.toLowerCase().startsWith('bounce')) return done();
      done(Object.assign(new Error('5.1.1 mailbox does not exist'), { responseCode: 550 }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        if (stream.sizeExceeded) return done(Object.assign(new Error('message too large'), { responseCode: 552 }));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        store.add(Buffer.concat(chunks), to).then(
          () => done(),
          () => done(Object.assign(new Error('could not be stored'), { responseCode: 451 })),
        );
      });
    },
  });
}

function listening(server: net.Server, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
    listen();
  });
}

const portOf = (server: net.Server): number => (server.address() as net.AddressInfo).port;
