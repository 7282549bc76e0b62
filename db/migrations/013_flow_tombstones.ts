import type { Knex } from 'knex';

/** A start key that was cancelled begins nothing any more, also where no try has written its intent yet. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table esign_flows
      add column cancelled_at timestamptz,
      alter column sha256 drop not null; -- of a key that was cancelled before any try
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    delete from esign_flows where sha256 is null;
    alter table esign_flows
      drop column cancelled_at,
      alter column sha256 set not null;
  `);
}
