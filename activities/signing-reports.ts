import type { Knex } from 'knex';
import type { Vault } from '../db/vault';
import type { SignerStatus } from '../domain/agreement/esign';
import type { Party } from '../domain/agreement/types';

/**
 * What a signing platform said of its signers and what is too personal for a payload: how it identified them, and the
 * network address they signed from. The last word on each counts.
 */
export type SigningReports = Partial<Record<Party, Pick<SignerStatus, 'identifiedBy' | 'ip'>>>;

/** Kept by the activity that asked the platform (`signing.ts`), found by the flow's start key. Two statements. */
export async function signingReports(db: Knex, vault: Vault, startKey: string): Promise<SigningReports> {
  const rows = await db('signing_evidence')
    .where({ start_key: startKey, what: 'signer' })
    .orderBy('seen_at')
    .select<{ ref: string; party: Party }[]>('ref', 'party');
  const texts = await vault.openTexts(rows.map(({ ref }) => ref));
  const reports: SigningReports = {};
  for (const { ref, party } of rows) {
    const text = texts.get(ref);
    if (text === undefined) continue; // erased
    const { identifiedBy, ip } = JSON.parse(text) as SignerStatus;
    reports[party] = { ...reports[party], ...(identifiedBy && { identifiedBy }), ...(ip && { ip }) };
  }
  return reports;
}
