import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { P12Signer } from '@signpdf/signer-p12';
import { SignPdf } from '@signpdf/signpdf';
import forge from 'node-forge';
import { signaturePlaceholder } from './revision';

export interface Sealing {
  name: string;
  reason: string;
  at: number;
}

/** Puts one more signature on a file, as a further revision of it. */
export type Sealer = (pdf: Buffer, sealing: Sealing) => Promise<Buffer>;

/**
 * A real signature by a certificate that the simulator made itself, kept in its folder: good for checking integrity, and
 * nobody's authority.
 */
export function createSealer(dir: string): Sealer {
  const p12 = ownCertificate(path.join(dir, 'signer.p12'));
  return async (pdf, { name, reason, at }) => {
    const prepared = await signaturePlaceholder(pdf, { name, reason, at });
    return new SignPdf().sign(prepared, new P12Signer(p12, { passphrase: PASSPHRASE }), new Date(at));
  };
}

const YEARS = 30;
/** The format wants one; the folder's mode is what protects the file. */
export const PASSPHRASE = 'simulator';

function ownCertificate(file: string): Buffer {
  if (fs.existsSync(file)) return fs.readFileSync(file);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const key = forge.pki.privateKeyFromPem(privateKey);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  const [from, until] = [new Date(), new Date()];
  until.setUTCFullYear(until.getUTCFullYear() + YEARS); // rehearsals sign in the future
  certificate.validity.notBefore = from;
  certificate.validity.notAfter = until;
  const subject = [{ name: 'commonName', value: 'Lvyue signing simulator' }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.sign(key, forge.md.sha256.create());
  const packed = forge.pkcs12.toPkcs12Asn1(key, certificate, PASSPHRASE, { algorithm: 'aes256', count: 100 });
  const bytes = Buffer.from(forge.asn1.toDer(packed).getBytes(), 'binary');
  fs.writeFileSync(file, bytes, { mode: 0o600 });
  return bytes;
}
