import { createHash, verify as verifySignature, X509Certificate } from 'node:crypto';
import { parseCms } from './cms';
import { readRevision } from './revision';
import { certificateProblem, type Trust } from './trust';

export interface Verdict {
  genuine: boolean;
  /** By different certificates: who signs twice has signed. */
  signatures: number;
  /** Chinese, for people; names nobody. */
  detail: string;
}

/**
 * Whether the signed file is a signed revision of the original (domain.md §3.4): its first revision is, byte for byte,
 * the original; up to each signature nothing was added but what signing adds (revision.ts); every signature is intact, by
 * a trusted certificate, and in a field of its own; each leaves out nothing but itself; and the last one covers the whole
 * file, so that nothing was added afterwards. A signature counts once, however often its range is written down. A time
 * stamp of the whole file (DocTimeStamp) is not told apart from a signature, and does not pass.
 *
 * `now`: epoch ms, by which a certificate must be valid where the signer does not say when he signed.
 */
export async function verifyPdf(
  signed: Buffer,
  originalSha256: string,
  trust: Trust,
  now = Date.now(),
): Promise<Verdict> {
  const ranges = byteRanges(signed);
  const signers = new Set<string>();
  const bad = (detail: string): Verdict => ({ genuine: false, signatures: signers.size, detail });
  if (ranges.length === 0) return bad('文件没有数字签名');
  const original = firstRevision(signed, originalSha256);
  if (original === undefined) return bad('原件不是已签文件的首个版本');
  if (new Set(ranges.map(({ gap }) => gap[0])).size < ranges.length) return bad('两个签名共用同一处内容');
  for (const [index, range] of ranges.entries()) {
    const checked = checkSignature(signed, range, { original, trust, now });
    if ('problem' in checked) return bad(`第 ${index + 1} 个签名: ${checked.problem}`);
    signers.add(checked.signer.fingerprint256);
  }
  if (Math.max(...ranges.map((range) => range.end)) !== signed.length) return bad('最后一次签名之后文件又有改动');
  let held: ReadonlySet<string> = new Set();
  for (const [index, range] of ranges.entries()) {
    const revision = await readRevision(signed.subarray(0, original), signed.subarray(0, range.end));
    if ('problem' in revision) return bad(`第 ${index + 1} 个签名之前: ${revision.problem}`);
    held = revision.signatures;
  }
  if (!ranges.every((range) => held.has(keyOf(range)))) return bad('有签名不在签名域中');
  return {
    genuine: true,
    signatures: signers.size,
    detail: `原件未变, ${ranges.length} 个签名有效, 来自 ${signers.size} 张证书`,
  };
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
  return [...new Map(found.map((range) => [keyOf(range), range])).values()].sort((a, b) => a.end - b.end);
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

const keyOf = ({ gap, end }: Range): string => [...gap, end].join();

function checkSignature(
  pdf: Buffer,
  { gap: [from, to], end }: Range,
  { original, trust, now }: { original: number; trust: Trust; now: number },
): { problem: string } | { signer: X509Certificate } {
  if (from < original || to <= from || end < to || end > pdf.length) return { problem: '签名范围不完整' };
  const contents = pdf.subarray(from, to).toString('latin1');
  if (!/^<[0-9a-fA-F]+>$/.test(contents)) return { problem: '签名范围不完整' };
  try {
    const cms = parseCms(Buffer.from(contents.slice(1, -1), 'hex'));
    const certificates = cms.certificates.map((bytes) => new X509Certificate(bytes));
    const signer = certificates.find(({ serialNumber }) => sameNumber(serialNumber, cms.serial));
    if (!signer) return { problem: '缺少签署人的证书' };
    const signed = [pdf.subarray(0, from), pdf.subarray(to, end)];
    const digest = signed.reduce((hash, part) => hash.update(part), createHash(cms.digest)).digest();
    if (!digest.equals(cms.messageDigest)) return { problem: '签署后内容被改动' };
    if (!verifySignature(cms.digest, cms.signedAttributes, signer.publicKey, cms.signature))
      return { problem: '签名无效' };
    const problem = certificateProblem(signer, certificates, trust, cms.signingTime ?? now);
    return problem === undefined ? { signer } : { problem };
  } catch {
    return { problem: '签名无法解析, 或使用了不支持的算法' };
  }
}

const sameNumber = (a: string, b: string): boolean => BigInt(`0x${a}`) === BigInt(`0x${b}`);
