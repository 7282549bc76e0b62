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
