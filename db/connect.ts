import knex, { type Knex } from 'knex';
import pg from 'pg';
import * as records from './migrations/001_records';
import * as cases from './migrations/002_cases';
import * as delegations from './migrations/003_delegations';
import * as renewalAttempts from './migrations/004_renewal_attempts';
import * as inboundMails from './migrations/005_inbound_mails';
import * as agreementTemplates from './migrations/006_agreement_templates';
import * as verification from './migrations/007_verification';
import * as signing from './migrations/008_signing';
import * as signingEvidence from './migrations/009_signing_evidence';
import * as blobObjects from './migrations/010_blob_objects';
import * as messageHashes from './migrations/011_message_hashes';
import * as callbackHashes from './migrations/012_callback_hashes';
import * as flowTombstones from './migrations/013_flow_tombstones';
import * as signedFiles from './migrations/014_signed_files';

/** Migrations in order; append only, never edit one that has landed. */
const MIGRATIONS: Record<string, Knex.Migration> = {
  '001_records': records,
  '002_cases': cases,
  '003_delegations': delegations,
  '004_renewal_attempts': renewalAttempts,
  '005_inbound_mails': inboundMails,
  '006_agreement_templates': agreementTemplates,
  '007_verification': verification,
  '008_signing': signing,
  '009_signing_evidence': signingEvidence,
  '010_blob_objects': blobObjects,
  '011_message_hashes': messageHashes,
  '012_callback_hashes': callbackHashes,
  '013_flow_tombstones': flowTombstones,
  '014_signed_files': signedFiles,
};

const source: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve(Object.keys(MIGRATIONS)),
  getMigrationName: (name) => name,
  getMigration: (name) => Promise.resolve(MIGRATIONS[name]!),
};

/** `date` columns stay plain `YYYY-MM-DD`; the driver's default would turn them into local midnights. */
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface DatabaseOptions {
  url: string;
  /** `public` for real data, `rehearsal` for rehearsals: separate worlds in one database. */
  schema: string;
  poolMax?: number;
}

/** A pool on one schema. Close with `db.destroy()`. */
export function connect({ url, schema, poolMax = 20 }: DatabaseOptions): Knex {
  return knex({
    client: 'pg',
    connection: { connectionString: url },
    searchPath: [schema],
    pool: { min: 0, max: poolMax },
    acquireConnectionTimeout: 5_000,
  });
}

/** Brings a schema up to date; safe to run from several processes at once (knex's own lock table). */
export async function migrate(db: Knex, schema: string): Promise<void> {
  await db.raw('create schema if not exists ??', [schema]);
  await db.migrate.latest({ migrationSource: source, schemaName: schema });
}
