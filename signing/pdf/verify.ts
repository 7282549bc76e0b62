import { createHash, verify as verifySignature, X509Certificate } from 'node:crypto';
import { parseCms } from './cms';
import type { Trust } from './trust';

export interface Verdict {
  genuine: boolean;
  signatures: number;
  /** Chinese, for people; names nobody. */
  detail: string;
}

/**
 * Whether the signed file is a signed revision of the original (domain.md §3.4): its first revision is, byte for byte,
 * the original; every signature is intact and by a trusted certificate; each leaves out nothing but itself; and the last
 * one covers the whole file, so that nothing was added afterwards. A signature counts once, however often its range is
 * written down; each has a place of its own.
 */
export function verifyPdf(signed: Buffer, originalSha256: string, trust: Trust): Verdict {
  const ranges = byteRanges(signed);
  const bad = (detail: string): Verdict => ({ genuine: false, signatures: ranges.length, detail });
  if (ranges.length === 0) return bad('文件没有数字签名');
  const original = firstRevision(signed, originalSha256);
  if (original === undefined) return bad('原件不是已签文件的首个版本');
  if (new Set(ranges.map(({ gap }) => gap[0])).size < ranges.length) return bad('两个签名共用同一处内容');
  for (const [index, range] of ranges.entries()) {
    const problem = problemOf(signed, range, original, trust);
    if (problem) return bad(`第 ${index + 1} 个签名: ${problem}`);
  }
  if (Math.max(...ranges.map((range) => range.end)) !== signed.length) return bad('最后一次签名之后文件又有改动');
  return { genuine: true, signatures: ranges.length, detail: `原件未变, ${ranges.length} 个签名有效` };
}

interface Range {
  /** What is left out: the signature itself, from `<` to `>`. */
  gap: [from: number, to: number];
  end: number;
}

function byteRanges(pdf: Buffer): Range[] {
  const text = pdf.toString('latin1');
  const found = [...text.matchAll(/\/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/g)].map(
    ([, first, second, length]): Range => ({
      gap: [Number(first), Number(second)],
      end: Number(second) + Number(length),
    }),
  );
  // found by their text, which a comment or an object that nobody uses may repeat
  return [...new Map(found.map((range) => [[...range.gap, range.end].join(), range])).values()].sort(
    (a, b) => a.end - b.end,
  );
}

/** Where the original ends: at one of the places where a revision does. */
function firstRevision(pdf: Buffer, sha256: string): number | undefined {
  const ends: number[] = [];
  for (let at = pdf.indexOf('%%EOF'); at >= 0; at = pdf.indexOf('%%EOF', at + 1)) {
    const end = at + 5;
    ends.push(end, end + 1, end + 2);
  }
  return ends.find(
    (end) => end <= pdf.length && createHash('sha256').update(pdf.subarray(0, end)).digest('hex') === sha256,
  );
}

function problemOf(pdf: Buffer, { gap: [from, to], end }: Range, original: number, trust: Trust): string | undefined {
  if (from < original || to <= from || end < to || end > pdf.length) return '签名范围不完整';
  const contents = pdf.subarray(from, to).toString('latin1');
  if (!/^<[0-9a-fA-F]+>$/.test(contents)) return '签名范围不完整';
  try {
    const cms = parseCms(Buffer.from(contents.slice(1, -1), 'hex'));
    const certificates = cms.certificates.map((bytes) => new X509Certificate(bytes));
    const own = certificates.find(({ serialNumber }) => sameNumber(serialNumber, cms.serial));
    if (!own) return '缺少签署人的证书';
    const signed = [pdf.subarray(0, from), pdf.subarray(to, end)];
    const digest = signed.reduce((hash, part) => hash.update(part), createHash(cms.digest)).digest();
    if (!digest.equals(cms.messageDigest)) return '签署后内容被改动';
    if (!verifySignature(cms.digest, cms.signedAttributes, own.publicKey, cms.signature)) return '签名无效';
    return trusted(own, certificates, trust) ? undefined : '证书不受信任';
  } catch {
    return '签名无法解析, 或使用了不支持的算法';
  }
}

const sameNumber = (a: string, b: string): boolean => BigInt(`0x${a}`) === BigInt(`0x${b}`);

const LONGEST_CHAIN = 5;

function trusted(own: X509Certificate, others: readonly X509Certificate[], { roots }: Trust): boolean {
  if (roots.length === 0) return true;
  let current: X509Certificate | undefined = own;
  for (let length = 0; current && length < LONGEST_CHAIN; length++) {
    const one: X509Certificate = current;
    if (roots.some((root) => root.fingerprint256 === one.fingerprint256 || issued(root, one))) return true;
    current = others.find((other) => other.fingerprint256 !== one.fingerprint256 && issued(other, one));
  }
  return false;
}

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
