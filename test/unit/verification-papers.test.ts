import { encode } from 'uqr';
import { PDFDocument } from 'pdf-lib';
import { codeIn } from '../../cli/verify/code-in';
import { grouped } from '../../domain/codes/verification';
import { fileName, labelOf, subjectOf } from '../../domain/document/subject';
import { DOCUMENT_ZH, type DocumentKind } from '../../domain/document/types';
import { qrSvg } from '../../documents/qr';
import { renderDocument, type RenderedDocument } from '../../documents/render';
import { sampleDocuments, VERIFICATION } from '../support/documents';
import { dense, pagesOf } from '../support/pdf-text';

const KINDS = Object.keys(sampleDocuments) as DocumentKind[];

test('every page of every kind prints code, address, hash of the data and page x of y', async () => {
  const pdfs: RenderedDocument[] = [];
  for (const kind of KINDS) pdfs.push(await renderDocument(kind, sampleDocuments[kind]));
  const texts = pagesOf(pdfs.map(({ bytes }) => bytes));
  KINDS.forEach((kind, k) => {
    expect([kind, texts[k]!.length]).toEqual([kind, pdfs[k]!.pages]);
    texts[k]!.map(dense).forEach((text, i) => {
      const { code, url, dataHash } = VERIFICATION;
      for (const part of [`验证码${grouped(code)}`, url, dataHash, `第${i + 1}页共${pdfs[k]!.pages}页`])
        expect([kind, i, text.includes(part)]).toEqual([kind, i, true]);
    });
  });
});

test('another code is another file, and a file says its own', async () => {
  const { ledger } = sampleDocuments;
  const first = await renderDocument('ledger', ledger);
  const other = await renderDocument('ledger', {
    ...ledger,
    verification: { ...VERIFICATION, code: '0000000000000000' },
  });
  expect(other.sha256).not.toBe(first.sha256);
  expect(await codeIn(first.bytes)).toBe(VERIFICATION.code);
  const foreign = await PDFDocument.create();
  foreign.addPage();
  expect(await codeIn(Buffer.from(await foreign.save()))).toBeUndefined();
  expect(await codeIn(Buffer.from('kein PDF'))).toBeUndefined();
});

/** The dark modules as the path draws them. */
function modulesOf(svg: string): { size: number; dark: Set<string> } {
  const dark = new Set<string>();
  for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    for (let i = 0; i < Number(width); i++) dark.add(`${Number(x) + i} ${y}`);
  return { size: Number(/viewBox="0 0 (\d+) \1"/.exec(svg)![1]), dark };
}

const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];
/** Level M: how the data codewords of a version are dealt to blocks. */
const BLOCKS: Record<number, number[]> = { 3: [44], 4: [32, 32], 5: [43, 43], 6: [27, 27, 27, 27] };

/** Reads a QR code of level M in bytes, as a scanner does once it has found the modules; nothing is wrong in it. */
function read(dark: ReadonlySet<string>, size: number, isData: (x: number, y: number) => boolean): string {
  const version = (size - 17) / 4;
  const at = (x: number, y: number): boolean => dark.has(`${x} ${y}`);
  const format = [0, 1, 2, 3, 4, 5, 7, 8].map((x) => at(x, 8)).concat([7, 5, 4, 3, 2, 1, 0].map((y) => at(8, y)));
  const word = format.reduce((bits, bit) => bits * 2 + Number(bit), 0) ^ 0b101010000010010;
  expect(word >> 13).toBe(0b00); // level M
  const mask = MASKS[(word >> 10) & 7]!;
  const bits: boolean[] = [];
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2, upwards = !upwards) {
    if (right === 6) right = 5;
    for (let i = 0; i < size; i++) {
      const y = upwards ? size - 1 - i : i;
      for (const x of [right, right - 1]) if (isData(x, y)) bits.push(at(x, y) !== mask(x, y));
    }
  }
  const byte = (from: boolean[], i: number): number =>
    from.slice(i, i + 8).reduce((value, bit) => value * 2 + Number(bit), 0);
  const lengths = BLOCKS[version]!;
  const blocks: number[][] = lengths.map(() => []);
  for (let i = 0, n = 0; n < lengths.reduce((a, b) => a + b); i++)
    lengths.forEach((length, b) => i < length && blocks[b]!.push(byte(bits, 8 * n++)));
  const data = blocks.flat().flatMap((value) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((value >> bit) & 1) === 1));
  expect(byte(data, 0) >> 4).toBe(0b0100); // bytes
  const length = byte(data, 4);
  return Buffer.from(Array.from({ length }, (_, i) => byte(data, 12 + 8 * i))).toString('utf8');
}

test.each([VERIFICATION.url, 'http://localhost:3000/v1/verify/K7QM2XTA9PF0C4V9'])('the QR code reads as %s', (url) => {
  const { size, dark } = modulesOf(qrSvg(url));
  const { types } = encode(url, { ecc: 'M', border: 0 });
  expect(read(dark, size, (x, y) => Number(types[y]![x]) === 0)).toBe(url);
});

test('a later version supersedes what is about the same only', () => {
  const subject = (kind: DocumentKind, data: Record<string, unknown>) => subjectOf({ kind, data });
  expect(subject('ledger', { month: '2027-01' })).not.toBe(subject('ledger', { month: '2027-02' }));
  expect(subject('minutes', { meeting: 1 })).not.toBe(subject('minutes', { meeting: 2 }));
  expect(subject('written-notice', { notice: 1 })).not.toBe(subject('written-notice', { notice: 2 }));
  expect(subject('breach-record', { breach: 1 })).not.toBe(subject('breach-record', { breach: 2 }));
  expect(subject('amendment', { amendment: 1 })).not.toBe(subject('amendment', { amendment: 2 }));
  expect(subject('contact-record', { from: '2027-01-01', to: '2027-01-31' })).toBe('2027-01-01/2027-01-31');
  expect(subject('agreement', { draft: {} })).toBe(subject('agreement', {}));
  expect(subject('evaluation-report', { figures: {} })).toBe('');
});

test.each<[DocumentKind, Record<string, unknown>, string]>([
  ['written-notice', { notice: 5 }, '第 5 号'],
  ['termination-notice', { notice: 5, party: 'client' }, '第 5 号'],
  ['breach-record', { breach: 2 }, '第 2 号'],
  ['amendment', { amendment: 1 }, '第 1 号'],
  ['ledger', { month: '2027-05' }, '2027年5月'],
  ['minutes', { meeting: 3 }, '第 3 次'],
  ['performance-report', { report: 2 }, '第 2 期'],
  ['contact-record', { from: '2027-01-01', to: '2027-01-31' }, '2027年1月1日至2027年1月31日'],
])('%s %j is told apart as %s, and by its version only from others about the same', (kind, data, label) => {
  const about = subjectOf({ kind, data });
  expect(labelOf(kind, about, 1)).toBe(label);
  expect(labelOf(kind, about, 2)).toBe(`${label}　第 2 版`);
  expect(fileName(kind, labelOf(kind, about, 2))).toBe(`${DOCUMENT_ZH[kind]} ${label.replace(/ /g, '')} 第2版`);
});

test('a paper of a kind with one subject is told by its version', () => {
  expect(labelOf('service-plan', '', 1)).toBe('第 1 版');
  expect(fileName('evaluation-report', labelOf('evaluation-report', '', 2))).toBe('服务评估报告 第2版');
});
