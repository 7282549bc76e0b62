import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import nodemailer from 'nodemailer';
import { startMailSink, type MailSink } from '../../platform/mail-sink';
import type { SunkMail } from '../../platform/mail-store';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-mail-test-'));
let sink: MailSink;

beforeAll(async () => (sink = await startMailSink({ dir, httpPort: 0, smtpPort: 0 })));
afterAll(async () => {
  await sink.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

const mail = {
  from: '履约 <no-reply@provider.example>',
  to: '李经理 <li@client.example>',
  subject: '协议草案送达：请在 5 个工作日内答复',
  text: '请查阅附件。',
  html: '<p>请查阅<b>附件</b>。</p><script>alert(1)</script>',
  messageId: '<n-1@provider.example>',
  attachments: [{ filename: '协议.pdf', content: Buffer.from('%PDF-1.7') }],
};

async function page(url: string): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(url);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

test('a mail arrives whole and can be read as a page and as JSON', async () => {
  await nodemailer.createTransport(sink.smtpUrl).sendMail(mail);
  const [found] = await sink.messages();
  expect(found).toMatchObject({
    subject: mail.subject,
    messageId: mail.messageId,
    envelopeTo: ['li@client.example'],
    attachments: [{ filename: '协议.pdf', size: 8 }],
  });
  expect(found!.text.trim()).toBe(mail.text);

  const single = (await (await fetch(`${sink.url}/api/messages/${found!.id}`)).json()) as SunkMail;
  expect(single).toEqual(found);
  expect((await page(sink.url)).text).toContain(mail.subject);
  const shown = await page(`${sink.url}/messages/${found!.id}`);
  expect(shown.text).toContain(mail.text);
  expect(shown.text).not.toContain('<script>');
  expect(shown.text).toMatch(/<iframe sandbox="(?![^"]*allow-scripts)/);
  const frame = await page(`${sink.url}/messages/${found!.id}/html`);
  expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox (?!.*allow-scripts)/);
  expect((await page(`${sink.url}/messages/${found!.id}/attachments/0`)).text).toBe('%PDF-1.7');
});

test('what a mail says is shown as text, not as markup', async () => {
  await nodemailer
    .createTransport(sink.smtpUrl)
    .sendMail({ ...mail, subject: '<img src=x onerror=alert(1)>', messageId: '<n-2@provider.example>' });
  expect((await page(sink.url)).text).toContain('&#60;img src=x');
});

test('a mailbox that bounces is refused at RCPT TO and nothing is stored', async () => {
  const before = (await sink.messages()).length;
  const sent = nodemailer.createTransport(sink.smtpUrl).sendMail({ ...mail, to: 'bounce-1@client.example' });
  await expect(sent).rejects.toMatchObject({ responseCode: 550 });
  expect(await sink.messages()).toHaveLength(before);
});

test('mails survive a restart, in files of their owner only', async () => {
  const before = await sink.messages();
  expect(before.length).toBeGreaterThan(0);
  await sink.stop();
  sink = await startMailSink({ dir, httpPort: 0, smtpPort: 0 });
  expect(await sink.messages()).toEqual(before);
  for (const name of fs.readdirSync(dir)) expect(fs.statSync(path.join(dir, name)).mode & 0o077).toBe(0);
});

test('an unknown mail, a path out of the folder, and another host name are refused', async () => {
  expect((await page(`${sink.url}/messages/1-2`)).status).toBe(404);
  expect((await page(`${sink.url}/messages/..%2f..%2fpackage`)).status).toBe(404);
  const { port } = new URL(sink.url);
  const { request } = await import('node:http');
  const status = await new Promise((resolve) => {
    request({ port, host: '127.0.0.1', headers: { host: 'evil.example' } }, (response) =>
      resolve(response.statusCode),
    ).end();
  });
  expect(status).toBe(403);
});
