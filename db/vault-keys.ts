import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { deriveKey, type KeyRing } from '../security/keyring';
import { Lru } from '../security/lru';
import { seal, unseal } from '../security/seal';

/** A client's data key as it is stored: wrapped by a key of the ring. */
export interface WrappedKey {
  client_id: string;
  wrapped: Buffer;
  key_id: string;
}

/**
 * One data key per client, so that a client's data can be read by nobody else's key and erased by forgetting one row.
 * Unwrapped keys are remembered per process; what is remembered is bound to the wrapped bytes, so a row that was
 * replaced is not opened with the key it had before.
 */
export interface VaultKeys {
  /** The client's data key, made on first use. One statement, none when remembered. */
  keyFor(clientId: string): Promise<Buffer>;
  /** Throws `MissingKeyError` or `SealBrokenError`. */
  unwrap(row: WrappedKey): Buffer;
}

export function createVaultKeys(db: Knex, keyRing: KeyRing): VaultKeys {
  const byClient = new Lru<Buffer>(500);
  const byWrapped = new Lru<Buffer>(500);

  function unwrap({ client_id, wrapped, key_id }: WrappedKey): Buffer {
    const name = `${client_id}\0${key_id}\0${wrapped.toString('base64')}`;
    let key = byWrapped.get(name);
    if (!key) {
      key = unseal(deriveKey(keyRing, key_id, 'vault'), wrapped, wrapContext(client_id, key_id), '客户数据密钥');
      byWrapped.set(name, key);
    }
    return key;
  }

  /**
   * Always on a connection of its own and at once committed: a key remembered by this process must not vanish with the
   * caller's transaction. Two processes may race; the first row wins, and a row committed while we looked is seen on
   * the second look.
   */
  async function findOrMake(clientId: string): Promise<WrappedKey> {
    const { currentId } = keyRing;
    const wrapped = seal(deriveKey(keyRing, currentId, 'vault'), randomBytes(32), wrapContext(clientId, currentId));
    for (;;) {
      const { rows } = await db.raw<{ rows: WrappedKey[] }>(
        `with made as (
           insert into client_keys (client_id, wrapped, key_id) values (:clientId, :wrapped, :currentId)
           on conflict (client_id) do nothing returning client_id, wrapped, key_id)
         select * from made
         union all
         select client_id, wrapped, key_id from client_keys where client_id = :clientId
         limit 1`,
        { clientId, wrapped, currentId },
      );
      if (rows[0]) return rows[0];
    }
  }

  return {
    unwrap,
    async keyFor(clientId) {
      let key = byClient.get(clientId);
      if (!key) {
        key = unwrap(await findOrMake(clientId));
        byClient.set(clientId, key);
      }
      return key;
    },
  };
}

const wrapContext = (clientId: string, keyId: string): string => `lvyue/client-key\0${clientId}\0${keyId}`;
