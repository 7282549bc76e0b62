import { createHash, hkdfSync } from 'node:crypto';
import type { Knex } from 'knex';
import { Failure } from '../domain/failures';
import { keyedHash, seal, SealBrokenError, unseal } from '../security/seal';
import type { ObjectStore } from '../storage/object-store';
import type { VaultKeys, WrappedKey } from './vault-keys';

/** What an upload or a document is known by: SHA-256 of the plain bytes (hex) and their number. */
export interface BlobId {
  sha256: string;
  bytes: number;
}

/**
 * Scans, documents, archived runs: content-addressed per client, sealed under the client's key, outside every payload.
 * Table `blobs` is the index, the object store has the ciphertext. The address is client and hash together: what two
 * clients hand in alike is kept twice, so that the erasure of one takes nothing from the other.
 */
export interface BlobStore {
  /**
   * Idempotent. The object is durable before its row is written: a row always has its bytes, and what a crash leaves in
   * between is an object that nobody names. What `removeOrphans` takes away before the row is there is written anew.
   * One short transaction. Throws `StoreUnavailableError`.
   */
  put(clientId: string, bytes: Uint8Array, mediaType: string): Promise<BlobId>;
  /**
   * Throws `NotFound`; `SealBrokenError` when what comes out is not what the hash names; `ObjectMissingError`;
   * `StoreUnavailableError`. One statement.
   */
  get(clientId: string, sha256: string): Promise<{ bytes: Buffer; mediaType: string }>;
}

/** A row without its object: somebody took it from the store, or a backup of the store is older than the database. */
export class ObjectMissingError extends Error {
  constructor() {
    super('文件的密文不在文件存储中: 请运行 npx lvyue store check');
    this.name = 'ObjectMissingError';
  }
}

interface BlobRow extends WrappedKey {
  media_type: string;
  bytes: number;
  object: string;
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function createBlobStore(db: Knex, keys: VaultKeys, objects: ObjectStore): BlobStore {
  return {
    async put(clientId, bytes, mediaType) {
      const sha256 = hashOf(bytes);
      const key = await keys.keyFor(clientId);
      const context = blobContext(clientId, sha256, mediaType);
      const object = objectName(key, context);
      const sealed = seal(key, bytes, context);
      await objects.put(object, sealed); // before the transaction: no connection is held for a slow store
      await db.transaction(async (trx) => {
        await lockObject(trx, object, 'shared');
        if (!(await objects.exists(object))) await objects.put(object, sealed);
        await trx('blobs')
          .insert({ client_id: clientId, sha256, media_type: mediaType, bytes: bytes.length, object })
          .onConflict() // of any kind: the same file is also the same object, and two puts of it may meet
          .ignore();
      });
      return { sha256, bytes: bytes.length };
    },

    async get(clientId, sha256) {
      const row = await db('blobs as b')
        .join('client_keys as k', 'k.client_id', 'b.client_id')
        .where({ 'b.client_id': clientId, 'b.sha256': sha256 })
        .first<BlobRow | undefined>('b.client_id', 'b.media_type', 'b.bytes', 'b.object', 'k.wrapped', 'k.key_id');
      if (!row) throw new Failure('NotFound', '文件不存在或已删除');
      const sealed = await objects.get(row.object);
      if (!sealed) throw new ObjectMissingError();
      const bytes = unseal(keys.unwrap(row), sealed, blobContext(clientId, sha256, row.media_type), '文件');
      if (bytes.length !== row.bytes || hashOf(bytes) !== sha256) throw new SealBrokenError('文件');
      return { bytes, mediaType: row.media_type };
    },
  };
}

/**
 * Until the transaction ends: who names an object holds it `shared`, who deletes it `exclusive`. So an object is either
 * seen to be named and kept, or is gone before somebody looks for it to name it.
 */
export async function lockObject(trx: Knex.Transaction, object: string, how: 'shared' | 'exclusive'): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock${how === 'shared' ? '_shared' : ''}(hashtextextended(?, 0))`, [
    `blob/${object}`,
  ]);
}

const blobContext = (clientId: string, sha256: string, mediaType: string): string =>
  `lvyue/blob\0${clientId}\0${sha256}\0${mediaType}`;

/**
 * A keyed hash: the same for a retry, while who sees the store learns neither the file's hash, by which a known file
 * could be recognised, nor which objects are one client's. It hangs on the client's key and is forgotten with it.
 */
const objectName = (key: Buffer, context: string): string =>
  keyedHash(Buffer.from(hkdfSync('sha256', key, 'lvyue', 'object-name', 32)), context).toString('hex');
