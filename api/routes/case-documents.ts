import { Router } from 'express';
import type { Knex } from 'knex';
import { caseWorkflowId } from '../../domain/ids';
import type { CaseKind } from '../../domain/case/types';
import { INTERNAL_KINDS, READERS } from '../../domain/reading';
import type { Identity } from '../../security/tokens';
import { identityOf, notFound, requireCase, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { caseHref } from '../filed';
import { sendDocument } from '../send-document';
import { documentOf, type DocumentRow } from '../views/document';

/** The record of a complaint is the desk's own. */
export function readableOfCase(db: Knex, { actor }: Identity, kind: CaseKind, id: string): Knex.QueryBuilder {
  const rows = db('documents').where({ workflow_id: caseWorkflowId(kind, id) });
  return actor.role === 'client' ? rows.whereNotIn('kind', INTERNAL_KINDS) : rows;
}

/**
 * `GET /v1/complaints/{id}/documents`, `GET /v1/requests/{id}/documents`: the papers made of a case (contract.md), and
 * each of them. The record of a complaint is the desk's own: a client finds none.
 */
export function caseDocumentRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();

  for (const kind of ['complaint', 'request'] as const) {
    router.get(`/${kind}s/:id/documents`, async (request, response) => {
      const identity = identityOf(request);
      const { id } = requireCase(identity, kind, request.params['id']);
      requireReader(identity, READERS);
      const rows = await readableOfCase(db, identity, kind, id)
        .orderBy(['made_at', 'kind', 'version'])
        .select<DocumentRow[]>();
      if (rows.length === 0 && !(await db('cases').where({ id }).first('id'))) throw notFound();
      response.json({ items: rows.map((row) => documentOf(row, caseHref(kind, id))) });
    });
    router.get<{ id: string; kind: string; version: string }>(
      `/${kind}s/:id/documents/:kind/:version`,
      async (request, response) => {
        const identity = identityOf(request);
        const { id } = requireCase(identity, kind, request.params.id);
        requireReader(identity, READERS);
        await sendDocument(
          deps,
          identity,
          { number: id, rows: readableOfCase(db, identity, kind, id) },
          request,
          response,
          'pdf',
        );
      },
    );
  }
  return router;
}
