import crypto from 'node:crypto';
import type { Knex } from 'knex';
import pg from 'pg';
import { connect, migrate } from '../../db/connect';

export interface TestDatabase {
  url: string;
  schema: string;
  db: Knex;
  drop(): Promise<void>;
}

/** A database of its own, migrated, for one test file. Call `drop()` in `afterAll`. */
export async function freshDatabase(schema = 'public'): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('no test server: run the tests by `npm test`, outside the unit project');
  const name = `test_${crypto.randomBytes(8).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const db = connect({ url: url.href, schema, poolMax: 5 });
  await migrate(db, schema);
  return {
    url: url.href,
    schema,
    db,
    async drop() {
      await db.destroy();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
