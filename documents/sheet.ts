import { createHash } from 'node:crypto';
import type { Workbook, Worksheet } from 'exceljs';
import JSZip from 'jszip';
import { grouped } from '../domain/codes/verification';
import { hasSubjects } from '../domain/document/subject';
import { DOCUMENT_ZH, type DocumentData, type DocumentKind } from '../domain/document/types';
import { dateZh } from './format';
import { printed } from './glyphs';
import { SHEETS, type Sheet } from './sheets';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export interface RenderedSheet {
  bytes: Buffer;
  /** Lower-case hex of the bytes. */
  sha256: string;
}

/**
 * The same table as XLSX; undefined for a kind that is no table. Pure: the same data gives the same bytes. Every cell is
 * text, so nothing that a person wrote can become a formula.
 * @param data as `renderDocument` has taken it, which checks it
 */
export async function renderSheet<K extends DocumentKind>(
  kind: K,
  data: DocumentData[K],
): Promise<RenderedSheet | undefined> {
  const sheet = SHEETS[kind]?.(data);
  if (!sheet) return undefined;
  const { Workbook } = (await import('exceljs')).default; // big, and not every process makes tables
  const { code, url } = data.verification;
  const book = new Workbook();
  const made = new Date(`${data.date}T00:00:00Z`);
  Object.assign(book, { title: `${DOCUMENT_ZH[kind]} ${data.number}`, creator: '履约', lastModifiedBy: '履约' });
  Object.assign(book, { keywords: grouped(code), created: made, modified: made });
  const lines: Sheet['lines'] = [
    ['编号', data.number],
    [hasSubjects(kind) ? '文书' : '版本', data.label],
    ['日期', dateZh(data.date)],
    ...sheet.lines,
    ['验证码', grouped(code)],
    ['核验地址', url],
  ];
  fill(book.addWorksheet(DOCUMENT_ZH[kind]), DOCUMENT_ZH[kind], printed({ ...sheet, lines }) as Sheet);
  const bytes = await timeless(book, made);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const GREY = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEEF1F5' } } as const;
const HAIR = { style: 'thin', color: { argb: 'FF8A8F99' } } as const;
const BOX = { top: HAIR, left: HAIR, bottom: HAIR, right: HAIR };

function fill(sheet: Worksheet, title: string, { lines, columns, rows }: Sheet): void {
  sheet.addRow([title]).font = { bold: true, size: 14 };
  for (const line of lines) sheet.addRow(line).getCell(1).font = { bold: true };
  sheet.addRow([]);
  const head = sheet.addRow(columns.map(([name]) => name));
  for (const row of rows) sheet.addRow(row);
  columns.forEach(([, width], i) => (sheet.getColumn(i + 1).width = width));
  sheet.eachRow((row, number) =>
    row.eachCell((cell) => {
      cell.numFmt = '@'; // typed over, it stays text too
      if (number < head.number) return;
      cell.border = BOX;
      cell.alignment = { vertical: 'top', wrapText: true };
      if (number === head.number) Object.assign(cell, { font: { bold: true }, fill: GREY });
    }),
  );
  sheet.views = [{ state: 'frozen', ySplit: head.number }];
  Object.assign(sheet.pageSetup, { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToHeight: 0 });
}

/** The library stamps every part of the archive with the time of writing; here all have the document's own. */
async function timeless(book: Workbook, date: Date): Promise<Buffer> {
  const written = await JSZip.loadAsync(await book.xlsx.writeBuffer());
  const archive = new JSZip();
  for (const name of Object.keys(written.files).sort()) {
    const part = written.files[name]!;
    if (!part.dir) archive.file(name, await part.async('uint8array'), { date, createFolders: false });
  }
  return archive.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'DOS' });
}
