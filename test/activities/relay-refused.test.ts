import type { Knex } from 'knex';
import { createVault, type Vault } from '../../db/vault';
import { createMailer, mailSettings } from '../../notices/mailer';
import { outboxCounts } from '../../notices/outbox';
import { createRecipients } from '../../notices/recipients';
import { createRelay, type Relay, type RelayDeps } from '../../notices/relay';
import { freshDatabase, type TestDatabase } from '../support/db';
import { outboxFixture, testKeyRing } from '../support/outbox';
import { smtpTrap, type SmtpTrap } from '../support/smtp';

/** What follows from a written notice that the mail server refuses at once. */

let database: TestDatabase;
let db: Knex;
let vault: Vault;
let trap: SmtpTrap;
let relays: Relay[] = [];
let logged: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  db = database.db;
  vault = createVault(db, testKeyRing());
});
afterAll(() => database.drop());

beforeEach(async () => {
  await db('notices').delete();
  trap = await smtpTrap();
  trap.refuse['gone@client.example'] = '550 5.1.1 <gone@client.example> does not exist';
  logged = [];
});
afterEach(async () => {
  for (const relay of relays) await relay.stop();
  relays = [];
  await trap.stop();
});

const note = (facts: object, message: string): void => void logged.push(`${message} ${JSON.stringify(facts)}`);
const log = { info: note, warn: note, error: note };

function relay(options: Partial<RelayDeps> = {}): Relay {
  const mailer = createMailer(trap.url, { ...mailSettings({}), timeoutMs: 2_000 });
  const made = createRelay({ db, mailer, vault, recipients: createRecipients({}), log, ...options });
  relays.push(made);
  return made;
}

const row = (key: string) => db('notices').where({ key }).first<Record<string, unknown>>();

it('a refused mail that brings a written notice is told to operations, once', async () => {
  const strange = await outboxFixture(db, vault, 'gone@client.example');
  await strange.queue([{ kind: 'notice.issued', to: 'client', data: { notice: 2, kind: 'cure', channel: 'email' } }]);
  for (const sender of [relay(), relay()]) await sender.runOnce();
  const [told] = trap.mails;
  expect(told!.text).toMatch(/书面通知第 2 号[^@]*5\.1\.1[^@]*被退回的不是送达/);
  expect(told!.to).toMatchObject({ value: [{ address: 'operations@lvyue.local' }] });
  expect(await outboxCounts(db)).toEqual({ bounced: 1, sent: 1 });
});

it('what follows from a refusal is recorded before the mark; where it cannot be, all is tried again', async () => {
  const strange = await outboxFixture(db, vault, 'gone@client.example');
  const [key] = await strange.queue([
    { kind: 'notice.issued', to: 'client', data: { notice: 2, kind: 'cure', channel: 'email' } },
  ]);
  const seen: unknown[] = [];
  const sender = relay({
    async refused({ key: of, data }) {
      seen.push([of, data['notice'], (await row(of)).state]);
      if (seen.length === 1) throw Object.assign(new Error('gone@client.example'), { code: 'ECONNREFUSED' });
    },
  });
  await sender.runOnce();
  expect(await row(key!)).toMatchObject({ state: 'queued', error: 'Error ECONNREFUSED' });
  expect(await outboxCounts(db)).toEqual({ queued: 1 }); // nobody has been told yet
  await db('notices').where({ key }).update({ next_attempt_at: db.fn.now() });
  await sender.runOnce();
  expect(await row(key!)).toMatchObject({ state: 'bounced' });
  expect(seen).toEqual([1, 2].map(() => [key, 2, 'sending']));
  expect(logged.join('\n')).not.toContain('client.example');
});
