import type { ProviderName } from '../domain/agreement/esign';
import type { Knex } from 'knex';
import { maySign, type Flow } from '../domain/agreement/flow';
import { SIGNER_STATE_ZH } from '../domain/agreement/flow-words';
import type { Party } from '../domain/agreement/types';
import { Failure, requireThat } from '../domain/failures';
import type { Parties } from '../domain/parties';
import type { Actor } from '../domain/roles';
import type { Instant } from '../domain/time';
import { signersOf } from '../signing/signers';
import { logAccess } from './access';
import { notFound } from './auth';
import type { ApiDeps } from './deps';
import { ApiFailure } from './problems';
import type { Projection } from './views/agreement';

/**
 * That a flow can be started at all: the platform is set up here, and the parties' record has people who can sign on it.
 * The agreement carries neither. Two statements; paper needs neither. Throws `Invalid` naming the field.
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
  if (provider === 'paper') return;
  if (!signing?.find(provider)) throw new ApiFailure('Invalid', '没有接入这个签署平台', { field: 'provider' });
  const row = await db('agreements')
    .where({ no })
    .first<{ ref: string } | undefined>(db.raw(`state->>'partiesRef' as ref`));
  const parties = row && (await vault.openRecord<Parties>(row.ref));
  if (parties) signersOf(parties, { order, clientSigner });
}

/** What is recorded of an agreement. One statement. Throws `NotFound`. */
export async function recorded(db: Knex, no: string): Promise<Projection> {
  const row = await db('agreements').where({ no }).first<{ state: Projection } | undefined>('state');
  if (!row) throw notFound();
  return row.state;
}

/**
 * The provider's page for one party, made at each click for the one whose turn it is by what is recorded; neither kept nor
 * logged. `flow`: of this start key only. Throws `NotNow`, or `Unavailable` while the platform is away.
 */
export async function linkToSign(
  deps: Pick<ApiDeps, 'db' | 'signing'>,
  actor: Actor,
  { flow, deadlines }: Pick<Projection, 'flow' | 'deadlines'>,
  { party, flow: meant }: { party: Party; flow?: string },
): Promise<{ url: string; expiresAt: Instant }> {
  requireThat(flow?.state === 'open' && (meant === undefined || flow.startKey === meant), '没有进行中的签署流程');
  requireThat(flow.parties[party].state !== 'signed', `该方${SIGNER_STATE_ZH.signed}`);
  requireThat(maySign(flow, party), '须由另一方先签署');
  requireThat(!deadlines.some(({ id }) => id === 'signing.lapse'), '签署期已失效');
  const link = await ofProvider(flow.provider, async () => {
    const provider = deps.signing?.find(flow.provider);
    if (!provider) throw new Error('no such provider here');
    return provider.signUrl(flow.flowId!, party);
  });
  await logAccess(deps, { actor }, 'signing.link', `${flow.startKey}/${party}`);
  return link;
}

/** A call on behalf of somebody who waits: what is not understood means that it is away. */
async function ofProvider<T>(name: ProviderName, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('Unavailable', `${name === 'paper' ? '待签文件暂时无法取得' : '签署平台没有应答'}, 请稍后再试`);
  }
}
