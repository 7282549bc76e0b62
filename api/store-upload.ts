import { createHash } from 'node:crypto';
import type { World } from '../platform/world';
import { facts, requireContent } from '../security/content-type';

export interface StoredUpload {
  uploadId: string;
  sha256: string;
  mediaType: string;
  bytes: number;
  pages?: number;
  rows?: number;
}

/** The same bytes for the same agreement are the same upload. */
export const uploadIdOf = (no: string, sha256: string): string =>
  `u-${createHash('sha256').update(`${no}\0${sha256}`).digest('base64url').slice(0, 22)}`;

/**
 * Keeps an uploaded file outside every payload, encrypted under the client's key; its type and facts are read from the
 * bytes. Throws `UnsupportedType`, `Malformed`.
 */
export async function storeUpload(
  { db, blobs }: Pick<World, 'db' | 'blobs'>,
  { no, clientId, by }: { no: string; clientId: string; by: string },
  bytes: Buffer,
): Promise<StoredUpload> {
  const mediaType = requireContent(bytes);
  const counted = await facts(bytes, mediaType);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const uploadId = uploadIdOf(no, sha256);
  await blobs.put(clientId, bytes, mediaType);
  await db('uploads')
    .insert({
      id: uploadId,
      agreement_no: no,
      client_id: clientId,
      sha256,
      media_type: mediaType,
      bytes: bytes.length,
      facts: JSON.stringify(counted),
      uploaded_by: by,
    })
    .onConflict('id')
    .ignore();
  return { uploadId, sha256, mediaType, bytes: bytes.length, ...counted };
}
