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

/** Papers that are not a client's to read, or not yet, as `kind/version`. One statement, none for the house. */
async function keptFrom(db: Knex, { actor }: Identity, no: string): Promise<string[]> {
  if (actor.role !== 'client') return [];
  const row = await db('agreements').where({ no }).first<{ state: Projection } | undefined>('state');
  return row ? papersKept(row.state) : [];
}

/** In an object, since a query by itself would be sent off when it is awaited. */
async function shelf(db: Knex, identity: Identity, no: string): Promise<{ rows: Knex.QueryBuilder }> {
  const kept = await keptFrom(db, identity, no);
  return { rows: readable(db, identity, no).andWhereRaw(`kind || '/' || version <> all(?::text[])`, [kept]) };
}

/** What somebody may read of an agreement's papers, as `kind/version`. Two statements. */
export async function readableNames(db: Knex, identity: Identity, no: string): Promise<string[]> {
  return namesOf((await shelf(db, identity, no)).rows);
}

export async function namesOf(rows: Knex.QueryBuilder): Promise<string[]> {
  const found = await rows.select<Pick<DocumentRow, 'kind' | 'version'>[]>('kind', 'version');
  return found.map(({ kind, version }) => `${kind}/${version}`);
}

/** The papers that the product made, every version of each; of tables an XLSX too. */
export function documentRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();

  async function shelfOf(request: Request<{ no: string }>) {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    return { identity, shelf: { number: no, ...(await shelf(db, identity, no)) } };
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
