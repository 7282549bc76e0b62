import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { startMailSink } from '../../platform/mail-sink';

it('a mail that comes again is counted and kept once, also after a restart; others are not mixed up with it', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-sink-'));
  const send = async (url: string, to: string, messageId: string) => {
    const transport = createTransport(url);
    await transport.sendMail({ from: 'a@x.cn', to, subject: '通知', text: '正文', messageId });
    transport.close();
  };
  try {
    let sink = await startMailSink({ dir, httpPort: 0, smtpPort: 0 });
    for (let i = 0; i < 2; i++) await send(sink.smtpUrl, 'b@x.cn', '<one@x.cn>');
    await Promise.all([1, 2].map(() => send(sink.smtpUrl, 'b@x.cn', '<two@x.cn>')));
    await send(sink.smtpUrl, 'c@x.cn', '<one@x.cn>');
    await sink.stop();

    sink = await startMailSink({ dir, httpPort: 0, smtpPort: 0 });
    await send(sink.smtpUrl, 'b@x.cn', '<one@x.cn>');
    const found = (await sink.messages()).map(({ messageId, envelopeTo, repeated }) => [
      messageId,
      envelopeTo[0],
      repeated,
    ]);
    expect(found.sort()).toEqual([
      ['<one@x.cn>', 'b@x.cn', 2],
      ['<one@x.cn>', 'c@x.cn', 0],
      ['<two@x.cn>', 'b@x.cn', 1],
    ]);
    const { id } = (await sink.messages()).find(({ repeated }) => repeated === 2)!;
    expect(await (await fetch(`${sink.url}/messages/${id}`)).text()).toContain('又收到 2 次');
    await sink.stop();
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
});
