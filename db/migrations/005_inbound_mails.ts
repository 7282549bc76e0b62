import type { Knex } from 'knex';

/** Mails of clients that came in by webhook and could not be filed with an agreement; and the list of breaches. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- API: what could not be filed is kept for operations
    create table inbound_mails (
      id text primary key,                  -- 'm-…' derived from the webhook's id: a redelivery is the same row
      ref text not null references personal, -- the whole mail, sealed under the provider's key
      reason text not null,                 -- no-agreement, unknown-sender, refused
      agreement_no text,                    -- that it named, where it named one of ours
      received_at timestamptz not null
    );
    create index on inbound_mails (received_at, id);

    -- misses, newest first
    create index on deadlines (missed_at, workflow_id, id, n) where missed_at is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index deadlines_missed_at_workflow_id_id_n_idx;
    drop table inbound_mails;
  `);
}
