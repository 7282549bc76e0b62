import type { ProviderName } from '../domain/agreement/esign';
import type { Knex } from 'knex';
import { deriveKey, type KeyRing } from '../security/keyring';
import { seal, unseal } from '../security/seal';
import type { CallbackHint } from './provider';

export interface CallbackStore {
  db: Knex;
  keyRing: KeyRing;
}

interface CallbackRow {
  body: Buffer;
  key_id: string;
}

const context = (provider: ProviderName, messageId: string): string =>
  `lvyue/esign-callback\0${provider}\0${messageId}`;

/** Keeps an authentic call-back, sealed; false for one that is there already. One statement. */
export async function keepCallback(
  { db, keyRing }: CallbackStore,
  provider: ProviderName,
  { messageId, flowId, event }: CallbackHint,
  body: Buffer,
): Promise<boolean> {
  const key_id = keyRing.currentId;
  const key = deriveKey(keyRing, key_id, 'esign-callback');
  const written = await db('esign_callbacks')
    .insert({
      provider,
      message_id: messageId,
      flow_id: flowId,
      event: event.slice(0, 100),
      body: seal(key, body, context(provider, messageId)),
      key_id,
    })
    .onConflict(['provider', 'message_id'])
    .ignore()
    .returning<object[]>('message_id');
  return written.length > 0;
}

/** As it came, for the evidence pack of a signature; undefined when there is none. */
export async function openCallback(
  { db, keyRing }: CallbackStore,
  provider: ProviderName,
  messageId: string,
): Promise<Buffer | undefined> {
  const row = await db('esign_callbacks')
    .where({ provider, message_id: messageId })
    .first<CallbackRow | undefined>('body', 'key_id');
  if (!row) return undefined;
  const key = deriveKey(keyRing, row.key_id, 'esign-callback');
  return unseal(key, row.body, context(provider, messageId), '签署平台回调');
}
