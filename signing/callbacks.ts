import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { PlatformName } from '../domain/agreement/esign';
import type { CallbackHint } from './provider';

/** No platform sends again after so long; a repetition would be one more hint, which does no harm. */
const KEPT_DAYS = 90;

/**
 * Keeps what an authentic call-back hints at, and the hash of its body instead of the body, which may name people; false
 * for one that is there already. One statement.
 */
export async function keepCallback(
  db: Knex,
  provider: PlatformName,
  { messageId, flowId, event }: CallbackHint,
  body: Buffer,
): Promise<boolean> {
  const written = await db('esign_callbacks')
    .insert({
      provider,
      message_id: messageId,
      flow_id: flowId,
      event: event.slice(0, 100),
      body_sha256: createHash('sha256').update(body).digest('hex'),
    })
    .onConflict(['provider', 'message_id'])
    .ignore()
    .returning<object[]>('message_id');
  return written.length > 0;
}

/** Deletes call-backs that came long ago, told or of flows that are not ours; returns how many. */
export const forgetCallbacks = (db: Knex): Promise<number> =>
  db('esign_callbacks')
    .where('received_at', '<', db.raw(`now() - ? * interval '1 day'`, [KEPT_DAYS]))
    .delete();
