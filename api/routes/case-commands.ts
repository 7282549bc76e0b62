import { Router } from 'express';
import { CASE_RULES } from '../../domain/case/commands';
import { identityOf, requireCase, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { once } from '../idempotency';
import { parseCaseCommand, runCaseCommand } from '../run-command';
import { casePathOf, kindOf, PUBLIC_CASE_COMMANDS } from '../schemas/case-commands';

/** One route per command of a case: `POST /v1/complaints/{id}/contact`, `/v1/requests/{id}/respond` … */
export function caseCommandRoutes(deps: ApiDeps): Router {
  const router = Router();
  for (const name of PUBLIC_CASE_COMMANDS) {
    const kind = kindOf(name);
    router.post(`/${kind}s/:id/${casePathOf(name)}`, async (request, response) => {
      const identity = identityOf(request);
      const steered = requireCase(identity, kind, request.params['id']);
      requireRole(identity, CASE_RULES[name].roles);
      const body = parseCaseCommand(name, request.body);
      await once(deps, request, response, async ({ commandId }) => {
        const answer = await runCaseCommand(deps, { ...steered, name, body, commandId, identity });
        return { status: 200, body: answer };
      });
    });
  }
  return router;
}
