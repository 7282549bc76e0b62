import * as fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { DOCUMENT_ZH } from '../../domain/document/types';
import type { DocumentData, DocumentKind } from '../../domain/document/types';
import { covered } from '../../documents/fonts';
import { unprintable } from '../../documents/glyphs';
import { renderDocument } from '../../documents/render';
import { sampleAgreement, sampleDocuments } from '../support/documents';
import { dense, pagesOf } from '../support/pdf-text';

const KINDS = Object.keys(sampleDocuments) as DocumentKind[];
const certificate = sampleDocuments['completion-certificate'];
const refusal = (data: unknown, kind: DocumentKind = 'completion-certificate') =>
  renderDocument(kind, data as DocumentData[DocumentKind]).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('every kind of document', () => {
  let texts: Record<string, string>;
  beforeAll(async () => {
    const pdfs = [];
    for (const kind of KINDS) pdfs.push((await renderDocument(kind, sampleDocuments[kind])).bytes);
    const pages = pagesOf(pdfs);
    texts = Object.fromEntries(KINDS.map((kind, i) => [kind, dense(pages[i]!.join(''))]));
  });

  test.each(KINDS)('%s: the same data gives the same bytes, other data other bytes', async (kind) => {
    const data = sampleDocuments[kind];
    const first = await renderDocument(kind, data);
    const again = await renderDocument(kind, structuredClone(data));
    const other = await renderDocument(kind, { ...data, label: '第 9 版' });
    expect(again.bytes.equals(first.bytes)).toBe(true);
    expect(again.sha256).toBe(first.sha256);
    expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(other.sha256).not.toBe(first.sha256);
  });

  test.each(KINDS)('%s: is a PDF/A of the stated pages, dated by its data', async (kind) => {
    const data = sampleDocuments[kind];
    const { bytes, pages } = await renderDocument(kind, data);
    const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
    expect(pdf.getPageCount()).toBe(pages);
    expect(pdf.getTitle()).toBe(`${DOCUMENT_ZH[kind]} ${data.number}`);
    expect(pdf.getCreationDate()?.toISOString()).toBe(`${data.date}T00:00:00.000Z`);
    const part = kind === 'signature-evidence' ? 3 : 2; // part 3 allows data to be attached
    const claimed = new RegExp(`<pdfaid:part>${part}</pdfaid:part>\\s*<pdfaid:conformance>B<`);
    expect(bytes.toString('latin1')).toMatch(claimed);
  });

  test.each(KINDS)('%s: prints title, number, version and pages, and no hole', (kind) => {
    const data = sampleDocuments[kind];
    for (const part of [DOCUMENT_ZH[kind], data.number, dense(data.label), '第1页共']) {
      expect(texts[kind]).toContain(part);
    }
    expect(texts[kind]).not.toMatch(/undefined|NaN|\[object|null/);
  });

  /** Every text of the data that is for reading must be found on paper as it stands. */
  test.each(KINDS)('%s: prints every text of its data', (kind) => {
    const missing = textsOf(sampleDocuments[kind]).filter((text) => !texts[kind]!.includes(dense(text)));
    expect(missing).toEqual([]);
  });

  test('amounts, dates and verdicts are worded', () => {
    expect(texts['settlement']).toContain('45,921.21');
    expect(texts['settlement']).toContain('乙方应于2028年1月31日以前向甲方支付人民币45,921.21元');
    expect(texts['settlement']).toContain('肆万伍仟玖佰贰拾壹元贰角壹分');
    expect(texts['evaluation-report']).toContain('93.33%');
    expect(texts['evaluation-report']).toContain('无数据');
    expect(texts['evaluation-report']).toContain('2027年12月9日24:00以前确认');
    expect(texts['minutes']).toContain('截止2027年2月2日24:00');
    expect(texts['performance-report']).toContain('36,000.00');
    expect(texts['ledger']).toContain('（更正登记号2）');
  });
});

/** Texts of the data; machine words, dates and what only chooses a wording are left out. */
function textsOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const wordless =
      /^(date|from|to|due|payBy|kind|month|unit|bound|verdict|side|id|authority|templateVersion|method|marks|channel|role|dataSha256)$/;
    const coded = /^(command|event|by|part|about|outcome|topic|department|form|medium|answeredBy|departments)$/; // printed by their names
    return wordless.test(key) || coded.test(key) || /^\d{4}-\d{2}(-\d{2})?$/.test(value) ? [] : value.split('\n');
  }
  if (Array.isArray(value)) return key === 'clauses' || key === 'channels' ? [] : value.flatMap((v) => textsOf(v, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    ['providerKind', 'standard', 'reviewMeeting'].includes(name) ? [] : name === 'id' ? [] : textsOf(item, name),
  );
}

describe('characters', () => {
  const RARE = [...'䶮喆𬭎犇堃翀祎氵镕玥钘靁𫍯𠙶㛃㵘'];

  test('rare characters of names are in the fonts and print', async () => {
    expect(RARE.filter((c) => !covered(c.codePointAt(0)!))).toEqual([]);
    const { bytes } = await renderDocument('completion-certificate', { ...certificate, clientName: RARE.join('') });
    expect(dense(pagesOf([bytes])[0]![0]!)).toContain(RARE.join(''));
  });

  test.each([
    ['😀', '「😀」(U+1F600)'],
    ['e\u035c', 'U+035C'],
    ['\u202e', 'U+202E'],
    ['\u200b', 'U+200B'],
    ['\u0000', 'U+0000'],
    ['\ue000', 'U+E000'],
    ['\ud800', 'U+D800'],
  ])('%j is refused by name, with its field', async (character, name) => {
    const error = await refusal({ ...certificate, reason: `甲${character}乙` });
    expect(error).toMatchObject({ type: 'Invalid', field: 'reason' });
    expect((error as Error).message).toContain(name);
  });

  test('the path of a field leads into lists', async () => {
    const data = structuredClone(sampleAgreement);
    data.draft.serviceItems[2]!.standard = '五星 🌟';
    expect(await refusal(data, 'agreement')).toMatchObject({ field: 'draft.serviceItems[2].standard' });
  });

  test('all that the fonts cover can be asked before anything is recorded', () => {
    expect(unprintable('第一行\r\n第二行\t☐ 是 ☑ 否 “引号” ¥1,000 — ……')).toBeUndefined();
    expect(unprintable('好的👌')).toBe('👌');
  });

  test('boxes are drawn, line ends and tabs are blanks', async () => {
    const { bytes } = await renderDocument('completion-certificate', {
      ...certificate,
      reason: '甲\t☐乙\r\n☑\ufe0f丙',
    });
    expect(dense(pagesOf([bytes])[0]![0]!)).toContain('甲乙丙');
  });

  test('a date that does not exist is refused', async () => {
    expect(await refusal({ ...certificate, date: '2027-02-30' })).toMatchObject({ type: 'Invalid', field: 'date' });
  });
});

describe('text is never markup', () => {
  const ATTACKS = [
    '#panic("x")',
    '] #pagebreak() [',
    '$ x^2 $',
    '*粗* _斜_ `raw` <label> @ref',
    '"); #read("/lib.typ"); ("',
    '\\u{41} \\ // 注释 /* 注 */',
    '= 标题 - 项 + 项 / 词: 义',
    '#sys.inputs.data',
    '{"a":1}',
    '~ -- --- ... \' "',
  ];

  test('attacks and random ASCII print literally, on one page', async () => {
    const random = fc.sample(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' }), {
      numRuns: 60,
      seed: 7,
    });
    const names = [...ATTACKS, ...random];
    const pdfs = [];
    for (const clientName of names) {
      const { bytes, pages } = await renderDocument('completion-certificate', { ...certificate, clientName });
      expect(pages).toBe(1);
      pdfs.push(bytes);
    }
    const printed = pagesOf(pdfs).map((pages) => dense(pages.join('')));
    expect(names.filter((name, i) => !printed[i]!.includes(dense(name)))).toEqual([]);
  });
});

test('a long ledger breaks over pages, its head on each; a long word stays in its cell', async () => {
  const { entries } = sampleDocuments.ledger;
  const many = Array.from({ length: 80 }, (_, i) => ({ ...entries[i % 3]!, seq: i + 1, content: `第${i + 1}条记录` }));
  const hash = 'f'.repeat(64);
  const { bytes, pages } = await renderDocument('ledger', {
    ...sampleDocuments.ledger,
    entries: [...many, { ...entries[0]!, seq: 81, content: hash }],
  });
  const texts = pagesOf([bytes])[0]!.map(dense);
  expect(pages).toBeGreaterThan(2);
  expect(texts).toHaveLength(pages);
  texts.forEach((text, i) => {
    expect(text).toContain('客户意见');
    expect(text).toContain(`第${i + 1}页共${pages}页`);
  });
  for (let i = 1; i <= 80; i++) expect(texts.join('')).toContain(`第${i}条记录`);
  expect(texts.join('')).toContain(hash);
});
