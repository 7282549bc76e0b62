import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The text of PDFs, read back by an independent reader; one string for each page. */
export function pagesOf(pdfs: Buffer[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'lvyue-pdf-'));
  try {
    const files = pdfs.map((_, i) => join(folder, `${i}.pdf`));
    files.forEach((file, i) => writeFileSync(file, pdfs[i]!));
    const output = execFileSync(process.execPath, [join(__dirname, 'read-pdf.mjs')], {
      input: JSON.stringify(files),
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(output.toString('utf8')) as string[][];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Blanks depend on where a line breaks: texts are compared without any. */
export const dense = (text: string): string => text.replace(/\s+/g, '');
export const textOf = (pdf: Buffer): string => dense(pagesOf([pdf])[0]!.join(''));
