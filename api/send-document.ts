import type { Request, Response } from 'express';
import type { Knex } from 'knex';
import { labelIn } from '../db/editions';
import { fileName } from '../domain/document/subject';
import type { Identity } from '../security/tokens';
import { logAccess } from './access';
import { notFound } from './auth';
import type { ApiDeps } from './deps';
import type { DocumentRow } from './views/document';

/** Whose documents they are: `number` as they are printed, `rows` that this reader may see. */
interface Shelf {
  number: string;
  rows: Knex.QueryBuilder;
}

/**
 * Answers `…/documents/{kind}/{version}` as PDF, or the same table as XLSX; the access is on record first. Throws
 * `NotFound`, also for a kind that is no table.
 */
export async function sendDocument(
  deps: Pick<ApiDeps, 'db' | 'blobs'>,
  identity: Identity,
  { number, rows }: Shelf,
  { params }: Request<{ kind: string; version: string }>,
  response: Response,
  format: 'pdf' | 'xlsx',
): Promise<void> {
  const { kind, version } = params;
  const row = /^[1-9]\d{0,8}$/.test(version)
    ? await rows.andWhere({ kind, version: Number(version) }).first<DocumentRow | undefined>()
    : undefined;
  const sha256 = format === 'pdf' ? row?.sha256 : row?.table_sha256;
  if (!row || !sha256) throw notFound();
  await logAccess(deps, identity, 'document.read', `${number}/${kind}/${version}`);
  const { bytes, mediaType } = await deps.blobs.get(row.client_id, sha256);
  const { workflow_id, subject } = row;
  const label = await labelIn(deps.db, { workflow_id, kind: row.kind, subject, version: row.version });
  const name = encodeURIComponent(`${number} ${fileName(row.kind, label)}.${format}`);
  response
    .set({
      'Content-Type': mediaType,
      'Content-Disposition': `${format === 'pdf' ? 'inline' : 'attachment'}; filename="${kind}-${version}.${format}"; filename*=UTF-8''${name}`,
      ETag: `"${sha256}"`,
      'Cache-Control': 'private, no-cache',
    })
    .send(bytes);
}
