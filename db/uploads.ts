import { createHash } from 'node:crypto';
import type { Knex } from 'knex';

/** The same bytes for the same agreement are the same upload. */
export const uploadIdOf = (no: string, sha256: string): string =>
  `u-${createHash('sha256').update(`${no}\0${sha256}`).digest('base64url').slice(0, 22)}`;

export interface StoredFile {
  no: string;
  clientId: string;
  sha256: string;
  mediaType: string;
  bytes: number;
  /** Pages of a PDF, rows of a table: counted from the bytes. */
  facts: object;
  /** Who has handed it in: a person's id, or a platform's. */
  by: string;
}

/** Files bytes that the blob store has with an agreement; answers the upload's id. Idempotent; one statement. */
export async function fileUpload(
  db: Knex,
  { no, clientId, sha256, mediaType, bytes, facts, by }: StoredFile,
): Promise<string> {
  const id = uploadIdOf(no, sha256);
  await db('uploads')
    .insert({
      id,
      agreement_no: no,
      client_id: clientId,
      sha256,
      media_type: mediaType,
      bytes,
      facts: JSON.stringify(facts),
      uploaded_by: by,
    })
    .onConflict('id')
    .ignore();
  return id;
}
