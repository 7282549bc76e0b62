import forge from 'node-forge';

/** What a seal's signature is made of; the key only has to give the RSA value over a digest. */
export interface SealParts {
  covered: Buffer;
  /** All that go with it, in this order. */
  certificates: readonly forge.pki.Certificate[];
  /** Whose key signs. */
  certificate: forge.pki.Certificate;
  key: { sign(digest: forge.md.MessageDigest): string };
  signedAt: Date;
}

/** The detached signature (PKCS #7, DER) over what a seal covers. The same parts give the same bytes. */
export function signedData({ covered, certificates, certificate, key, signedAt }: SealParts): Buffer {
  const { contentType, data, signingTime, messageDigest, sha256 } = forge.pki.oids as Record<string, string>;
  const message = forge.pkcs7.createSignedData();
  message.content = forge.util.createBuffer(covered.toString('binary'));
  for (const one of certificates) message.addCertificate(one);
  const signer = {
    issuer: issuerOf(certificate),
    serialNumber: certificate.serialNumber,
    key,
    digestAlgorithm: sha256!,
    authenticatedAttributes: [
      { type: contentType!, value: data! },
      { type: signingTime!, value: signedAt },
      { type: messageDigest! },
    ],
  };
  message.addSigner(signer as never);
  message.sign({ detached: true });
  return Buffer.from(forge.asn1.toDer(message.toAsn1()).getBytes(), 'binary');
}

/**
 * The issuer as the certificate itself has it. The library reads UTF-8 as bytes and encodes them once more when it writes:
 * a Chinese name would come out as another one, and no other reader would find the certificate that it names.
 */
function issuerOf(certificate: forge.pki.Certificate): forge.pki.CertificateField[] {
  return certificate.issuer.attributes.map((field) =>
    (field.valueTagClass as number | undefined) === forge.asn1.Type.UTF8
      ? { ...field, value: forge.util.decodeUtf8(field.value as string) }
      : field,
  );
}
