import type { Knex } from 'knex';

/**
 * The ciphertext of files moves from rows into an object store (docs/adr/0017), and a file is known by client and hash
 * instead of the hash alone. SQL cannot move bytes there, and nothing of this was ever released: a schema that holds
 * files already is refused instead of losing them.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    do $$ begin
      if exists (select from blobs) then
        raise exception '表 blobs 中还有旧版保存的文件, 本版不能迁移: 请换用新的数据目录或数据库';
      end if;
    end $$;
    alter table uploads drop constraint uploads_sha256_fkey;
    alter table documents drop constraint documents_sha256_fkey;
    alter table archived_runs drop constraint archived_runs_sha256_fkey;
    alter table blobs
      drop column ciphertext,
      add column object text not null unique, -- its name in the store: a keyed hash
      drop constraint blobs_pkey,
      add primary key (client_id, sha256);
    alter table uploads add column client_id text not null, add foreign key (client_id, sha256) references blobs;
    alter table documents
      add column client_id text not null,
      add foreign key (client_id, sha256) references blobs,
      add foreign key (client_id, table_sha256) references blobs;
    alter table archived_runs add column client_id text not null, add foreign key (client_id, sha256) references blobs;
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    alter table uploads drop column client_id;
    alter table documents drop column client_id;
    alter table archived_runs drop column client_id;
    alter table blobs
      drop constraint blobs_pkey,
      drop column object,
      add column ciphertext bytea not null, -- fails while there are files: what the store holds cannot come back
      add primary key (sha256);
    alter table uploads add foreign key (sha256) references blobs;
    alter table documents add foreign key (sha256) references blobs;
    alter table archived_runs add foreign key (sha256) references blobs;
  `);
}
