import ExcelJS from 'exceljs';
import { codeIn } from '../../cli/verify/code-in';
import { grouped } from '../../domain/codes/verification';
import { DOCUMENT_ZH, type DocumentKind } from '../../domain/document/types';
import { renderDocument } from '../../documents/render';
import { renderSheet } from '../../documents/sheet';
import { SHEETS } from '../../documents/sheets';
import { xlsxFlaw } from '../../security/content/xlsx';
import { sampleDocuments, VERIFICATION } from '../support/documents';
import { dense, textOf } from '../support/pdf-text';

const TABLES = Object.keys(SHEETS) as DocumentKind[];

const sheetOf = async (kind: DocumentKind) => (await renderSheet(kind, sampleDocuments[kind]))!;

async function opened(bytes: Buffer): Promise<ExcelJS.Worksheet> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ExcelJS.Buffer);
  return book.worksheets[0]!;
}

/** Every cell with what it holds. */
function cellsOf(sheet: ExcelJS.Worksheet): ExcelJS.Cell[] {
  const cells: ExcelJS.Cell[] = [];
  sheet.eachRow((row) => row.eachCell((cell) => void cells.push(cell)));
  return cells;
}

test('ledger, requests, contacts, clients and settlement are tables; a report is none', async () => {
  expect(TABLES.sort()).toEqual([
    'client-classification',
    'contact-record',
    'ledger',
    'request-tracking',
    'settlement',
  ]);
  expect(await renderSheet('minutes', sampleDocuments.minutes)).toBeUndefined();
});

test.each(TABLES)('%s: the same data gives the same bytes at any time, other data other bytes', async (kind) => {
  const first = await sheetOf(kind);
  jest.useFakeTimers({ now: new Date('2031-05-06T07:08:09Z'), doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] });
  try {
    expect((await sheetOf(kind)).bytes.equals(first.bytes)).toBe(true);
  } finally {
    jest.useRealTimers();
  }
  const data = { ...sampleDocuments[kind], label: '第 9 版' };
  expect((await renderSheet(kind, data))!.sha256).not.toBe(first.sha256);
  expect(xlsxFlaw(first.bytes)).toBeUndefined();
});

test.each(TABLES)('%s: says number, version and code above the table, whose head stays in sight', async (kind) => {
  const { bytes } = await sheetOf(kind);
  const sheet = await opened(bytes);
  const { number, label } = sampleDocuments[kind];
  const [view] = sheet.views;
  const above = cellsOf(sheet).filter((cell) => Number(cell.row) < (view as { ySplit: number }).ySplit);
  const words = above.map(({ text }) => text);
  for (const word of [DOCUMENT_ZH[kind], number, label, grouped(VERIFICATION.code), VERIFICATION.url])
    expect(words).toContain(word);
  expect(view).toMatchObject({ state: 'frozen' });
  expect(sheet.columns.every(({ width }) => (width ?? 0) >= 8)).toBe(true);
  expect(await codeIn(bytes)).toBe(VERIFICATION.code);
});

test.each(TABLES)('%s: says what the PDF says, and every cell is text', async (kind) => {
  const sheet = await opened((await sheetOf(kind)).bytes);
  const cells = cellsOf(sheet);
  const pdf = textOf((await renderDocument(kind, sampleDocuments[kind])).bytes);
  expect(cells.filter(({ type }) => type !== ExcelJS.ValueType.String)).toEqual([]);
  expect(cells.filter(({ numFmt }) => numFmt !== '@')).toEqual([]);
  const { ySplit } = sheet.views[0] as { ySplit: number };
  const rows = cells.filter((cell) => Number(cell.row) >= ySplit);
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.map(({ text }) => dense(text)).filter((text) => !pdf.includes(text))).toEqual([]);
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://example.com")', '\t=1'])(
  '%j that somebody wrote is text, no formula',
  async (content) => {
    const { ledger } = sampleDocuments;
    const data = { ...ledger, entries: [{ ...ledger.entries[0]!, content }] };
    const cells = cellsOf(await opened((await renderSheet('ledger', data))!.bytes));
    expect(cells.filter(({ formula }) => formula)).toEqual([]);
    expect(cells.find(({ text }) => text === content.replace('\t', ' '))).toMatchObject({
      type: ExcelJS.ValueType.String,
    });
  },
);
