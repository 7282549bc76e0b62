import type { Knex } from 'knex';
import type { Agreement, DraftVersion, Party, Signature } from '../domain/agreement/types';

/** An agreement that both sides have signed. */
export interface SignedAgreement extends Pick<Agreement, 'no'> {
  draft: DraftVersion;
  signatures: Record<Party, Signature>;
}

const SIDES: readonly Party[] = ['provider', 'client'];

/**
 * 签署件: the agreement that a file brought about, as its hash; a platform's file, or a scan that a second person has
 * checked. One statement, by the indexes of migration 014.
 */
export async function signedBy(db: Knex, sha256: string): Promise<SignedAgreement | undefined> {
  const scanOf = (party: Party): string => `state->'signatures'->'${party}'->'scan'->>'sha256'`;
  const row = await db('agreements')
    .whereRaw(`(${SIDES.map((party) => `${scanOf(party)} = ?`).join(' or ')})`, [sha256, sha256])
    .first<SignedAgreement | undefined>('no', db.raw(`state->'signatures' as signatures, state->'draft' as draft`));
  return row && SIDES.every((party) => row.signatures[party]?.attestedBy) ? row : undefined;
}

export const sidesSignedBy = ({ signatures }: SignedAgreement, sha256: string): Party[] =>
  SIDES.filter((party) => signatures[party].scan.sha256 === sha256);
