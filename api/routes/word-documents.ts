import { Router, type Response } from 'express';
import { agreementWord, changesWord } from '../../activities/agreement-word';
import { versionBefore } from '../../activities/agreement-versions';
import { DOCX, type RenderedDocx } from '../../documents/docx/agreement';
import { DOCUMENT_ZH } from '../../domain/document/types';
import { READERS } from '../../domain/reading';
import type { Identity } from '../../security/tokens';
import { logAccess } from '../access';
import { identityOf, notFound, requireAgreement, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { readable } from './documents';

/**
 * The versions of the agreement as Word files, and what changed from one round to the next: made from recorded data when
 * they are asked for, the same each time. Who may read the PDF may read the Word file; the changes, who may read both.
 */
export function wordDocumentRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();

  /** Throws `NotFound`. */
  async function requireVersion(identity: Identity, no: string, version: number | undefined): Promise<number> {
    if (version === undefined) throw notFound();
    const row = await readable(db, identity, no)
      .andWhere({ kind: 'agreement', version })
      .first<{ version: number } | undefined>('version');
    if (!row) throw notFound();
    return version;
  }

  router.get('/agreements/:no/documents/agreement/:version.docx', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const version = await requireVersion(identity, no, versionOf(request.params.version));
    await logAccess(deps, identity, 'document.read', `${no}/agreement/${version}.docx`);
    send(response, await agreementWord(deps, no, version), {
      name: `${no}-${DOCUMENT_ZH.agreement}-${version}`,
      plain: `agreement-${version}`,
    });
  });

  router.get('/agreements/:no/documents/agreement/:version/changes.docx', async (request, response) => {
    const identity = identityOf(request);
    const { no } = request.params;
    requireAgreement(identity, no);
    requireReader(identity, READERS);
    const version = await requireVersion(identity, no, versionOf(request.params.version));
    const before = await requireVersion(identity, no, await versionBefore(db, no, version));
    await logAccess(deps, identity, 'document.read', `${no}/agreement/${version}/changes.docx`);
    send(response, await changesWord(deps, no, version, before), {
      name: `${no}-修改对照稿-${version}-${before}`,
      plain: `agreement-${version}-${before}`,
    });
  });
  return router;
}

const versionOf = (text: string): number | undefined => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined);

function send(
  response: Response,
  file: RenderedDocx | undefined,
  { name, plain }: { name: string; plain: string },
): void {
  if (!file) throw notFound();
  response
    .set({
      'Content-Type': DOCX,
      'Content-Disposition': `attachment; filename="${plain}.docx"; filename*=UTF-8''${encodeURIComponent(`${name}.docx`)}`,
      ETag: `"${file.sha256}"`,
      'Cache-Control': 'private, no-cache',
    })
    .send(file.bytes);
}
