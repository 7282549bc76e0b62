import { sealPdf } from '../../documents/evidence/seal';
import { renderDocument } from '../../documents/render';
import type { SignatureEvidenceDocument } from '../../domain/document/evidence';
import { parseInstant } from '../../domain/time';
import type { SealCertificate } from '../../security/seal-certificate';
import { sampleDocuments } from './documents';
import { testSeal } from './seal';

export const SEALED_AT = parseInstant('2026-12-28T10:30:02+08:00');

/** Invented evidence under a certificate, as the product makes it. */
export function sampleEvidence(
  seal: SealCertificate = testSeal(),
  changes: Partial<SignatureEvidenceDocument> = {},
): SignatureEvidenceDocument {
  const { certificateSha256, subject, selfSigned } = seal;
  return { ...sampleDocuments['signature-evidence'], ...changes, seal: { certificateSha256, subject, selfSigned } };
}

export async function samplePack(data = sampleEvidence(), seal = testSeal(), at = SEALED_AT): Promise<Buffer> {
  return sealPdf((await renderDocument('signature-evidence', data)).bytes, seal, at);
}
