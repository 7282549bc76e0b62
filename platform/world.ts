import { readFileSync } from 'node:fs';
import { Client, Connection, type TLSConfig } from '@temporalio/client';
import type { Knex } from 'knex';
import { connect } from '../db/connect';
import { createBlobStore, type BlobStore } from '../db/blobs';
import { createVault, type Vault } from '../db/vault';
import type { KeyRing } from '../security/keyring';
import { openStore } from '../storage/open';
import { createDataConverter } from '../worker/data-converter';

/** Task queue of both worlds; the namespace keeps them apart. */
export const TASK_QUEUE = 'agreements';

/** Real data, or rehearsals: a Temporal namespace and a PostgreSQL schema of their own (architecture.md §4). */
export interface WorldName {
  namespace: string;
  schema: string;
}
export const REAL: WorldName = { namespace: 'default', schema: 'public' };
export const REHEARSAL: WorldName = { namespace: 'rehearsal', schema: 'rehearsal' };

/** Connections and stores of one world, as the API, the worker and the rehearsal driver need them. */
export interface World extends WorldName {
  db: Knex;
  client: Client;
  keyRing: KeyRing;
  vault: Vault;
  blobs: BlobStore;
  close(): Promise<void>;
}

export interface WorldOptions {
  databaseUrl: string;
  temporalAddress: string;
  keyRing: KeyRing;
  poolMax?: number;
  /** Says where the files are, and how Temporal is reached. Default: the process's. */
  env?: NodeJS.ProcessEnv;
}

export async function openWorld(
  name: WorldName,
  { databaseUrl, temporalAddress, keyRing, poolMax, env = process.env }: WorldOptions,
): Promise<World> {
  const objects = openStore(env, name.schema);
  const db = connect({ url: databaseUrl, schema: name.schema, ...(poolMax && { poolMax }) });
  const connection = await Connection.connect({ address: temporalAddress, ...temporalTls(env) });
  const vault = createVault(db, keyRing);
  return {
    ...name,
    db,
    keyRing,
    vault,
    blobs: createBlobStore(db, vault.keys, objects),
    client: new Client({
      connection,
      namespace: name.namespace,
      dataConverter: createDataConverter(keyRing, name.namespace),
    }),
    async close() {
      await connection.close();
      await db.destroy();
    },
  };
}

/** TLS and API key of an external Temporal, from the environment (docs/operations.md). */
export function temporalTls(env: NodeJS.ProcessEnv): { tls?: TLSConfig | boolean; apiKey?: string } {
  const [crt, key] = [env['TEMPORAL_TLS_CLIENT_CERT_PATH'], env['TEMPORAL_TLS_CLIENT_KEY_PATH']];
  return {
    ...(/^(1|true|yes)$/i.test(env['TEMPORAL_TLS'] ?? '') && { tls: true }),
    ...(crt && key && { tls: { clientCertPair: { crt: readFileSync(crt), key: readFileSync(key) } } }),
    ...(env['TEMPORAL_API_KEY'] && { apiKey: env['TEMPORAL_API_KEY'] }),
  };
}
