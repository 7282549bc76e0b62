import { Connection } from '@temporalio/client';
import { connect, migrate } from '../db/connect';
import { registerSearchAttributes } from './search-attributes';
import { REAL, REHEARSAL, temporalTls } from './world';

const SCHEMAS = [REAL.schema, REHEARSAL.schema];

/** Both schemas brought up to date; the search attributes registered where the namespace exists. Safe to repeat. */
export async function prepare(
  databaseUrl: string,
  temporalAddress: string,
  report: (line: string) => void,
): Promise<void> {
  await applyMigrations(databaseUrl);
  const connection = await Connection.connect({
    address: temporalAddress,
    connectTimeout: 10_000,
    ...temporalTls(process.env),
  });
  try {
    if ((await registerSearchAttributes(connection, REAL.namespace)) === 'absent') {
      throw new Error(`Temporal ${temporalAddress} 上没有命名空间 ${REAL.namespace} (namespace not found)`);
    }
    if ((await registerSearchAttributes(connection, REHEARSAL.namespace)) === 'absent') {
      report(`Temporal ${temporalAddress} 上没有命名空间 ${REHEARSAL.namespace}，不提供彩排`);
    }
  } finally {
    await connection.close();
  }
}

export async function applyMigrations(databaseUrl: string): Promise<void> {
  for (const schema of SCHEMAS) {
    const db = connect({ url: databaseUrl, schema, poolMax: 1 });
    try {
      await migrate(db, schema);
    } finally {
      await db.destroy();
    }
  }
}

/** Nothing has been recorded yet, neither real nor rehearsed. */
export async function isEmpty(databaseUrl: string): Promise<boolean> {
  for (const schema of SCHEMAS) {
    const db = connect({ url: databaseUrl, schema, poolMax: 1 });
    try {
      if (await db('agreements').first()) return false;
    } finally {
      await db.destroy();
    }
  }
  return true;
}
