import { Failure } from '../domain/failures';
import { jpegFlaw, pdfFlaw, pngFlaw } from './content/images-and-pdf';
import { countPdfPages, countTableRows } from './content/facts';
import { csvFlaw } from './content/csv';
import { xlsxFlaw } from './content/xlsx';
import { isZip } from './content/zip';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What may be uploaded (domain.md §3.1: scans, and the customer list as a table). */
export type MediaType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'text/csv' | typeof XLSX;

/** What is counted from the bytes, so that it need not be believed. */
export interface ContentFacts {
  pages?: number;
  /** Data rows of a table: without its header, without empty ones. */
  rows?: number;
}

type Verdict = { type: MediaType; flaw?: undefined } | { type?: MediaType; flaw: string };

/**
 * Decided by content alone; the name and the declared type are what the sender says. `flaw` is the reason, in Chinese,
 * why the bytes are not a sound file of what their signature promises.
 */
function examine(bytes: Uint8Array): Verdict {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length === 0) return { flaw: '文件为空' };
  if (data.subarray(0, 5).equals(Buffer.from('%PDF-'))) return verdict('application/pdf', pdfFlaw(data));
  if (data.readUIntBE(0, Math.min(3, data.length)) === 0xffd8ff) return verdict('image/jpeg', jpegFlaw(data));
  if (data.subarray(0, 4).equals(Buffer.from('\x89PNG', 'latin1'))) return verdict('image/png', pngFlaw(data));
  if (isZip(data)) return verdict(XLSX, xlsxFlaw(data));
  return verdict('text/csv', csvFlaw(data));
}

const verdict = (type: MediaType, flaw: string | undefined): Verdict =>
  flaw === undefined ? { type } : { type, flaw };

/** The type of a sound file, undefined for anything else (truncated, disguised, of another kind). */
export function sniff(bytes: Uint8Array): MediaType | undefined {
  const { type, flaw } = examine(bytes);
  return flaw === undefined ? type : undefined;
}

/** Like `sniff`, but throws `UnsupportedType` with the reason. `allowed` narrows what this upload may be. */
export function requireContent(bytes: Uint8Array, allowed?: readonly MediaType[]): MediaType {
  const { type, flaw } = examine(bytes);
  if (flaw !== undefined) throw new Failure('UnsupportedType', flaw, 'file');
  if (allowed && !allowed.includes(type)) {
    throw new Failure('UnsupportedType', `此处不接受 ${NAMES[type]} 文件`, 'file');
  }
  return type;
}

/** A sender who says what it is must be right: plain text that is called a PDF would pass as a table. Throws `UnsupportedType`. */
export function requireDeclared(bytes: Uint8Array, declared = ''): void {
  const type = declared.split(';')[0]!.trim().toLowerCase();
  if (!Object.hasOwn(NAMES, type)) return;
  const found = requireContent(bytes);
  if (found !== type) {
    throw new Failure('UnsupportedType', `内容不是所称的 ${NAMES[type as MediaType]} 文件`, 'file');
  }
}

const NAMES: Record<MediaType, string> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'text/csv': 'CSV',
  [XLSX]: 'XLSX',
};

/** Throws `UnsupportedType` when the inside of the file cannot be read after all. */
export async function facts(bytes: Uint8Array, type: MediaType): Promise<ContentFacts> {
  switch (type) {
    case 'application/pdf':
      return { pages: await countPdfPages(bytes) };
    case 'image/jpeg':
    case 'image/png':
      return { pages: 1 };
    case 'text/csv':
    case XLSX:
      return { rows: await countTableRows(bytes, type) };
  }
}
