import { Router } from 'express';
import type { Party } from '../../domain/agreement/types';
import { READERS } from '../../domain/reading';
import type { Role } from '../../domain/roles';
import { iso } from '../../domain/time';
import { identityOf, requireAgreement, requireReader, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { linkToSign, recorded } from '../signing';
import { signingOf } from '../views/signing';

/** Who is let to the page of which party: the client to its own, operations to the provider's (domain.md §1). */
const SIGNS_FOR: Partial<Record<Role, Party>> = { client: 'client', operations: 'provider' };
export const LINKED = Object.keys(SIGNS_FOR) as Role[];

/** 签署: its progress, and the way to the page to sign on, or to print, for whoever's turn it is. */
export function signingRoutes(deps: ApiDeps): Router {
  const router = Router();

  /** One statement; no personal data. */
  router.get('/agreements/:no/signing', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    response.json(signingOf(await recorded(deps.db, no), identity.actor.role === 'client'));
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
    const { url, expiresAt } = await linkToSign(deps, identity.actor, await recorded(deps.db, no), { party });
    response.json({ party, url, expiresAt: iso(expiresAt) });
  });
  return router;
}
