import { sealPdf } from '../../documents/evidence/seal';
import { renderDocument } from '../../documents/render';
import type { SignatureEvidenceDocument } from '../../domain/document/evidence';
import { DAY } from '../../domain/time';
import type { SealCertificate } from '../../security/seal-certificate';
import { sampleDocuments } from './documents';
import { testSeal } from './seal';

/** Whole seconds, within the life of a certificate that is made today: an earlier day would be moved to its beginning. */
export const SEALED_AT = Math.ceil((Date.now() + DAY) / 1_000) * 1_000;

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
