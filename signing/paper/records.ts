import type { Knex } from 'knex';
import type { BlobStore } from '../../db/blobs';
import { sidesSignedBy, signedBy } from '../../db/signed-files';
import type { Vault } from '../../db/vault';
import { windowEnd } from '../../domain/agreement/paper-signing';
import type { Agreement } from '../../domain/agreement/types';
import type { Parties } from '../../domain/parties';
import { DAY } from '../../domain/time';
import type { KeyRing } from '../../security/keyring';
import { personId } from '../../security/person';
import { issueLink } from '../../security/personal-link';
import type { PaperRecords } from './adapter';

export interface PaperRecordsDeps {
  db: Knex;
  vault: Pick<Vault, 'openRecord'>;
  blobs: BlobStore;
  keyRing: KeyRing;
  /** The API's address from outside. */
  publicUrl: string;
}

/** Longer than a platform's page lives, for whoever is to sign may have to find a printer. */
const PRINTED_WITHIN = DAY;

/** What the agreements have recorded, read from PostgreSQL. */
export const createPaperRecords = ({ db, vault, blobs, keyRing, publicUrl }: PaperRecordsDeps): PaperRecords => ({
  async of(startKey) {
    const row = await db('agreements')
      .where({ no: startKey.split('/')[0]! })
      .first<{ state: Agreement } | undefined>('state');
    if (!row) return undefined;
    const { flow, ...record } = row.state;
    return flow?.provider === 'paper' && flow.startKey === startKey ? { ...record, flow } : undefined;
  },

  async attestedBy(sha256) {
    const found = await signedBy(db, sha256);
    return found?.draft.sha256 === undefined || found.signatures.client.platform
      ? undefined
      : { original: found.draft.sha256, sides: sidesSignedBy(found, sha256) };
  },

  read: async ({ clientId }, sha256) => (await blobs.get(clientId, sha256)).bytes,

  async printLink(record, party) {
    const { no, flow, partiesRef } = record;
    const expiresAt = Math.min(windowEnd(record), Date.now() + PRINTED_WITHIN);
    const contact = party === 'client' ? (await vault.openRecord<Parties>(partiesRef))?.contact : undefined;
    const person = contact && personId(keyRing, 'client', contact.name);
    const opens = { print: flow.startKey, party };
    const token = await issueLink(keyRing, { no, opens, ...(person !== undefined && { person }) }, expiresAt);
    return { url: `${publicUrl}/l/${token}`, expiresAt };
  },
});
