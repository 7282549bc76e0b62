import type { Knex } from 'knex';

/** What a signing platform says of people and of the signed file, for the evidence pack of a signature (domain.md §12). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- worker: append-only; what changes is another row
    create table signing_evidence (
      ref text primary key references personal, -- sealed under the client's key: times, identification, address, attestation
      agreement_no text not null,
      start_key text not null,              -- of the flow, e.g. 2026-客户维护-001/v2/s1
      provider text not null,               -- ess, esign, fasc
      flow_id text not null,                -- the platform's own
      what text not null,                   -- signer, verification
      party text,                           -- of a signer
      seen_at timestamptz not null          -- when the platform said so: the workflow's clock
    );
    create index on signing_evidence (start_key, seen_at);
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table signing_evidence');
}
