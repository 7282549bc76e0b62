import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { Failure } from '../domain/failures';
import { seal, SealBrokenError, unseal } from '../security/seal';
import type { VaultKeys, WrappedKey } from './vault-keys';

/** What an upload or a document is known by: SHA-256 of the plain bytes (hex) and their number. */
export interface BlobId {
  sha256: string;
  bytes: number;
}

/** Scans, documents, archived runs: content-addressed, encrypted under the client's key, outside every payload. */
export interface BlobStore {
  /** Idempotent; the same bytes are stored once. One statement. */
  put(clientId: string, bytes: Uint8Array, mediaType: string, trx?: Knex.Transaction): Promise<BlobId>;
  /** Throws `NotFound`, or `SealBrokenError` when what comes out is not what the hash names. One statement. */
  get(sha256: string): Promise<{ bytes: Buffer; mediaType: string }>;
}

interface BlobRow extends WrappedKey {
  media_type: string;
  bytes: number;
  ciphertext: Buffer;
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function createBlobStore(db: Knex, keys: VaultKeys): BlobStore {
  return {
    async put(clientId, bytes, mediaType, trx) {
      const sha256 = hashOf(bytes);
      const key = await keys.keyFor(clientId);
      await (trx ?? db)('blobs')
        .insert({
          sha256,
          client_id: clientId,
          media_type: mediaType,
          bytes: bytes.length,
          ciphertext: seal(key, bytes, blobContext(clientId, sha256, mediaType)),
        })
        .onConflict('sha256')
        .ignore();
      return { sha256, bytes: bytes.length };
    },

    async get(sha256) {
      const row = await db('blobs as b')
        .join('client_keys as k', 'k.client_id', 'b.client_id')
        .where('b.sha256', sha256)
        .first<BlobRow | undefined>('b.client_id', 'b.media_type', 'b.bytes', 'b.ciphertext', 'k.wrapped', 'k.key_id');
      if (!row) throw new Failure('NotFound', '文件不存在或已删除');
      const context = blobContext(row.client_id, sha256, row.media_type);
      const bytes = unseal(keys.unwrap(row), row.ciphertext, context, '文件');
      if (bytes.length !== row.bytes || hashOf(bytes) !== sha256) throw new SealBrokenError('文件');
      return { bytes, mediaType: row.media_type };
    },
  };
}

const blobContext = (clientId: string, sha256: string, mediaType: string): string =>
  `lvyue/blob\0${clientId}\0${sha256}\0${mediaType}`;
