import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createVault } from '../../db/vault';
import { noticeHash } from '../../notices/mailer';
import { outboxCounts, outboxIdle } from '../../notices/outbox';
import { startMailSink, type MailSink } from '../../platform/mail-sink';
import { freshDatabase, type TestDatabase } from '../support/db';
import { AT, outboxFixture, testKeyRing, testKeys } from '../support/outbox';

const ROOT = path.join(__dirname, '../..');
const NOTICES = 400;
const KILLS = 10;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let database: TestDatabase;
let sink: MailSink;
const living = new Set<ChildProcess>();

beforeAll(async () => {
  database = await freshDatabase();
  sink = await startMailSink({ httpPort: 0, smtpPort: 0 });
});
afterAll(async () => {
  for (const child of living) child.kill('SIGKILL');
  await sink.stop();
  await database.drop();
});

async function startRelay(keys: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'test/support/relay-process.ts')], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: database.url, SMTP_URL: sink.smtpUrl, LVYUE_KEYS: keys },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  living.add(child);
  child.once('exit', () => living.delete(child));
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

it('kill -9 at random instants loses no notice, and none is in the mailbox twice', async () => {
  const keys = testKeys();
  const { db } = database;
  const agreement = await outboxFixture(db, createVault(db, testKeyRing(keys)));
  const queued = await agreement.queue(
    Array.from(
      { length: NOTICES },
      (_, i) => ({ kind: 'ledger.filed', to: 'client', data: { month: `2027-${i}` } }) as const,
    ),
  );

  let next = startRelay(keys);
  for (let kills = 0; kills < KILLS; kills++) {
    const relay = await next;
    next = startRelay(keys); // starting takes a second; two run side by side for a while, as in production
    const sent = async () => (await outboxCounts(db))['sent'] ?? 0;
    const before = await sent();
    for (const end = Date.now() + 5_000; (await sent()) === before && Date.now() < end;) await sleep(5);
    await sleep(Math.random() * 120);
    await kill(relay);
  }
  const last = await next;
  for (const end = Date.now() + 30_000; !(await outboxIdle(db)) && Date.now() < end;) await sleep(100);
  await kill(last);

  const wanted = queued.map((key) => `<${noticeHash(key, new Date(AT))}@lvyue.local>`);
  const mails = await sink.messages();
  const got = mails.map(({ messageId }) => messageId);
  expect(await outboxCounts(db)).toEqual({ sent: NOTICES });
  expect(got.sort()).toEqual(wanted.sort()); // in the mailbox each is there, once
  const repeated = mails.reduce((sum, mail) => sum + mail.repeated, 0);
  expect(repeated).toBeLessThanOrEqual(KILLS + 1); // over the wire again: at most the one under way at each death
  const { rows } = await db.raw<{ rows: { n: number }[] }>('select count(*)::int as n from notices where attempts > 1');
  expect(rows[0]!.n).toBeGreaterThanOrEqual(repeated); // each repetition is on record as a second attempt
}, 120_000);
