import { Router } from 'express';
import { RULES } from '../../domain/agreement/commands';
import { identityOf, requireAgreement, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { once } from '../idempotency';
import { parseCommand, runCommand } from '../run-command';
import { pathOf, PUBLIC_COMMANDS } from '../schemas/commands';

/** One route per command: `POST /v1/agreements/{no}/review/legal/approve` … */
export function commandRoutes(deps: ApiDeps): Router {
  const router = Router();
  for (const name of PUBLIC_COMMANDS) {
    router.post(`/agreements/:no/${pathOf(name)}`, async (request, response) => {
      const identity = identityOf(request);
      const no = request.params['no'];
      requireAgreement(identity, no);
      requireRole(identity, RULES[name].roles);
      const body = parseCommand(name, request.body);
      await once(deps, request, response, async ({ commandId }) => {
        const answer = await runCommand(deps, { no, name, body, commandId, identity });
        return { status: 200, body: answer };
      });
    });
  }
  return router;
}
