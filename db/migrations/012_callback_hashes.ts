import type { Knex } from 'knex';

/** A call-back is only a hint: its body, which may name people, is not kept, only its hash. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table esign_callbacks
      drop column body,
      drop column key_id,
      add column body_sha256 text; -- null in rows from before
    create index on esign_callbacks (received_at);
  `);
}

/** Fails while there are call-backs: what was not kept cannot come back. */
export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index esign_callbacks_received_at_idx;
    alter table esign_callbacks
      drop column body_sha256,
      add column body bytea not null,
      add column key_id text not null;
  `);
}
