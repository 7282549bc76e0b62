import ExcelJS from 'exceljs';
import { EncryptedPDFError, PDFDocument } from 'pdf-lib';
import { Failure } from '../../domain/failures';
import { decodeText, parseCsv, separatorOf } from './csv';

/** Throws `UnsupportedType` for a PDF that is locked, broken inside, or empty. */
export async function countPdfPages(bytes: Uint8Array): Promise<number> {
  let pages = 0;
  try {
    pages = (await PDFDocument.load(bytes, { updateMetadata: false })).getPageCount();
  } catch (error) {
    throw unreadable(error instanceof EncryptedPDFError ? 'PDF 设有密码, 无法核对页数' : 'PDF 已损坏, 无法读取');
  }
  if (pages === 0) throw unreadable('PDF 没有页面');
  return pages;
}

/** Data rows of the table, or of a workbook's first sheet. Throws `UnsupportedType` when it cannot be read. */
export async function countTableRows(bytes: Uint8Array, type: string): Promise<number> {
  const filled = type === 'text/csv' ? csvRows(bytes) : await xlsxRows(bytes);
  if (filled === 0) throw unreadable('表格没有内容');
  return filled - 1;
}

function csvRows(bytes: Uint8Array): number {
  const text = decodeText(bytes) ?? '';
  return parseCsv(text, separatorOf(text))?.length ?? 0;
}

async function xlsxRows(bytes: Uint8Array): Promise<number> {
  const book = new ExcelJS.Workbook();
  try {
    await book.xlsx.load(new Uint8Array(bytes).buffer);
  } catch {
    throw unreadable('XLSX 已损坏, 无法读取');
  }
  let rows = 0;
  book.worksheets[0]?.eachRow((row) => {
    let filled = false; // a formatted but empty row is a row to Excel, not to us
    row.eachCell((cell) => (filled ||= cell.text.trim() !== ''));
    if (filled) rows++;
  });
  return rows;
}

const unreadable = (reason: string): Failure => new Failure('UnsupportedType', reason, 'file');
