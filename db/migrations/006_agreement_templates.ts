import type { Knex } from 'knex';

/** Customers' own agreement templates, and what a version of the agreement was made from. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- API: never changed once stored
    create table agreement_templates (
      id text not null,                     -- 'own/法务2026'
      version integer not null,
      sha256 text not null,                 -- of the Word file: the same file is the same version
      content jsonb not null,               -- its clauses, as domain/document/own-template.ts
      uploaded_by text not null,
      created_at timestamptz not null default now(),
      primary key (id, version),
      unique (id, sha256)
    );

    -- workflow: the order of an agreement's version, references only, for its Word file. Not jsonb: that would change the
    -- order of what was agreed, which the paper prints
    alter table documents add column source json;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    alter table documents drop column source;
    drop table agreement_templates;
  `);
}
