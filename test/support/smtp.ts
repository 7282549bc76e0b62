import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface SmtpTrap {
  url: string;
  /** Every mail taken, in order, repetitions too: what went over the wire. */
  mails: ParsedMail[];
  /** Answers to RCPT TO by recipient, e.g. `{ 'a@b.c': '550 5.1.1 unknown' }`. */
  refuse: Record<string, string>;
  /** Recipients on whose mails the connection is cut in the middle. */
  cut: Set<string>;
  stop(): Promise<void>;
}

/** A real SMTP server that takes mails and counts each delivery; on a given port, to come back where it was. */
export async function smtpTrap(port = 0): Promise<SmtpTrap> {
  const mails: ParsedMail[] = [];
  const refuse: Record<string, string> = {};
  const cut = new Set<string>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 200,
    onRcptTo({ address }, _session, done) {
      const answer = refuse[address];
      if (!answer) return done();
      done(Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) }));
    },
    onData(stream, { envelope: { rcptTo } }, done) {
      if (rcptTo.some(({ address }) => cut.has(address))) {
        for (const connection of server.connections) (connection as { _socket: { destroy(): void } })._socket.destroy();
        return;
      }
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  server.on('error', () => undefined); // a client that was killed
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    refuse,
    cut,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
