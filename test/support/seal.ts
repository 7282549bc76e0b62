import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import forge from 'node-forge';
import { loadSealCertificate, type SealCertificate } from '../../security/seal-certificate';

let seal: SealCertificate | undefined;

/** A self-signed certificate for seals, one for the run; outside of it, as in unit tests, one for the file. */
export function testSeal(): SealCertificate {
  const folder = process.env['TEST_BLOBS'] ?? mkdtempSync(path.join(tmpdir(), 'lvyue-seal-'));
  return (seal ??= loadSealCertificate({ LVYUE_DATA: folder }));
}

/** A file as an operator has it: a certificate in the firm's name, issued by an authority whose certificate is in it, too. */
export function writeP12(file: string, { bits = 2_048, passphrase = 'geheim', validTo = '2056-01-01' } = {}): void {
  const { asn1, md, pkcs12, pki } = forge;
  const keyOf = (length: number): forge.pki.rsa.PrivateKey =>
    pki.privateKeyFromPem(
      generateKeyPairSync('rsa', { modulusLength: length })
        .privateKey.export({ type: 'pkcs1', format: 'pem' })
        .toString(),
    );
  const name = (commonName: string) => [
    { name: 'commonName', value: commonName, valueTagClass: forge.asn1.Type.UTF8 as never },
  ];
  const [own, authority] = [keyOf(bits), keyOf(2_048)];
  const issue = (subject: string, key: forge.pki.rsa.PrivateKey, serial: string): forge.pki.Certificate => {
    const certificate = pki.createCertificate();
    certificate.publicKey = pki.setRsaPublicKey(key.n, key.e);
    certificate.serialNumber = serial;
    certificate.validity.notBefore = new Date('2020-01-01');
    certificate.validity.notAfter = new Date(validTo);
    certificate.setSubject(name(subject));
    certificate.setIssuer(name('某认证机构'));
    certificate.sign(authority, md.sha256.create());
    return certificate;
  };
  const chain = [issue('Hengmu Ltd', own, '02'), issue('某认证机构', authority, '01')];
  const p12 = asn1.toDer(pkcs12.toPkcs12Asn1(own, chain, passphrase, { algorithm: '3des' })).getBytes();
  writeFileSync(file, Buffer.from(p12, 'binary'), { mode: 0o600 });
}
