import { Router } from 'express';
import type { Knex } from 'knex';
import { DELIVERED } from '../../activities/agreement-versions';
import { DOCUMENT_ZH } from '../../domain/document/types';
import { agreementId } from '../../domain/ids';
import { EVIDENCE_READERS, READERS } from '../../domain/reading';
import type { Identity } from '../../security/tokens';
import { logAccess } from '../access';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { documentOf, wordOf, type DocumentRow } from '../views/document';

/** A version of the agreement itself is the client's to read once it has been delivered. */
export function readable(db: Knex, { actor }: Identity, no: string): Knex.QueryBuilder {
  const rows = db('documents').where({ workflow_id: agreementId(no) });
  if (!EVIDENCE_READERS.includes(actor.role)) void rows.andWhereNot({ kind: 'signature-evidence' });
  return actor.role === 'client' ? rows.andWhereRaw(`(kind <> 'agreement' or ${DELIVERED})`) : rows;
}

/** The papers that the product made, every version of each. */
export function documentRoutes(deps: ApiDeps): Router {
  const { db, blobs } = deps;
  const router = Router();

  router.get('/agreements/:no/documents', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const rows = await readable(db, identity, no).orderBy(['made_at', 'kind', 'version']).select<DocumentRow[]>();
    if (rows.length === 0 && !(await db('agreements').where({ no }).first('no'))) throw notFound();
    const home = `/v1/agreements/${encodeURIComponent(no)}`;
    response.json({ items: rows.map((row) => ({ ...documentOf(row, home), ...wordOf(row, rows, home) })) });
  });

  router.get('/agreements/:no/documents/:kind/:version', async (request, response) => {
    const identity = identityOf(request);
    const { no, kind, version } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const row = /^[1-9]\d{0,8}$/.test(version)
      ? await readable(db, identity, no)
          .andWhere({ kind, version: Number(version) })
          .first<DocumentRow | undefined>()
      : undefined;
    if (!row) throw notFound();
    await logAccess(deps, identity, 'document.read', `${no}/${kind}/${version}`);
    const { bytes, mediaType } = await blobs.get(row.client_id, row.sha256);
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
