import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { P12Signer } from '@signpdf/signer-p12';
import { SignPdf } from '@signpdf/signpdf';
import forge from 'node-forge';
import { PDFDocument, type PDFRef } from 'pdf-lib';
import { append, signaturePlaceholder } from '../../signing/simulator/revision';
import { createSealer, type Sealer } from '../../signing/simulator/sealer';

/** Files as a dishonest platform might hand them back, and certificates as somebody might get hold of. */

/** The simulator's sealer, with a folder of its own for one test file. */
export function testSealer(): { dir: string; seal: Sealer } {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lvyue-seal-'));
  afterAll(() => fs.rmSync(dir, { recursive: true }));
  return { dir, seal: createSealer(dir) };
}

/** One more revision, unsigned, with these objects. */
export async function updated(
  pdf: Buffer,
  change: (document: PDFDocument) => ReadonlyMap<PDFRef, string>,
): Promise<Buffer> {
  const document = await PDFDocument.load(new Uint8Array(pdf), { updateMetadata: false });
  const { context } = document;
  context.largestObjectNumber += 100; // also those of streams that hold objects are taken
  const objects = change(document);
  return append(pdf, objects, context.trailerInfo, context.largestObjectNumber);
}

export const stream = (content: string): string => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;

export interface Issued {
  certificate: forge.pki.Certificate;
  key: forge.pki.rsa.PrivateKey;
}

let serial = 16;
export function issue(
  name: string,
  issuer: Issued | undefined,
  { ca = false, from = '2020-01-01', to = '2060-01-01' } = {},
): Issued {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const key = forge.pki.privateKeyFromPem(privateKey);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = (++serial).toString(16);
  certificate.validity.notBefore = new Date(from);
  certificate.validity.notAfter = new Date(to);
  certificate.setSubject([{ name: 'commonName', value: name }]);
  certificate.setIssuer(issuer ? issuer.certificate.subject.attributes : [{ name: 'commonName', value: name }]);
  certificate.setExtensions([{ name: 'basicConstraints', cA: ca }]);
  certificate.sign((issuer ?? { key }).key, forge.md.sha256.create());
  return { certificate, key };
}

/** Signed by the first certificate; the others go with it. */
export async function signedBy(pdf: Buffer, [own, ...others]: [Issued, ...Issued[]], at: number): Promise<Buffer> {
  const certificates = [own, ...others].map(({ certificate }) => certificate);
  const packed = forge.pkcs12.toPkcs12Asn1(own.key, certificates, 'test', { algorithm: '3des' });
  const p12 = Buffer.from(forge.asn1.toDer(packed).getBytes(), 'binary');
  const prepared = await signaturePlaceholder(pdf, { name: 'x', reason: 'y', at });
  return new SignPdf().sign(prepared, new P12Signer(p12, { passphrase: 'test' }), new Date(at));
}
