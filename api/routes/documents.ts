import { Router, type Request } from 'express';
import type { Knex } from 'knex';
import { DELIVERED } from '../../activities/agreement-versions';
import { agreementId } from '../../domain/ids';
import { EVIDENCE_READERS, INTERNAL_KINDS, papersKept, READERS } from '../../domain/reading';
import type { Identity } from '../../security/tokens';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { sendDocument } from '../send-document';
import type { Projection } from '../views/agreement';
import { documentOf, wordOf, type DocumentRow } from '../views/document';

/** A version of the agreement itself is the client's to read once it has been delivered; a notice once it was sent out. */
export function readable(db: Knex, { actor }: Identity, no: string): Knex.QueryBuilder {
  const rows = db('documents').where({ workflow_id: agreementId(no) });
  if (!EVIDENCE_READERS.includes(actor.role)) void rows.andWhereNot({ kind: 'signature-evidence' });
  if (actor.role !== 'client') return rows;
  return rows.whereNotIn('kind', INTERNAL_KINDS).andWhereRaw(`(kind <> 'agreement' or ${DELIVERED})`);
}

/** The papers that the product made, every version of each; of tables an XLSX too. */
export function documentRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();

  /** Papers that are not a client's to read, or not yet. One statement, none for the house. */
  async function keptFrom({ actor }: Identity, no: string): Promise<string[]> {
    if (actor.role !== 'client') return [];
    const row = await db('agreements').where({ no }).first<{ state: Projection } | undefined>('state');
    return row ? papersKept(row.state) : [];
  }

  async function shelfOf(request: Request<{ no: string }>) {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const rows = readable(db, identity, no).andWhereRaw(`kind || '/' || version <> all(?::text[])`, [
      await keptFrom(identity, no),
    ]);
    return { identity, shelf: { number: no, rows } };
  }

  router.get('/agreements/:no/documents', async (request, response) => {
    const { shelf } = await shelfOf(request);
    const no = shelf.number;
    const rows = await shelf.rows.orderBy(['made_at', 'kind', 'version']).select<DocumentRow[]>();
    if (rows.length === 0 && !(await db('agreements').where({ no }).first('no'))) throw notFound();
    const home = `/v1/agreements/${encodeURIComponent(no)}`;
    response.json({ items: rows.map((row) => ({ ...documentOf(row, home), ...wordOf(row, rows, home) })) });
  });

  router.get('/agreements/:no/documents/:kind/:version.xlsx', async (request, response) => {
    const { identity, shelf } = await shelfOf(request);
    await sendDocument(deps, identity, shelf, request, response, 'xlsx');
  });
  router.get('/agreements/:no/documents/:kind/:version', async (request, response) => {
    const { identity, shelf } = await shelfOf(request);
    await sendDocument(deps, identity, shelf, request, response, 'pdf');
  });
  return router;
}
