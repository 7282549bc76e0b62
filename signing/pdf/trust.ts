import { X509Certificate } from 'node:crypto';

/** Certificates (PEM) that a signer's must be, or be issued by. Without any, only integrity is checked. */
export interface Trust {
  roots: readonly X509Certificate[];
}

/** Of a PEM bundle. Throws for what is no certificate. */
export const readRoots = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map(
    (text) => new X509Certificate(text),
  );

const LONGEST_CHAIN = 5;

/**
 * What is wrong with the certificate of who signed at an instant (epoch ms), in Chinese; undefined: nothing, or no roots
 * are given. It and those between it and a root must have been valid then; who has issued one must be an authority (CA).
 */
export function certificateProblem(
  own: X509Certificate,
  others: readonly X509Certificate[],
  { roots }: Trust,
  at: number,
): string | undefined {
  if (roots.length === 0) return undefined;
  let current: X509Certificate | undefined = own;
  for (let length = 0; current && length < LONGEST_CHAIN; length++) {
    const one: X509Certificate = current;
    if (at < Date.parse(one.validFrom) || at > Date.parse(one.validTo)) return '签署时证书不在有效期内';
    if (roots.some((root) => root.fingerprint256 === one.fingerprint256 || issued(root, one))) return undefined;
    current = others.find((other) => other.fingerprint256 !== one.fingerprint256 && issued(other, one));
  }
  return '证书不受信任';
}

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
