import { Router } from 'express';
import { caseWorkflowId } from '../../domain/ids';
import { READERS } from '../../domain/reading';
import { identityOf, notFound, requireCase, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { caseHref } from '../filed';
import { documentOf, type DocumentRow } from '../views/document';

/**
 * `GET /v1/complaints/{id}/documents`, `GET /v1/requests/{id}/documents`: the papers made of a case (contract.md), none
 * so far. Two statements at most.
 */
export function caseDocumentRoutes({ db }: ApiDeps): Router {
  const router = Router();
  for (const kind of ['complaint', 'request'] as const) {
    router.get(`/${kind}s/:id/documents`, async (request, response) => {
      const identity = identityOf(request);
      const { id } = requireCase(identity, kind, request.params['id']);
      requireReader(identity, READERS);
      const rows = await db('documents')
        .where({ workflow_id: caseWorkflowId(kind, id) })
        .orderBy(['made_at', 'kind', 'version'])
        .select<DocumentRow[]>();
      if (rows.length === 0 && !(await db('cases').where({ id }).first('id'))) throw notFound();
      response.json({ items: rows.map((row) => documentOf(row, caseHref(kind, id))) });
    });
  }
  return router;
}
