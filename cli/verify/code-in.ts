import JSZip from 'jszip';
import { PDFDocument } from 'pdf-lib';
import { readCode } from '../../domain/codes/verification';

/**
 * The code that a file says it has: the product writes it among the keywords of its PDF and XLSX. Undefined for any other
 * file, and for one too broken to be read.
 */
export async function codeIn(bytes: Buffer): Promise<string | undefined> {
  try {
    const keywords = isZip(bytes) ? await xlsxKeywords(bytes) : await pdfKeywords(bytes);
    return keywords === undefined ? undefined : readCode(keywords);
  } catch {
    return undefined;
  }
}

const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04';

async function pdfKeywords(bytes: Buffer): Promise<string | undefined> {
  return (await PDFDocument.load(bytes, { updateMetadata: false })).getKeywords();
}

async function xlsxKeywords(bytes: Buffer): Promise<string | undefined> {
  const core = await (await JSZip.loadAsync(bytes)).file('docProps/core.xml')?.async('string');
  return /<cp:keywords>([^<]*)<\/cp:keywords>/.exec(core ?? '')?.[1];
}
