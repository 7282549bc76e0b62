import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
  decodePDFRawStream,
} from 'pdf-lib';
import { fingerprintOf, isSelfSigned, subjectOf } from '../../security/seal-certificate';
import { canonical, sha256 } from './canonical';
import { chainProblem } from './chain';
import { EVIDENCE_FILE, EVIDENCE_SCHEMA, type Evidence } from './evidence';
import { BrokenSeal, checkSeal } from './signature';

export interface VerifyOptions {
  /** SHA-256 of the certificate that is trusted, hex; known from elsewhere than the file. */
  trustedSha256?: string;
  /** A file that is said to be what was signed: the confirmed PDF, or the signed one. */
  signedFile?: Uint8Array;
}

export interface Check {
  /** What was looked at, in Chinese. */
  what: string;
  passed: boolean;
  /** What was found. */
  found: string;
}

export interface Verdict {
  /** All that was looked at holds. Without a trusted certificate it says only that nothing was changed since sealing. */
  genuine: boolean;
  /** Whether the seal is of the certificate that the reader trusts; undefined: nothing to compare with was given. */
  trusted?: boolean;
  checks: Check[];
  certificate?: { sha256: string; subject: string; selfSigned: boolean };
  /** By the maker's word, ISO 8601 UTC. */
  sealedAt?: string;
  evidence?: Evidence;
}

/** Checks an evidence pack with nothing but the file: no network, no database. Never throws for what is in the file. */
export async function verifyEvidence(pdf: Buffer, options: VerifyOptions = {}): Promise<Verdict> {
  const checks: Check[] = [];
  const verdict = (more: Omit<Verdict, 'genuine' | 'checks'> = {}): Verdict => ({
    genuine: checks.every(({ passed }) => passed),
    checks,
    ...more,
  });
  const note = (what: string, problem: string | undefined, found: string): void =>
    void checks.push({ what, passed: problem === undefined, found: problem ?? found });

  let seal;
  try {
    seal = checkSeal(pdf);
  } catch (error) {
    if (!(error instanceof BrokenSeal)) throw error;
    note('印章签名', error.message, '');
    return verdict();
  }
  const sealedAt = seal.signedAt.toISOString();
  note('印章签名', undefined, `覆盖整个文件, 盖章后未被改动, 盖章时间 (自称) ${sealedAt}`);
  const { certificate: x509 } = seal;
  const certificate = { sha256: fingerprintOf(x509), subject: subjectOf(x509), selfSigned: isSelfSigned(x509) };
  const during =
    Date.parse(x509.validFrom) <= seal.signedAt.getTime() && seal.signedAt.getTime() <= Date.parse(x509.validTo);
  note('印章证书有效期', during ? undefined : '盖章时间不在证书有效期内', `${x509.validFrom} – ${x509.validTo}`);
  let trusted: boolean | undefined;
  if (options.trustedSha256 !== undefined) {
    trusted = certificate.sha256 === options.trustedSha256.replaceAll(':', '').toLowerCase();
    note(
      '印章证书与可信证书一致',
      trusted ? undefined : `不一致: 文件所附证书为 ${certificate.sha256}`,
      certificate.sha256,
    );
  }

  const text = await attachmentOf(pdf);
  const evidence = text === undefined ? undefined : parse(text);
  if (!evidence) {
    note('证据数据', text === undefined ? `文件中没有 ${EVIDENCE_FILE}` : `${EVIDENCE_FILE} 不是本产品的证据数据`, '');
    return verdict({ ...(trusted !== undefined && { trusted }), certificate, sealedAt });
  }
  note(
    '证据数据',
    undefined,
    `${evidence.agreement.number} 第 ${evidence.agreement.version} 版, ${evidence.events.length} 个事件`,
  );
  note('哈希链', chainProblem(evidence), evidence.chain.end);
  const named = evidence.seal.certificateSha256;
  note('证据数据所载证书', named === certificate.sha256 ? undefined : `与盖章的证书不一致: ${named}`, named);
  if (options.signedFile) {
    const hash = sha256(options.signedFile);
    const which = fileOf(evidence, hash);
    note('被签署的文件', which ? undefined : `不是本证据所载的任何文件: ${hash}`, `${which} ${hash}`);
  }
  return verdict({ ...(trusted !== undefined && { trusted }), certificate, sealedAt, evidence });
}

/** Which of the files that the pack names has this hash. */
function fileOf({ agreement, parties }: Evidence, hash: string): string | undefined {
  if (agreement.sha256 === hash) return '双方确认的原文';
  const side = parties.find(({ file }) => file.sha256 === hash)?.side;
  return side && `${side === 'provider' ? '甲方' : '乙方'}的签署件`;
}

function parse(text: string): Evidence | undefined {
  try {
    const evidence = JSON.parse(text) as Evidence;
    // one text for one content: no second key of a name, nothing that another reader would read otherwise
    const { agreement, seal, chain, parties, events } = evidence;
    const shaped =
      [agreement, seal, chain].every(isObject) &&
      [parties, events].every((list) => Array.isArray(list) && list.every(isObject)) &&
      parties.every(({ file }) => isObject(file));
    return evidence.schema === EVIDENCE_SCHEMA && shaped && canonical(evidence) === text ? evidence : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The data inside the PDF; undefined where there is none. */
export async function attachmentOf(pdf: Uint8Array): Promise<string | undefined> {
  try {
    const document = await PDFDocument.load(pdf, { updateMetadata: false });
    const files = document.catalog.lookupMaybe(PDFName.of('AF'), PDFArray);
    for (let i = 0; i < (files?.size() ?? 0); i++) {
      const file = files!.lookup(i, PDFDict);
      const name = file.lookup(PDFName.of('F'));
      if (!(name instanceof PDFString || name instanceof PDFHexString) || name.decodeText() !== EVIDENCE_FILE) continue;
      const stream = file.lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F'));
      if (stream instanceof PDFRawStream) return Buffer.from(decodePDFRawStream(stream).decode()).toString('utf8');
    }
  } catch {
    // no PDF that can be read
  }
  return undefined;
}

/** Whether the file is an evidence pack at all, so that a command may choose how to verify it. */
export const isEvidencePack = async (bytes: Uint8Array): Promise<boolean> =>
  Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-' && (await attachmentOf(bytes)) !== undefined;
