import { pdflibAddPlaceholder } from '@signpdf/placeholder-pdf-lib';
import { SignPdf } from '@signpdf/signpdf';
import { Signer } from '@signpdf/utils';
import { PDFDocument } from 'pdf-lib';
import type { Instant } from '../../domain/time';
import { requireUnexpired, type SealCertificate } from '../../security/seal-certificate';
import { signedData } from './cms';

/** Bytes kept free for the signature: a certificate with a chain of some length fits. */
const ROOM = 12_288;

/**
 * Seals a PDF (PKCS #7, detached, SHA-256, RSA) in the product's name. The time of sealing is business time, and nothing
 * in it is random: the same report under the same certificate gives the same bytes, so a retry finds the same hash. It
 * is what the signer says and no time stamp of an authority; a certificate that began later, as one that took the place
 * of an expired one while the report waited, seals as of its beginning. Throws `SealExpiredError`.
 */
export async function sealPdf(pdf: Uint8Array, certificate: SealCertificate, at: Instant): Promise<Buffer> {
  requireUnexpired(certificate);
  const signingTime = new Date(Math.max(Math.floor(at / 1_000) * 1_000, certificate.validFrom));
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  pdflibAddPlaceholder({
    pdfDoc: document,
    // these texts are written byte by byte: ASCII only
    reason: 'Signature evidence report, sealed by its maker',
    name: `certificate sha256 ${certificate.certificateSha256}`,
    contactInfo: '',
    location: '',
    signingTime,
    signatureLength: ROOM,
  });
  const prepared = Buffer.from(await document.save({ useObjectStreams: false, addDefaultPage: false }));
  return new SignPdf().sign(prepared, new SealSigner(certificate), signingTime);
}

/** Instead of the library's own signer, which spoils issuers with names that are not ASCII (cms.ts). */
class SealSigner extends Signer {
  constructor(private readonly seal: SealCertificate) {
    super();
  }

  override async sign(covered: Buffer, signingTime?: Date): Promise<Buffer> {
    const { key, certificates } = this.seal;
    return signedData({ covered, certificates, certificate: certificates[0]!, key, signedAt: signingTime! });
  }
}
