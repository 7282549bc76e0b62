import { Router } from 'express';
import { RULES } from '../../domain/agreement/commands';
import type { CaseKind } from '../../domain/case/types';
import { identityOf, requireAgreement, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { caseHref, filedCase } from '../filed';
import { once } from '../idempotency';
import { parseCommand, runCommand } from '../run-command';
import { pathOf, PUBLIC_COMMANDS, type PublicCommand } from '../schemas/commands';

/** The commands that start a complaint or a request of its own. */
export const FILING: Partial<Record<PublicCommand, CaseKind>> = {
  'complaint.file': 'complaint',
  'request.file': 'request',
};

/** One route per command: `POST /v1/agreements/{no}/review/legal/approve` … */
export function commandRoutes(deps: ApiDeps): Router {
  const router = Router();
  for (const name of PUBLIC_COMMANDS) {
    const kind = FILING[name];
    router.post(`/agreements/:no/${pathOf(name)}`, async (request, response) => {
      const identity = identityOf(request);
      const no = request.params['no'];
      requireAgreement(identity, no);
      requireRole(identity, RULES[name].roles);
      const body = parseCommand(name, request.body);
      await once(deps, request, response, async ({ commandId }) => {
        const answer = await runCommand(deps, { no, name, body, commandId, identity });
        if (!kind) return { status: 200, body: answer };
        const caseId = await filedCase(deps.db, { kind, no, commandId });
        return { status: 200, body: { ...answer, caseId }, location: caseHref(kind, caseId) };
      });
    });
  }
  return router;
}
