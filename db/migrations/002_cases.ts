import type { Knex } from 'knex';

/**
 * Complaints and requests, executions of their own beside their agreement (domain.md §4, §5). Their audit events,
 * deadlines, notices and documents are in the shared tables, by `workflow_id`.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- workflow: one writer, guarded by version
    create table cases (
      id text primary key,                  -- 2026-客户维护-001-C3, …-R5
      workflow_id text not null unique,
      kind text not null,                   -- complaint, request
      agreement_no text not null,
      client_id text not null,
      tier text not null,
      phase text not null,
      outcome text,
      waiting_for text not null,
      attention text not null,
      reported_at timestamptz not null,     -- the clocks start here
      severity text,                        -- of a complaint
      urgency text,                         -- of a request
      round integer not null,               -- 1, and one more each time the client reopens it
      calendar_revision integer not null,
      version integer not null,
      next_due_at timestamptz,
      state jsonb not null,
      recorded_at timestamptz not null,
      closed_at timestamptz
    );
    create index on cases (agreement_no, reported_at);
    create index on cases (next_due_at);
    create index on cases (phase, reported_at);

    -- sweeper: what was found and woken, by kind of execution, and how many were given the newest calendar
    alter table sweeps
      add column kinds jsonb not null default '{}',
      add column calendars integer not null default 0;
    create index on sweeps (id) where found > 0;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    alter table sweeps drop column kinds, drop column calendars;
    drop table cases
  `);
}
