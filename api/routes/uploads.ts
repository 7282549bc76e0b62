import { Router } from 'express';
import { READERS } from '../../domain/reading';
import { logAccess } from '../access';
import { identityOf, notFound, requireAgreement, requireReader, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { requireDeclared } from '../../security/content-type';
import { receiveFile } from '../receive-file';
import { UPLOADERS } from '../schemas/uploads';
import { agreementSteered } from '../steered';
import { storeUpload } from '../store-upload';

interface UploadRow {
  client_id: string;
  sha256: string;
  media_type: string;
}

/** Scans and tables: kept outside every payload, encrypted under the client's key. */
export function uploadRoutes(deps: ApiDeps): Router {
  const { db, blobs } = deps;
  const router = Router();

  /** No key is needed: the same bytes for the same agreement are the same upload. */
  router.post('/agreements/:no/uploads', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireRole(identity, UPLOADERS);
    const clientId = await agreementSteered(no).clientId(db);
    const bytes = await receiveFile(request);
    requireDeclared(bytes, request.get('Content-Type'));
    const stored = await storeUpload(deps, { no, clientId, by: identity.actor.id }, bytes);
    response
      .status(201)
      .location(`/v1/agreements/${encodeURIComponent(no)}/uploads/${stored.uploadId}`)
      .json(stored);
  });

  router.get('/agreements/:no/uploads/:id', async (request, response) => {
    const identity = identityOf(request);
    const { no, id } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const row = await db('uploads')
      .where({ id, agreement_no: no })
      .first<UploadRow | undefined>('client_id', 'sha256', 'media_type');
    if (!row) throw notFound();
    await logAccess(deps, identity, 'upload.read', `${no}/${id}`);
    const { bytes } = await blobs.get(row.client_id, row.sha256);
    response
      .set({
        'Content-Type': row.media_type,
        'Content-Disposition': `attachment; filename="${id}"`,
        ETag: `"${row.sha256}"`,
      })
      .send(bytes);
  });
  return router;
}
