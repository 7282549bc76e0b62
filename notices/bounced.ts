import type { Knex } from 'knex';
import { inboundKey } from '../domain/ids';
import { BOUNCED_NOTICE, type BouncedData } from '../domain/inbound';
import { iso } from '../domain/time';

/** Tells operations of a mail of ours that will not arrive; once for each `id`. A notice of no execution. */
export async function tellBounced(db: Knex, data: BouncedData): Promise<void> {
  const key = inboundKey(data.id);
  await db('notices')
    .insert({
      ...{ key: `${key}#${BOUNCED_NOTICE}`, workflow_id: key, seq: 1, kind: BOUNCED_NOTICE, channel: 'email' },
      ...{ to_role: 'operations', at: iso(data.receivedAt), data: JSON.stringify(data) },
    })
    .onConflict('key')
    .ignore();
}

/** Enhanced status code in a server's refusal; a permanent one of no kind where it names none. */
export const statusIn = (answer: string): string => /\b5\.\d{1,3}\.\d{1,3}\b/.exec(answer)?.[0] ?? '5.0.0';
