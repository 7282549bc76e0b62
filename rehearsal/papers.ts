import { Router, type Request } from 'express';
import { agreementWord, changesWord } from '../activities/agreement-word';
import { versionBefore } from '../activities/agreement-versions';
import { identityOf, requireRole } from '../api/auth';
import { DOCX } from '../documents/docx/agreement';
import { Failure } from '../domain/failures';
import { agreementNo } from '../domain/ids';
import type { Role } from '../domain/roles';
import { publicUrlOf } from '../platform/public-url';
import type { World } from '../platform/world';

interface Made {
  client_id: string;
  workflow_id: string;
  kind: string;
  version: number;
}

/**
 * Papers that rehearsals made: the PDF or the table by its own hash; the agreement's Word file, and what changed in it
 * since the version before, by the hash of its PDF.
 */
export function paperRoutes(world: World, readers: readonly Role[]): Router {
  const router = Router();

  async function made(request: Request, ...columns: ('sha256' | 'table_sha256')[]): Promise<Made & { hash: string }> {
    requireRole(identityOf(request), readers);
    const hash = String(request.params['sha256']);
    const row = await world
      .db('documents')
      .where((either) => columns.forEach((column) => void either.orWhere({ [column]: hash })))
      .first<Made | undefined>('client_id', 'workflow_id', 'kind', 'version');
    return row ? { ...row, hash } : missing();
  }

  async function agreement(request: Request): Promise<{ no: string; version: number }> {
    const { workflow_id, kind, version } = await made(request, 'sha256');
    const no = agreementNo(workflow_id);
    return no !== undefined && kind === 'agreement' ? { no, version } : missing();
  }
  const deps = { ...world, publicUrl: publicUrlOf(process.env) };

  router.get('/rehearsals/documents/:sha256.docx', async (request, response) => {
    const { no, version } = await agreement(request);
    const { bytes } = (await agreementWord(deps, no, version)) ?? missing();
    response.type(DOCX).send(bytes);
  });

  router.get('/rehearsals/documents/:sha256/changes.docx', async (request, response) => {
    const { no, version } = await agreement(request);
    const before = (await versionBefore(world.db, no, version)) ?? missing();
    const { bytes } = (await changesWord(deps, no, version, before)) ?? missing();
    response.type(DOCX).send(bytes);
  });

  router.get('/rehearsals/documents/:sha256', async (request, response) => {
    const { client_id: clientId, hash } = await made(request, 'sha256', 'table_sha256');
    const { bytes, mediaType } = await world.blobs.get(clientId, hash);
    response.type(mediaType).send(bytes);
  });

  return router;
}

const missing = (): never => {
  throw new Failure('NotFound', '没有这份文件');
};
