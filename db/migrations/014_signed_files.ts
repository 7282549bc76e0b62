import type { Knex } from 'knex';

/** 验真 of a signed agreement: found by the hash of the file that somebody holds. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create index agreements_signed_provider on agreements ((state->'signatures'->'provider'->'scan'->>'sha256'));
    create index agreements_signed_client on agreements ((state->'signatures'->'client'->'scan'->>'sha256'));
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop index agreements_signed_provider, agreements_signed_client');
}
