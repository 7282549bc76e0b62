import type { Knex } from 'knex';

/**
 * The records of the product. Who writes what (architecture.md §2.6): tables under "workflow" are written only by the
 * worker's `record` activity (and the relay's delivery columns); tables under "API" only by the API and the vault.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- vault: personal data and free text, each row under its client's own key
    create table client_keys (
      client_id text primary key,
      wrapped bytea not null,               -- data key, wrapped by the key ring
      key_id text not null,                 -- which ring key wrapped it
      created_at timestamptz not null default now()
    );
    create table personal (
      ref text primary key,                 -- 't-…' derived from command and field, so a retry writes the same row
      client_id text not null references client_keys,
      ciphertext bytea not null,
      created_at timestamptz not null default now()
    );
    create table blobs (
      sha256 text primary key,              -- of the plain bytes: content-addressed
      client_id text not null references client_keys,
      media_type text not null,
      bytes integer not null,
      ciphertext bytea not null,
      created_at timestamptz not null default now()
    );
    create table people (
      id text primary key,                  -- 'p-…' as in Actor.id
      role text not null,
      name_ref text not null references personal,
      created_at timestamptz not null default now()
    );
    create table clients (
      id text primary key,
      uscc_mac text not null unique,        -- keyed hash of the credit code: found again, not readable
      created_at timestamptz not null default now()
    );

    -- API: numbers, start intents, command keys, uploads, access log
    create table number_series (
      year integer not null,
      short_name text not null,
      last integer not null,
      primary key (year, short_name)
    );
    create table start_intents (
      agreement_no text primary key,
      input jsonb not null,                 -- the workflow's input: references only
      started_at timestamptz,               -- null: the sweeper finishes it
      created_at timestamptz not null default now()
    );
    -- one successor per agreement, however often its start is tried
    create unique index on start_intents ((input->'renews'->>'no'));
    create table command_keys (
      principal text not null,
      key text not null,
      route text not null,
      body_hash text not null,
      status integer,                       -- null while running
      answer jsonb,
      created_at timestamptz not null default now(),
      primary key (principal, key)
    );
    create table uploads (
      id text primary key,
      agreement_no text not null,
      sha256 text not null references blobs,
      media_type text not null,
      bytes integer not null,
      facts jsonb not null,                 -- pages of a PDF, rows of a table: counted by the API from the bytes
      uploaded_by text not null,
      created_at timestamptz not null default now()
    );
    create table access_log (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      actor text not null,
      role text not null,
      action text not null,
      subject text not null
    );
    create table calendars (
      revision integer primary key,
      data jsonb not null,
      created_at timestamptz not null default now()
    );

    -- workflow: one writer, guarded by version
    create table agreements (
      no text primary key,
      workflow_id text not null unique,
      client_id text not null,
      phase text not null,
      outcome text,
      waiting_for text not null,
      attention text not null,
      tier text not null,
      client_type text not null,
      term_start date,
      term_end date,
      predecessor text,
      successor text,
      calendar_revision integer not null,
      version integer not null,             -- of the record; older writes are ignored
      next_due_at timestamptz,              -- the sweeper's question: passed, and nothing happened?
      state jsonb not null,                 -- the whole projection, without personal data
      recorded_at timestamptz not null
    );
    create index on agreements (next_due_at);
    create table audit_events (
      workflow_id text not null,
      seq integer not null,
      at timestamptz not null,              -- occurredAt, business time
      recorded_at timestamptz not null,     -- the workflow's clock
      event text not null,
      data jsonb not null,
      actor_role text,
      actor_id text,
      command_id text,
      primary key (workflow_id, seq)
    );
    create table deadlines (
      workflow_id text not null,
      id text not null,
      n integer not null,                   -- the same id may run again in a later round
      version integer not null,             -- of the record that wrote it last
      clause text not null,
      owner text not null,
      started_at timestamptz not null,
      due_at timestamptz not null,
      projected boolean not null,
      state text not null,
      met_at timestamptz,
      missed_at timestamptz,
      climbed integer not null,
      escalated_to text,                    -- role of the last rung climbed
      data jsonb not null,
      primary key (workflow_id, id, n)
    );
    create index on deadlines (owner, state, due_at);
    create index on deadlines (state, due_at);
    create table documents (
      workflow_id text not null,
      kind text not null,
      version integer not null,
      sha256 text not null references blobs,
      pages integer,
      made_at timestamptz not null,
      primary key (workflow_id, kind, version)
    );
    create table notices (
      key text primary key,                 -- one id end to end; the mail's Message-ID is made of it
      workflow_id text not null,
      seq integer not null,
      kind text not null,
      channel text not null,
      to_role text not null,
      at timestamptz not null,              -- the workflow's clock: what the mail's Date says
      data jsonb not null,
      state text not null default 'queued', -- queued, sending, sent, failed, bounced
      attempts integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      delivered_at timestamptz,
      error text
    );
    create index on notices (state, next_attempt_at);
    create table archived_runs (
      workflow_id text not null,
      run_id text not null,
      sha256 text not null references blobs,
      events integer not null,
      bytes integer not null,
      archived_at timestamptz not null default now(),
      primary key (workflow_id, run_id)
    );
    create table sweeps (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      found integer not null,
      woken integer not null
    );
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table sweeps, archived_runs, notices, documents, deadlines, audit_events, agreements, calendars, access_log,
      uploads, command_keys, start_intents, number_series, clients, people, blobs, personal, client_keys
  `);
}
