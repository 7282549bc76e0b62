import type { Knex } from 'knex';
import type { OwnTemplate, OwnTemplateRef } from '../domain/document/own-template';

/** Customers' own agreement templates (自带模板): versioned, never changed once stored. */

export interface StoredTemplate extends OwnTemplateRef {
  /** Of the Word file that it was read from. */
  sha256: string;
  content: OwnTemplate;
  createdAt: Date;
}

interface TemplateRow extends OwnTemplateRef {
  sha256: string;
  content: OwnTemplate;
  created_at: Date;
}

const COLUMNS = ['id', 'version', 'sha256', 'content', 'created_at'] as const;
const stored = ({ created_at: createdAt, ...row }: TemplateRow): StoredTemplate => ({ ...row, createdAt });

/** One statement. */
export async function findTemplate(db: Knex, { id, version }: OwnTemplateRef): Promise<StoredTemplate | undefined> {
  const row = await db('agreement_templates')
    .where({ id, version })
    .first<TemplateRow | undefined>([...COLUMNS]);
  return row && stored(row);
}

export async function listTemplates(db: Knex): Promise<StoredTemplate[]> {
  const rows = await db('agreement_templates')
    .orderBy(['id', 'version'])
    .select<TemplateRow[]>([...COLUMNS]);
  return rows.map(stored);
}

/**
 * The next version of its name; the same file again is the version that it was. Callers do one at a time
 * (`locks.one('templates', …)`).
 */
export async function storeTemplate(
  db: Knex,
  { id, sha256, content, by }: Pick<StoredTemplate, 'id' | 'sha256' | 'content'> & { by: string },
): Promise<number> {
  const before = await db('agreement_templates')
    .where({ id, sha256 })
    .first<{ version: number } | undefined>('version');
  if (before) return before.version;
  const last = await db('agreement_templates').where({ id }).max<{ max: number | null }[]>('version');
  const version = (last[0]?.max ?? 0) + 1;
  await db('agreement_templates').insert({ id, version, sha256, content: JSON.stringify(content), uploaded_by: by });
  return version;
}
