import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import forge from 'node-forge';
import { PDFDict, PDFDocument, PDFName, PDFNumber } from 'pdf-lib';
import { renderDocument } from '../../../documents/render';
import { verifyPdf } from '../../../signing/pdf/verify';
import { certificateOf, PASSPHRASE } from '../../../signing/simulator/sealer';
import { sampleAgreement } from '../../support/documents';
import { original } from '../../support/esign';
import { textOf } from '../../support/pdf-text';
import { issue, testSealer, updated } from '../../support/signed-pdf';

const NONE = { roots: [] };
const AT = Date.parse('2027-01-06T09:30:00+08:00');
const { dir, seal } = testSealer();

const sealing = (name: string) => ({ name, reason: '客户关系维护协议', at: AT });

describe.each([
  ['交叉引用流', true],
  ['交叉引用表', false],
])('已签文件的核验 (%s)', (_kind, objectStreams) => {
  let file: Awaited<ReturnType<typeof original>>;
  let once: Buffer;
  let twice: Buffer;
  beforeAll(async () => {
    file = await original('one', { objectStreams });
    once = await seal(file.bytes, sealing('杭州青禾精密仪器股份有限公司'));
    twice = await seal(once, sealing('上海恒睦客户服务有限公司'));
  });

  it('每签一次多一个版本, 前面的字节不变, 文件仍读得开', async () => {
    expect(once.subarray(0, file.bytes.length).equals(file.bytes)).toBe(true);
    expect(twice.subarray(0, once.length).equals(once)).toBe(true);
    const read = await PDFDocument.load(new Uint8Array(twice));
    expect(read.getPageCount()).toBe(2);
    expect(read.getForm().getFields()).toHaveLength(2);
    expect(textOf(twice)).toBe(textOf(file.bytes)); // by an independent reader
  });

  it('新的对象不占用已有的编号, 也不占用对象流的', () => {
    const size = Number(/\/Size (\d+)/.exec(file.bytes.toString('latin1'))![1]);
    const appended = once.subarray(file.bytes.length).toString('latin1');
    const numbers = [...appended.matchAll(/^(\d+) 0 obj\n<< \/Type \/(Sig|XRef)/gm)].map(([, n]) => Number(n));
    expect(numbers.length).toBeGreaterThan(0);
    for (const number of numbers) expect(number).toBeGreaterThanOrEqual(size);
  });

  it('两个签名都有效, 首个版本是原件', async () => {
    expect(await verifyPdf(once, file.sha256, NONE)).toMatchObject({ genuine: true, signatures: 1 });
    expect(await verifyPdf(twice, file.sha256, NONE)).toMatchObject({ genuine: true, signatures: 2 });
  });

  it('别的原件, 没有签名, 签后追加, 截断: 都不真', async () => {
    const other = await original('two', { objectStreams });
    const appended = Buffer.concat([twice, Buffer.from('\n% more\n')]);
    const later = Buffer.concat([twice, twice.subarray(once.length)]);
    for (const [bytes, sha256] of [
      [twice, other.sha256],
      [file.bytes, file.sha256],
      [appended, file.sha256],
      [later, file.sha256],
      [twice.subarray(0, twice.length - 200), file.sha256],
      [Buffer.from('no pdf'), file.sha256],
    ] as const)
      expect(await verifyPdf(bytes, sha256, NONE)).toMatchObject({ genuine: false });
  });

  it('同一签名的范围写了几遍也只算一个; 另一范围不能借用它的内容', async () => {
    const [range, start, end] = /\/ByteRange \[(0 \d+ \d+) (\d+) *\]/.exec(once.toString('latin1'))!;
    const noted = (text: string): Buffer => Buffer.concat([once, Buffer.from(`\n% ${text}\n`)]);
    const repeated = [range, `/ByteRange[${start!} ${end!}]`].map(noted);
    for (const pdf of repeated)
      expect(await verifyPdf(await seal(pdf, sealing('乙')), file.sha256, NONE)).toMatchObject({
        genuine: true,
        signatures: 2,
      });
    const borrowed = noted(`/ByteRange [${start!} ${Number(end) + 1}]`);
    expect(await verifyPdf(await seal(borrowed, sealing('乙')), file.sha256, NONE)).toMatchObject({
      genuine: false,
      detail: '两个签名共用同一处内容',
    });
  });

  it('签名所及的任何一个字节改动都不真', async () => {
    const [from, to] = lastSignature(twice);
    await fc.assert(
      fc.asyncProperty(fc.nat(twice.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(twice);
        changed[at] = changed[at]! ^ change;
        fc.pre(at < from || at >= to);
        expect(await verifyPdf(changed, file.sha256, NONE)).toMatchObject({ genuine: false });
      }),
      { numRuns: 150 },
    );
  });

  it('给了受信任的证书, 就只认它们和它们签发的', async () => {
    const roots = ['杭州青禾精密仪器股份有限公司', '上海恒睦客户服务有限公司'].map(
      (party) => new X509Certificate(pemOf(certificateOf(dir, party))),
    );
    expect(await verifyPdf(twice, file.sha256, { roots })).toMatchObject({ genuine: true, signatures: 2 });
    for (const others of [[roots[0]!], [roots[0]!, stranger(roots[1]!)]])
      expect(await verifyPdf(twice, file.sha256, { roots: others })).toMatchObject({
        genuine: false,
        detail: '第 2 个签名: 证书不受信任',
      });
  });
});

/** The last signature itself, which nothing covers; an earlier one is covered by the next. */
function lastSignature(pdf: Buffer): [from: number, to: number] {
  const from = pdf.lastIndexOf('/Contents <') + '/Contents '.length;
  return [from, pdf.indexOf('>', from) + 1];
}

function pemOf(p12: Buffer): string {
  const type = forge.pki.oids['certBag']!;
  const packed = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(p12.toString('binary')), PASSPHRASE);
  return forge.pki.certificateToPem(packed.getBags({ bagType: type })[type]![0]!.cert!);
}

/** Of the same name as another. */
function stranger(other: X509Certificate): X509Certificate {
  const { certificate } = issue(other.subject.replace('CN=', ''), undefined, { ca: true });
  return new X509Certificate(forge.pki.certificateToPem(certificate));
}

it('真正的协议文件 (PDF/A) 也签得上', async () => {
  const { bytes, sha256 } = await renderDocument('agreement', sampleAgreement);
  const signed = await seal(await seal(bytes, sealing('甲')), sealing('乙'));
  expect(await verifyPdf(signed, sha256, NONE)).toMatchObject({ genuine: true, signatures: 2 });
  expect((await PDFDocument.load(new Uint8Array(signed))).getForm().getFields()).toHaveLength(2);

  // a library that signs may enter its widget into the structure tree, but change nothing of what is there
  const inTree = (type: string, key: string) =>
    updated(bytes, ({ context }) => {
      const [ref, dict] = context
        .enumerateIndirectObjects()
        .find(([, one]) => one instanceof PDFDict && one.get(PDFName.of('Type')) === PDFName.of(type))!;
      const copy = (dict as PDFDict).clone();
      copy.set(PDFName.of(key), PDFNumber.of(9));
      return new Map([[ref, copy.toString()]]);
    });
  for (const [type, key, genuine] of [
    ['StructTreeRoot', 'ParentTreeNextKey', true],
    ['StructElem', 'K', true],
    ['StructElem', 'ActualText', false],
  ] as const)
    expect(await verifyPdf(await seal(await inTree(type, key), sealing('甲')), sha256, NONE)).toMatchObject({
      genuine,
    });
}, 60_000);
