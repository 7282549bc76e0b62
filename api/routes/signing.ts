import { Router } from 'express';
import { turnOf } from '../../domain/agreement/flow';
import { SIGNER_STATE_ZH } from '../../domain/agreement/flow-words';
import type { Party } from '../../domain/agreement/types';
import { requireThat } from '../../domain/failures';
import { READERS } from '../../domain/reading';
import type { Role } from '../../domain/roles';
import { iso } from '../../domain/time';
import { logAccess } from '../access';
import { identityOf, notFound, requireAgreement, requireReader, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { ofPlatform } from '../signing';
import type { Projection } from '../views/agreement';
import { signingOf } from '../views/signing';

/** Who is let to the page of which party: the client to its own, operations to the provider's (domain.md §1). */
const SIGNS_FOR: Partial<Record<Role, Party>> = { client: 'client', operations: 'provider' };
export const LINKED = Object.keys(SIGNS_FOR) as Role[];

/** 电子签署: its progress, and the way to the platform's page for whoever's turn it is. */
export function signingRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  const recorded = async (no: string): Promise<Projection> => {
    const row = await db('agreements').where({ no }).first<{ state: Projection } | undefined>('state');
    if (!row) throw notFound();
    return row.state;
  };

  /** One statement; no personal data. */
  router.get('/agreements/:no/signing', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    response.json(signingOf(await recorded(no), identity.actor.role === 'client'));
  });

  /**
   * A link is made at each click, for the one whose turn it is by what is recorded, and is told to nobody else: it is
   * neither kept nor logged. Throws `NotNow`, `Unavailable` while the platform is away.
   */
  router.post('/agreements/:no/signing/link', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireRole(identity, LINKED);
    const party = SIGNS_FOR[identity.actor.role]!;
    const { flow, deadlines } = await recorded(no);
    requireThat(flow?.state === 'open', '没有进行中的电子签署');
    const { state } = flow.parties[party];
    requireThat(state !== 'signed', `该方${SIGNER_STATE_ZH.signed}`);
    requireThat(turnOf(flow) === party, '须由另一方先签署');
    requireThat(!deadlines.some(({ id }) => id === 'signing.lapse'), '签署期已失效');
    const { url, expiresAt } = await ofPlatform(async () => {
      const platform = deps.signing?.find(flow.provider);
      if (!platform) throw new Error('no such platform here');
      return platform.signUrl(flow.flowId!, party);
    });
    await logAccess(deps, identity, 'signing.link', `${flow.startKey}/${party}`);
    response.json({ party, url, expiresAt: iso(expiresAt) });
  });
  return router;
}
