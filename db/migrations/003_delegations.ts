import type { Knex } from 'knex';

/**
 * 外出委托 (domain.md §1), and mails that wait for the morning (§6). `delegations` is written by the API alone; names,
 * addresses and the reason are one sealed record.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table delegations (
      id text primary key,                  -- 'd-…' derived from the command, so a retry writes the same row
      seq bigint generated always as identity unique, -- the order of record
      role text not null,
      client_id text not null,              -- whose people: 'provider', or the client ('c-…')
      agreement_no text,                    -- through which agreement the client was named
      people_ref text not null references personal, -- sealed: who is away, who stands in, why
      starts_on date not null,
      ends_on date not null,                -- inclusive
      recorded_at timestamptz not null,
      recorded_by text not null,            -- 'p-…' as in Actor.id
      recorded_role text not null,
      revoked_at timestamptz,
      revoked_by text,
      revoked_role text,
      revoked_command text                  -- so that a retry is not refused as a second revocation
    );
    create index on delegations (role, ends_on);

    alter table notices
      add column not_before timestamptz,    -- end of the quiet hours in which it came; the mail's Date says so
      add column delegations text[];        -- by which it went to a substitute
    create index notices_leaving on notices (greatest(next_attempt_at, not_before), seq) where state = 'queued';
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index notices_leaving;
    alter table notices drop column not_before, drop column delegations;
    drop table delegations;
  `);
}
