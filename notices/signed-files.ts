import type { Knex } from 'knex';
import type { BlobStore } from '../db/blobs';
import type { SignedFiles } from '../domain/agreement/types';
import { agreementNo } from '../domain/ids';
import type { Attachment } from './papers';
import { PARTY_ZH } from './templates/words';

/** Mail servers take little more. */
const AT_MOST_BYTES = 10 * 1024 * 1024;

interface Filed {
  sha256: string;
  client_id: string;
  bytes: number;
}

/** 签署件 as attachments: a platform's one file, or each side's scan; none where they are too large. */
export async function signedFiles(
  { db, blobs }: { db: Knex; blobs: BlobStore },
  workflowId: string,
  { provider, client }: SignedFiles,
): Promise<Attachment[]> {
  const rows = await db('uploads')
    .where({ agreement_no: agreementNo(workflowId) ?? '' })
    .whereIn('sha256', [provider, client])
    .select<Filed[]>('sha256', 'client_id', 'bytes');
  if (rows.reduce((sum, { bytes }) => sum + bytes, 0) > AT_MOST_BYTES) return [];
  const named = new Map(
    provider === client
      ? [[provider, '已签署的协议']]
      : [
          [provider, `已签署的协议 ${PARTY_ZH.provider}`],
          [client, `已签署的协议 ${PARTY_ZH.client}`],
        ],
  );
  return Promise.all(
    rows.map(async ({ sha256, client_id }) => {
      const { bytes, mediaType } = await blobs.get(client_id, sha256);
      const filename = `${named.get(sha256)}.${mediaType.split('/')[1]}`; // scans are PDF, JPEG or PNG
      return { filename, content: bytes, contentType: mediaType };
    }),
  );
}
