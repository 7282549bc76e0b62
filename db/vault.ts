import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { Failure } from '../domain/failures';
import { deriveKey, type KeyRing } from '../security/keyring';
import { Lru } from '../security/lru';
import { keyedHash, seal, unseal } from '../security/seal';
import { createVaultKeys, type VaultKeys, type WrappedKey } from './vault-keys';

/** Whose key the provider's own staff are kept under: no client, but a key like one. */
export const PROVIDER = 'provider';

export interface SealedText {
  ref: string;
  text: string;
}

/** Personal data and free text, by reference (architecture.md §2.7). Nothing else of the product holds them. */
export interface Vault {
  keys: VaultKeys;
  /** Idempotent: the same ref, client and text again change nothing. Throws `IdempotencyKeyReused` for another text. */
  sealText(clientId: string, ref: string, text: string, trx?: Knex.Transaction): Promise<void>;
  /** Several at once, one statement. */
  sealTexts(clientId: string, entries: readonly SealedText[], trx?: Knex.Transaction): Promise<void>;
  /** One statement for any number. What was erased or never written is undefined. */
  openTexts(refs: readonly string[]): Promise<Map<string, string | undefined>>;
  sealRecord(clientId: string, ref: string, record: unknown, trx?: Knex.Transaction): Promise<void>;
  /** Undefined when erased or never written. */
  openRecord<T>(ref: string): Promise<T | undefined>;
  /** `c-…` of the enterprise with this credit code, registered on first sight. */
  clientFor(uscc: string): Promise<string>;
}

/**
 * The ref of one text of one command: derived, so that a retry writes the same row. `commandId` must be unique among
 * all callers (say, principal and idempotency key), or one's text would stand for another's.
 */
export const textRef = (commandId: string, path: string): string =>
  `t-${createHash('sha256').update(`${commandId}\0${path}`).digest('base64url').slice(0, 22)}`;

/** Like `textRef`, for a whole record of personal data, e.g. a party of an agreement. */
export const recordRef = (commandId: string, path: string): string => `r${textRef(commandId, path).slice(1)}`;

interface SealedRow extends WrappedKey {
  ref: string;
  ciphertext: Buffer;
}

export function createVault(db: Knex, keyRing: KeyRing): Vault {
  const keys = createVaultKeys(db, keyRing);
  const clients = new Lru<string>(2_000);

  const open = (row: SealedRow): string =>
    unseal(keys.unwrap(row), row.ciphertext, textContext(row.client_id, row.ref), '加密文本').toString('utf8');

  async function rowsOf(refs: readonly string[], on: Knex | Knex.Transaction = db): Promise<SealedRow[]> {
    if (refs.length === 0) return [];
    return on('personal as p')
      .join('client_keys as k', 'k.client_id', 'p.client_id')
      .whereIn('p.ref', [...refs])
      .select<SealedRow[]>('p.ref', 'p.client_id', 'p.ciphertext', 'k.wrapped', 'k.key_id');
  }

  async function sealTexts(clientId: string, entries: readonly SealedText[], trx?: Knex.Transaction): Promise<void> {
    if (entries.length === 0) return;
    const key = await keys.keyFor(clientId);
    const rows = entries.map(({ ref, text }) => ({
      ref,
      client_id: clientId,
      ciphertext: seal(key, Buffer.from(text, 'utf8'), textContext(clientId, ref)),
    }));
    const written = await (trx ?? db)('personal')
      .insert(rows)
      .onConflict('ref')
      .ignore()
      .returning<{ ref: string }[]>('ref');
    if (written.length === entries.length) return;
    await refuseOthers(clientId, entries, new Set(written.map(({ ref }) => ref)), trx);
  }

  /** A ref that stood already must stand for the same text of the same client; else a text would be lost unnoticed. */
  async function refuseOthers(
    clientId: string,
    entries: readonly SealedText[],
    written: ReadonlySet<string>,
    trx?: Knex.Transaction,
  ): Promise<void> {
    const texts = new Map(entries.map(({ ref, text }) => [ref, text]));
    for (const row of await rowsOf(
      entries.map(({ ref }) => ref).filter((ref) => !written.has(ref)),
      trx,
    )) {
      if (row.client_id !== clientId || open(row) !== texts.get(row.ref)) {
        throw new Failure('IdempotencyKeyReused', '同一引用已用于不同内容');
      }
    }
  }

  async function openTexts(refs: readonly string[]): Promise<Map<string, string | undefined>> {
    const texts = new Map<string, string | undefined>(refs.map((ref) => [ref, undefined]));
    for (const row of await rowsOf([...texts.keys()])) texts.set(row.ref, open(row));
    return texts;
  }

  return {
    keys,
    sealTexts,
    openTexts,
    sealText: (clientId, ref, text, trx) => sealTexts(clientId, [{ ref, text }], trx),
    sealRecord: (clientId, ref, record, trx) => sealTexts(clientId, [{ ref, text: JSON.stringify(record) }], trx),
    async openRecord<T>(ref: string) {
      const text = (await openTexts([ref])).get(ref);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    async clientFor(uscc) {
      const code = uscc.trim().toUpperCase();
      const mac = keyedHash(deriveKey(keyRing, keyRing.anchorId, 'credit-code'), code).toString('base64url');
      let id = clients.get(mac);
      if (!id) {
        const [row] = await db('clients')
          .insert({ id: `c-${mac.slice(0, 16)}`, uscc_mac: mac })
          .onConflict('uscc_mac')
          .merge(['uscc_mac']) // an update that changes nothing, so that the row comes back either way
          .returning<{ id: string }[]>('id');
        id = row!.id;
        clients.set(mac, id);
      }
      return id;
    },
  };
}

const textContext = (clientId: string, ref: string): string => `lvyue/personal\0${clientId}\0${ref}`;
