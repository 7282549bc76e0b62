import type { Knex } from 'knex';

/** 验真: what a document is found by when somebody holds its code or its file, and what supersedes it (domain.md §12). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table documents
      add column code text unique,                      -- 验证码, printed on every page; null: made before there were any
      add column subject text not null default '',      -- a later version of the same subject supersedes this one
      add column table_sha256 text;                     -- the same table as XLSX
    create index on documents (sha256);
    create index on documents (table_sha256) where table_sha256 is not null;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index documents_sha256_idx;
    alter table documents drop column code, drop column subject, drop column table_sha256
  `);
}
