import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { verifyEvidence, type Verdict } from '../../documents/evidence/verify';
import { fingerprintOf } from '../../security/seal-certificate';
import type { Verdict as Answer } from './online';

export { isEvidencePack } from '../../documents/evidence/verify';

export interface EvidenceOptions {
  /** A file with the certificate that is trusted, PEM or DER. */
  sealCert?: string | undefined;
  /** Or its SHA-256, hex, with colons or without. */
  fingerprint?: string | undefined;
  /** A file that is said to be what was signed. */
  signed?: string | undefined;
}

/** Checks a sealed evidence pack with nothing but files. Throws for a file of the options that is unreadable. */
export async function verifyOffline(
  bytes: Buffer,
  { sealCert, fingerprint, signed }: EvidenceOptions,
): Promise<Answer> {
  const trustedSha256 = sealCert ? fingerprintOf(new X509Certificate(readFileSync(sealCert))) : fingerprint;
  const verdict = await verifyEvidence(bytes, {
    ...(trustedSha256 !== undefined && { trustedSha256 }),
    ...(signed && { signedFile: readFileSync(signed) }),
  });
  return { lines: linesOf(verdict), exit: verdict.genuine ? 0 : 1 };
}

function linesOf({ genuine, trusted, checks, certificate, evidence }: Verdict): string[] {
  return [
    ...checks.map(({ what, passed, found }) => `${passed ? '✓' : '✗'} ${what}: ${found}`),
    ...(evidence ? [`  协议 ${evidence.agreement.number}, 签署完成 ${evidence.completedOn}`] : []),
    ...(certificate ? [`  印章证书 ${certificate.subject}${certificate.selfSigned ? ' (自签)' : ''}`] : []),
    ...(certificate ? [`  证书 SHA-256 ${certificate.sha256}`] : []),
    ...(genuine && trusted === undefined
      ? ['  ! 未与可信证书比对: 只说明盖章后未被改动。请以 --seal-cert 或 --fingerprint 给出从他处得到的证书']
      : [genuine ? '通过' : '不通过']),
  ];
}
