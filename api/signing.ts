import type { ProviderName } from '../domain/agreement/esign';
import type { Flow } from '../domain/agreement/flow';
import { Failure } from '../domain/failures';
import type { Parties } from '../domain/parties';
import { signersOf } from '../signing/signers';
import type { ApiDeps } from './deps';
import { ApiFailure } from './problems';

/**
 * That a flow can be started at all: the platform is set up here, and the parties' record has people who can sign on it.
 * The agreement carries neither. Two statements. Throws `Invalid` naming the field.
 */
export async function requireSigners(
  { db, vault, signing }: Pick<ApiDeps, 'db' | 'vault' | 'signing'>,
  no: string,
  body: Record<string, unknown>,
): Promise<void> {
  const {
    provider,
    order = ['client', 'provider'],
    clientSigner = 'legal-representative',
  } = body as unknown as {
    provider: ProviderName;
  } & Partial<Pick<Flow, 'order' | 'clientSigner'>>;
  if (!signing?.find(provider)) throw new ApiFailure('Invalid', '没有接入这个签署平台', { field: 'provider' });
  const row = await db('agreements')
    .where({ no })
    .first<{ ref: string } | undefined>(db.raw(`state->>'partiesRef' as ref`));
  const parties = row && (await vault.openRecord<Parties>(row.ref));
  if (parties) signersOf(parties, { order, clientSigner });
}

/** A call of a platform on behalf of somebody who waits: what is not understood means that it is away. */
export async function ofPlatform<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('Unavailable', '签署平台没有应答, 请稍后再试');
  }
}
