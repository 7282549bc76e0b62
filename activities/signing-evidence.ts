import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { recordRef, type Vault } from '../db/vault';
import type { SignerStatus, PlatformName } from '../domain/agreement/esign';
import type { Party } from '../domain/agreement/types';
import type { FileVerification } from '../domain/document/evidence';
import { iso, type Instant } from '../domain/time';

/** What a platform says of a signer, or of the signed file that it gave out. */
export type Evidence = ({ what: 'signer' } & SignerStatus) | ({ what: 'verification' } & Omit<FileVerification, 'at'>);

export interface EvidenceOf {
  no: string;
  clientId: string;
  provider: PlatformName;
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
export async function signingReport(deps: EvidenceDeps, startKey: string): Promise<SigningReport | undefined> {
  const kept = await keptOf<SignerStatus>(deps, startKey, 'signer');
  if (kept.length === 0) return undefined;
  const report: SigningReport = {};
  for (const { party, identifiedBy, ip } of kept)
    report[party] = { ...report[party], ...(identifiedBy && { identifiedBy }), ...(ip && { ip }) };
  return report;
}

/** What came of looking at each file that the platform gave out as signed, in their order. */
export async function fileVerifications(deps: EvidenceDeps, startKey: string): Promise<FileVerification[]> {
  const kept = await keptOf<Omit<FileVerification, 'at'>>(deps, startKey, 'verification');
  return kept.map(({ at, sha256, genuine, signatures, detail }) => ({ at, sha256, genuine, signatures, detail }));
}

/** Opened, in their order; without what has been erased. */
async function keptOf<T>(
  { db, vault }: EvidenceDeps,
  startKey: string,
  what: Evidence['what'],
): Promise<(T & { at: Instant })[]> {
  const rows = await db('signing_evidence')
    .where({ start_key: startKey, what })
    .orderBy(['seen_at', 'ref'])
    .select<{ ref: string; seen_at: Date }[]>('ref', 'seen_at');
  const texts = await vault.openTexts(rows.map(({ ref }) => ref));
  return rows.flatMap(({ ref, seen_at }) => {
    const text = texts.get(ref);
    return text === undefined ? [] : [{ ...(JSON.parse(text) as T), at: seen_at.getTime() }];
  });
}
