import { connect } from '../../db/connect';
import { createVault } from '../../db/vault';
import { createMailer, mailSettings } from '../../notices/mailer';
import { createRecipients } from '../../notices/recipients';
import { createRelay } from '../../notices/relay';
import { loadKeyRing } from '../../security/keyring';

/** A relay as a process of its own, to be killed: DATABASE_URL, SMTP_URL, LVYUE_KEYS. */
const { DATABASE_URL, SMTP_URL } = process.env;
const db = connect({ url: DATABASE_URL!, schema: 'public', poolMax: 3 });
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const relay = createRelay({
  db,
  mailer: createMailer(SMTP_URL!, { ...mailSettings({}), timeoutMs: 1_000 }),
  recipients: createRecipients({}),
  vault: createVault(db, loadKeyRing(process.env)),
  log: silent,
  leaseMs: 1_500,
});
relay.start(20);
process.stdout.write('ready\n');
