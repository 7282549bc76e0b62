import type { Knex } from 'knex';
import type { BlobStore } from '../../db/blobs';
import { sidesSignedBy, signedBy } from '../../db/signed-files';
import type { Agreement } from '../../domain/agreement/types';
import { DAY } from '../../domain/time';
import type { KeyRing } from '../../security/keyring';
import { issueLink } from '../../security/personal-link';
import type { PaperRecords } from './adapter';

export interface PaperRecordsDeps {
  db: Knex;
  blobs: BlobStore;
  keyRing: KeyRing;
  /** The API's address from outside. */
  publicUrl: string;
}

/** Longer than a platform's page lives, for whoever is to sign may have to find a printer. */
const PRINTED_WITHIN = DAY;

/** What the agreements have recorded, read from PostgreSQL. */
export const createPaperRecords = ({ db, blobs, keyRing, publicUrl }: PaperRecordsDeps): PaperRecords => ({
  async of(startKey) {
    const row = await db('agreements')
      .where({ no: startKey.split('/')[0]! })
      .first<{ state: Agreement } | undefined>('state');
    const { no, clientId, signatures, flow } = row?.state ?? {};
    return no && clientId && signatures && flow?.provider === 'paper' && flow.startKey === startKey
      ? { no, clientId, signatures, flow }
      : undefined;
  },

  async attestedBy(sha256) {
    const found = await signedBy(db, sha256);
    return found?.draft.sha256 === undefined || found.signatures.client.platform
      ? undefined
      : { original: found.draft.sha256, sides: sidesSignedBy(found, sha256) };
  },

  read: async ({ clientId }, sha256) => (await blobs.get(clientId, sha256)).bytes,

  async printLink({ no, flow }, party) {
    const expiresAt = Math.min(flow.expiresAt, Date.now() + PRINTED_WITHIN);
    const token = await issueLink(keyRing, { no, opens: { print: flow.startKey, party } }, expiresAt);
    return { url: `${publicUrl}/l/${token}`, expiresAt };
  },
});
