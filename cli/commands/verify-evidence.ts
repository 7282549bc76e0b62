import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyEvidence, type Verdict } from '../../documents/evidence/verify';
import { fingerprintOf } from '../../security/seal-certificate';

export { isEvidencePack } from '../../documents/evidence/verify';

export const usage = ['verify-evidence FILE [--seal-cert CERT | --fingerprint SHA256] [--signed FILE]'];

export interface EvidenceOptions {
  /** A file with the certificate that is trusted, PEM or DER. */
  sealCert?: string;
  /** Or its SHA-256, hex, with colons or without. */
  fingerprint?: string;
  /** A file that is said to be what was signed. */
  signed?: string;
}

/**
 * `lvyue verify-evidence`: checks a sealed evidence pack with nothing but files. Exit codes: 0 everything that was asked
 * holds, 1 something does not, 2 bad arguments.
 */
export async function run(argv: string[]): Promise<number> {
  let file: string | undefined;
  let options: EvidenceOptions;
  try {
    const option = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { 'seal-cert': option, fingerprint: option, signed: option },
    });
    [file] = positionals.length === 1 ? positionals : [];
    const { 'seal-cert': sealCert, fingerprint, signed } = values;
    options = { ...(sealCert && { sealCert }), ...(fingerprint && { fingerprint }), ...(signed && { signed }) };
    if (!file || (sealCert && fingerprint)) throw new Error();
  } catch {
    console.error(`用法: lvyue ${usage[0]}`);
    return 2;
  }
  return verifyEvidenceFile(readFileSync(file), options);
}

/** For `lvyue verify`: prints what was found, answers the exit code. Throws for a file of the options that is unreadable. */
export async function verifyEvidenceFile(bytes: Buffer, options: EvidenceOptions = {}): Promise<number> {
  const { sealCert, fingerprint, signed } = options;
  const trustedSha256 = sealCert ? fingerprintOf(new X509Certificate(readFileSync(sealCert))) : fingerprint;
  const verdict = await verifyEvidence(bytes, {
    ...(trustedSha256 !== undefined && { trustedSha256 }),
    ...(signed && { signedFile: readFileSync(signed) }),
  });
  for (const line of linesOf(verdict)) console.log(line);
  return verdict.genuine ? 0 : 1;
}

function linesOf({ genuine, trusted, checks, certificate, evidence }: Verdict): string[] {
  return [
    ...checks.map(({ what, passed, found }) => `${passed ? '✓' : '✗'} ${what}: ${found}`),
    ...(evidence ? [`  协议 ${evidence.agreement.number}, 签署完成 ${evidence.completedOn}`] : []),
    ...(certificate ? [`  印章证书 ${certificate.subject}${certificate.selfSigned ? ' (自签)' : ''}`] : []),
    ...(certificate ? [`  证书 SHA-256 ${certificate.sha256}`] : []),
    ...(genuine && trusted === undefined
      ? ['  ! 未与可信证书比对: 只说明盖章后未被改动。请以 --seal-cert 或 --fingerprint 给出从他处得到的证书']
      : []),
    genuine ? '通过' : '不通过',
  ];
}
