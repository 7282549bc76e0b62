import { Router, type Request } from 'express';
import type { Knex } from 'knex';
import { agreementId } from '../../domain/ids';
import { INTERNAL_KINDS, READERS } from '../../domain/reading';
import type { Identity } from '../../security/tokens';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { sendDocument } from '../send-document';
import { documentOf, type DocumentRow } from '../views/document';

/** The papers that the product made, every version of each; of tables an XLSX too. */
export function documentRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();

  /** A version of the agreement itself is the client's to read once it has been delivered. */
  function readable({ actor }: Identity, no: string): Knex.QueryBuilder {
    const rows = db('documents').where({ workflow_id: agreementId(no) });
    if (actor.role !== 'client') return rows;
    return rows.whereNotIn('kind', INTERNAL_KINDS).andWhereRaw(
      `(kind <> 'agreement' or exists (
         select 1 from audit_events e where e.workflow_id = documents.workflow_id and e.event = 'command'
           and e.data->>'name' = 'review.deliver' and (e.data->'payload'->>'version')::int = documents.version))`,
    );
  }

  function readerOf(request: Request<{ no: string }>): { identity: Identity; no: string } {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    return { identity, no };
  }

  router.get('/agreements/:no/documents', async (request, response) => {
    const { identity, no } = readerOf(request);
    const rows = await readable(identity, no).orderBy(['made_at', 'kind', 'version']).select<DocumentRow[]>();
    if (rows.length === 0 && !(await db('agreements').where({ no }).first('no'))) throw notFound();
    response.json({ items: rows.map((row) => documentOf(row, `/v1/agreements/${encodeURIComponent(no)}`)) });
  });

  router.get('/agreements/:no/documents/:kind/:version.xlsx', async (request, response) => {
    const { identity, no } = readerOf(request);
    await sendDocument(deps, identity, { number: no, rows: readable(identity, no) }, request, response, 'xlsx');
  });
  router.get('/agreements/:no/documents/:kind/:version', async (request, response) => {
    const { identity, no } = readerOf(request);
    await sendDocument(deps, identity, { number: no, rows: readable(identity, no) }, request, response, 'pdf');
  });
  return router;
}
