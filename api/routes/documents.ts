import { Router } from 'express';
import type { Knex } from 'knex';
import { DOCUMENT_ZH } from '../../domain/document/types';
import { agreementId } from '../../domain/ids';
import { papersKept, READERS } from '../../domain/reading';
import type { Identity } from '../../security/tokens';
import { logAccess } from '../access';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import type { Projection } from '../views/agreement';
import { documentOf, type DocumentRow } from '../views/document';

/** The papers that the product made, every version of each. */
export function documentRoutes(deps: ApiDeps): Router {
  const { db, blobs } = deps;
  const router = Router();

  /** A version of the agreement itself is the client's to read once it has been delivered; a notice once it was sent out. */
  function readable({ actor }: Identity, no: string, kept: string[]): Knex.QueryBuilder {
    const rows = db('documents').where({ workflow_id: agreementId(no) });
    if (actor.role !== 'client') return rows;
    return rows.andWhereRaw(`kind || '/' || version <> all(?::text[])`, [kept]).andWhereRaw(
      `(kind <> 'agreement' or exists (
         select 1 from audit_events e where e.workflow_id = documents.workflow_id and e.event = 'command'
           and e.data->>'name' = 'review.deliver' and (e.data->'payload'->>'version')::int = documents.version))`,
    );
  }

  /** Papers that are not a client's to read, or not yet. One statement, none for the house. */
  async function keptFrom({ actor }: Identity, no: string): Promise<string[]> {
    if (actor.role !== 'client') return [];
    const row = await db('agreements').where({ no }).first<{ state: Projection } | undefined>('state');
    return row ? papersKept(row.state) : [];
  }

  router.get('/agreements/:no/documents', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const kept = await keptFrom(identity, no);
    const rows = await readable(identity, no, kept).orderBy(['made_at', 'kind', 'version']).select<DocumentRow[]>();
    if (rows.length === 0 && !(await db('agreements').where({ no }).first('no'))) throw notFound();
    response.json({ items: rows.map((row) => documentOf(row, `/v1/agreements/${encodeURIComponent(no)}`)) });
  });

  router.get('/agreements/:no/documents/:kind/:version', async (request, response) => {
    const identity = identityOf(request);
    const { no, kind, version } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const row = /^[1-9]\d{0,8}$/.test(version)
      ? await readable(identity, no, await keptFrom(identity, no))
          .andWhere({ kind, version: Number(version) })
          .first<DocumentRow | undefined>()
      : undefined;
    if (!row) throw notFound();
    await logAccess(deps, identity, 'document.read', `${no}/${kind}/${version}`);
    const { bytes, mediaType } = await blobs.get(row.sha256);
    const name = encodeURIComponent(`${no}-${DOCUMENT_ZH[row.kind]}-${version}.pdf`);
    response
      .set({
        'Content-Type': mediaType,
        'Content-Disposition': `inline; filename="${kind}-${version}.pdf"; filename*=UTF-8''${name}`,
        ETag: `"${row.sha256}"`,
        'Cache-Control': 'private, no-cache',
      })
      .send(bytes);
  });
  return router;
}
