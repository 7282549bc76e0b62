import type { Knex } from 'knex';

/** 第三方电子签署 (domain.md §3.4): flows on platforms, and what the platforms sent. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- worker: one flow per start key, begun once (signing/start-once.ts)
    create table esign_flows (
      start_key text primary key,           -- 2026-客户维护-001/v2/s1
      provider text not null,               -- ess, esign, fasc
      agreement_no text not null,
      sha256 text not null,                 -- of the file to be signed
      draft_id text,                        -- the platform's, of a draft that may have begun
      flow_id text,                         -- the platform's; null until it is known to have begun
      attempts integer not null default 0,
      unsettled boolean not null default false, -- a try may have begun it, and could not say so
      leased_until timestamptz,             -- until then a try may still be under way
      created_at timestamptz not null default now(),
      started_at timestamptz,
      unique (provider, flow_id)
    );
    create index on esign_flows (agreement_no);

    -- API: authentic call-backs, each once; worker: which of them the agreement has been told
    create table esign_callbacks (
      provider text not null,
      message_id text not null,             -- the platform's, or the hash of the content
      flow_id text not null,
      event text not null,
      body bytea not null,                  -- as it came, sealed: it names people
      key_id text not null,
      received_at timestamptz not null default now(),
      next_attempt_at timestamptz not null default now(),
      attempts integer not null default 0,
      told_at timestamptz,
      primary key (provider, message_id)
    );
    create index on esign_callbacks (next_attempt_at) where told_at is null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table esign_callbacks;
    drop table esign_flows;
  `);
}
