import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { fail } from '../domain/failures';
import { isPlainDate } from '../domain/time';
import type { DocumentData, DocumentKind } from '../domain/document/types';
import { compile } from './compiler';
import { checkPrintable, printed } from './glyphs';
import { TEMPLATES } from './kinds';

export interface RenderedDocument {
  bytes: Buffer;
  /** Lower-case hex of the bytes. */
  sha256: string;
  pages: number;
}

/**
 * One document as PDF/A-2b, as PDF/A-3b where data is attached. Pure: the same data gives the same bytes, on every machine and at every time.
 * @param data names and texts resolved; amounts in fen, instants in epoch ms, printed as +08:00
 * @throws Failure `Invalid` with the field's path, e.g. for a character no font can print
 */
export async function renderDocument<K extends DocumentKind>(
  kind: K,
  data: DocumentData[K],
): Promise<RenderedDocument> {
  if (!isPlainDate(data.date)) fail('Invalid', '文书日期不存在', 'date');
  checkPrintable(data);
  // The native side frees a finished document only between turns of the event loop; without this, a loop would pile up.
  await setImmediate();
  const { file, view, attachment } = TEMPLATES[kind];
  const { bytes, pages } = compile(file, printed(view(data)), attachment?.(data));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), pages };
}
