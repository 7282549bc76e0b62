import { PDFDocument, StandardFonts } from 'pdf-lib';
import { storeUpload } from '../api/store-upload';
import type { World } from '../platform/world';

/** A file that somebody hands in, as a body names it before it exists. */
export interface WantedFile {
  file: 'scan' | 'table';
  title: string;
  /** Pages of a scan, rows of a table. */
  size: number;
}

export const scanOf = (title: string, pages = 1): WantedFile => ({ file: 'scan', title, size: pages });
export const tableOf = (title: string, rows: number): WantedFile => ({ file: 'table', title, size: rows });

const isWanted = (value: object): value is WantedFile => 'file' in value && 'title' in value && 'size' in value;

/**
 * Makes every file that a body names and uploads it, so that the body is one that the API takes. The bytes are real, and
 * what is counted from them is counted.
 */
export async function upload(
  { db, blobs }: Pick<World, 'db' | 'blobs'>,
  { no, clientId, by }: { no: string; clientId: string; by: string },
  body: unknown,
): Promise<unknown> {
  if (Array.isArray(body)) return Promise.all(body.map((item) => upload({ db, blobs }, { no, clientId, by }, item)));
  if (typeof body !== 'object' || body === null) return body;
  if (!isWanted(body)) {
    const entries = Object.entries(body).map(
      async ([key, value]) => [key, await upload({ db, blobs }, { no, clientId, by }, value)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
  const bytes = body.file === 'scan' ? await scan(`${no} ${body.title}`, body.size) : table(body.size);
  const { uploadId } = await storeUpload({ db, blobs }, { no, clientId, by }, bytes);
  return { uploadId };
}

/** A scanned paper's stand-in: its pages are numbered, its title is in the file's own data. */
async function scan(title: string, pages: number): Promise<Buffer> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  document.setTitle(title);
  for (let page = 1; page <= pages; page++) {
    document.addPage([595, 842]).drawText(`${page} / ${pages}`, { x: 280, y: 40, size: 10, font });
  }
  return Buffer.from(await document.save());
}

function table(rows: number): Buffer {
  const lines = Array.from(
    { length: rows },
    (_, i) => `${i + 1},名单客户 ${String(i + 1).padStart(3, '0')},联系人 ${i + 1}`,
  );
  return Buffer.from(`﻿${['序号,名称,联系人', ...lines].join('\r\n')}\r\n`);
}
