import type { Knex } from 'knex';

/** A mail that comes back names the Message-ID it was sent with: by it the notice is found that was not delivered. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table notices add column message_hash text; -- left-hand side of the Message-ID, once the mail has left
    create index on notices (message_hash) where message_hash is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('alter table notices drop column message_hash');
}
