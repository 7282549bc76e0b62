import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
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
 * Real signatures, each party's by a certificate of its own that the simulator made itself and keeps in its folder: good
 * for checking integrity, and nobody's authority.
 */
export function createSealer(dir: string): Sealer {
  return async (pdf, { name, reason, at }) => {
    const p12 = certificateOf(dir, name);
    const prepared = await signaturePlaceholder(pdf, { name, reason, at });
    return new SignPdf().sign(prepared, new P12Signer(p12, { passphrase: PASSPHRASE }), new Date(at));
  };
}

/** Rehearsals sign in the future, and may in the past. */
const [VALID_FROM, VALID_UNTIL] = ['2020-01-01', '2060-01-01'];
/** The format wants one; the folder's mode is what protects the files. */
export const PASSPHRASE = 'simulator';

/** PKCS #12 of a party, which is not named in it. */
export function certificateOf(dir: string, party: string): Buffer {
  const mark = createHash('sha256').update(party, 'utf8').digest('hex').slice(0, 16);
  const file = path.join(dir, `signer-${mark}.p12`);
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
  certificate.validity.notBefore = new Date(VALID_FROM);
  certificate.validity.notAfter = new Date(VALID_UNTIL);
  const subject = [{ name: 'commonName', value: `Lvyue signing simulator, party ${mark}` }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.sign(key, forge.md.sha256.create());
  const packed = forge.pkcs12.toPkcs12Asn1(key, certificate, PASSPHRASE, { algorithm: 'aes256', count: 100 });
  const bytes = Buffer.from(forge.asn1.toDer(packed).getBytes(), 'binary');
  fs.writeFileSync(file, bytes, { mode: 0o600 });
  return bytes;
}
