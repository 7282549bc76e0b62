import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { recordRef, type Vault } from '../db/vault';
import type { SignerStatus, ProviderName } from '../domain/agreement/esign';
import type { Party } from '../domain/agreement/types';
import { iso, type Instant } from '../domain/time';

/** What a platform says of a signer, or of the signed file that it gave out. */
export type Evidence =
  | ({ what: 'signer' } & SignerStatus)
  | { what: 'verification'; sha256: string; genuine: boolean; signatures: number; detail: string };

export interface EvidenceOf {
  no: string;
  clientId: string;
  provider: ProviderName;
  startKey: string;
  flowId: string;
  now: Instant;
}

export interface EvidenceDeps {
  db: Knex;
  vault: Vault;
}

/** Seals it under the client's key; the same again is the same row. */
export async function keepEvidence({ db, vault }: EvidenceDeps, flow: EvidenceOf, evidence: Evidence): Promise<void> {
  const { no, clientId, provider, startKey, flowId, now } = flow;
  const text = JSON.stringify(evidence);
  const ref = recordRef(`esign/${startKey}`, createHash('sha256').update(text).digest('hex'));
  await vault.sealText(clientId, ref, text);
  await db('signing_evidence')
    .insert({
      ref,
      agreement_no: no,
      start_key: startKey,
      provider,
      flow_id: flowId,
      what: evidence.what,
      party: evidence.what === 'signer' ? evidence.party : null,
      seen_at: iso(now),
    })
    .onConflict('ref')
    .ignore();
}

/** What is too personal for a payload. */
export type SigningReport = Partial<Record<Party, Pick<SignerStatus, 'identifiedBy' | 'ip'>>>;

/** How the platform identified each signer of a flow and where from, as it said last; undefined where nothing is kept. */
export async function signingReport({ db, vault }: EvidenceDeps, startKey: string): Promise<SigningReport | undefined> {
  const rows = await db('signing_evidence')
    .where({ start_key: startKey, what: 'signer' })
    .orderBy('seen_at')
    .select<{ ref: string; party: Party }[]>('ref', 'party');
  if (rows.length === 0) return undefined;
  const texts = await vault.openTexts(rows.map(({ ref }) => ref));
  const report: SigningReport = {};
  for (const { ref, party } of rows) {
    const text = texts.get(ref);
    if (text === undefined) continue; // erased
    const { identifiedBy, ip } = JSON.parse(text) as SignerStatus;
    report[party] = { ...report[party], ...(identifiedBy && { identifiedBy }), ...(ip && { ip }) };
  }
  return report;
}
