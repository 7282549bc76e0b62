import { startMailSink } from './mail-sink';

/** The sink as a process of its own: MAIL_DIR, MAIL_PORT, SMTP_PORT; says `{ ready: true }` on its channel. */
async function main(): Promise<void> {
  const { MAIL_DIR, MAIL_PORT, SMTP_PORT } = process.env;
  const sink = await startMailSink({ dir: MAIL_DIR, httpPort: Number(MAIL_PORT), smtpPort: Number(SMTP_PORT) });
  const stop = (): void => void sink.stop().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.send?.({ ready: true, smtpUrl: sink.smtpUrl, url: sink.url });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
