import type { Knex } from 'knex';
import { createVault, type Vault } from '../../db/vault';
import { createMailer, mailSettings } from '../../notices/mailer';
import { createRecipients } from '../../notices/recipients';
import { createRelay, type Relay, type RelayDeps } from '../../notices/relay';
import { freshDatabase, type TestDatabase } from './db';
import { testKeyRing } from './outbox';
import { smtpTrap, type SmtpTrap } from './smtp';

/** What relays work with in one test file. Each test finds an empty outbox, a mail server of its own and an empty log. */
export interface RelayBench {
  db: Knex;
  vault: Vault;
  trap: SmtpTrap;
  logged: string[];
  /** One more relay; it is stopped after the test. */
  relay(options?: Partial<RelayDeps>): Relay;
}

/** To be called at the top of a test file. What it answers is filled before the first test. */
export function relayBench(): RelayBench {
  let database: TestDatabase;
  let relays: Relay[] = [];
  const note = (facts: object, message: string): void => void bench.logged.push(`${message} ${JSON.stringify(facts)}`);
  const log = { info: note, warn: note, error: note };
  const bench = {
    logged: [] as string[],
    relay(options = {}) {
      const { db, vault, trap } = bench;
      const mailer = createMailer(trap.url, { ...mailSettings({}), timeoutMs: 2_000 });
      const made = createRelay({ db, mailer, vault, recipients: createRecipients({}), log, ...options });
      relays.push(made);
      return made;
    },
  } as RelayBench;

  beforeAll(async () => {
    database = await freshDatabase();
    bench.db = database.db;
    bench.vault = createVault(database.db, testKeyRing());
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    await bench.db('notices').delete();
    bench.trap = await smtpTrap();
    bench.logged = [];
  });
  afterEach(async () => {
    for (const relay of relays) await relay.stop();
    relays = [];
    await bench.trap.stop();
  });
  return bench;
}
