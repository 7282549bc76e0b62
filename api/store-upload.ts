import { createHash } from 'node:crypto';
import { fileUpload, uploadIdOf } from '../db/uploads';
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

export { uploadIdOf };

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
  await blobs.put(clientId, bytes, mediaType);
  const uploadId = await fileUpload(db, { no, clientId, sha256, mediaType, bytes: bytes.length, facts: counted, by });
  return { uploadId, sha256, mediaType, bytes: bytes.length, ...counted };
}
