import {
  PDFDict,
  PDFName,
  PDFNumber,
  PDFObjectParser,
  PDFRawStream,
  PDFXRefStreamParser,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';

/** Where a table says that an object is; `within`: the number of the stream that holds it. */
export type Place = { offset: number } | { within: number } | 'free';

/** One cross-reference table with its trailer (ISO 32000-1 §7.5.4–8), in the classic form or as a stream. */
interface Section {
  places: Map<number, Place>;
  trailer: PDFDict;
}

/** What was appended to a file, as its tables tell it. */
export interface Appended {
  /** The newest of each object that was added, changed or freed. */
  places: Map<number, Place>;
  /** The newest trailer. */
  trailer: PDFDict;
}

/**
 * Follows the tables from the end of the file back to where the first `original` bytes end, as readers do: what else lies
 * about in the file nobody shows. Throws for tables that do not lead back there, or that readers may take differently.
 */
export function appendedTo(pdf: Buffer, original: number, context: PDFContext): Appended {
  const places = new Map<number, Place>();
  let newest: PDFDict | undefined;
  let at = startXref(pdf);
  while (at >= original) {
    const section = sectionAt(pdf, at, context);
    newest ??= section.trailer;
    for (const [number, place] of section.places) if (!places.has(number)) places.set(number, place);
    for (const key of ['XRefStm', 'Encrypt'])
      if (section.trailer.has(PDFName.of(key))) throw new Error(`unexpected ${key}`);
    const previous = section.trailer.lookup(PDFName.of('Prev'), PDFNumber).asNumber();
    if (previous >= at) throw new Error('tables in a circle');
    at = previous;
  }
  if (!newest || at !== startXref(pdf.subarray(0, original))) throw new Error('not appended to the original');
  return { places, trailer: newest };
}

/** One more than the highest object number of a file: beyond it nothing of it can be redefined. */
export const sizeOf = (pdf: Buffer, context: PDFContext): number =>
  sectionAt(pdf, startXref(pdf), context).trailer.lookup(PDFName.of('Size'), PDFNumber).asNumber();

/** Throws unless that object, of generation 0, is there. */
export function objectAt(pdf: Buffer, offset: number, context: PDFContext, number?: number): PDFObject {
  const head = /^(\d{1,10})\s+0\s+obj\b/.exec(pdf.toString('latin1', offset, offset + 40));
  if (!head || (number !== undefined && Number(head[1]) !== number)) throw new Error('no such object there');
  return PDFObjectParser.forBytes(pdf.subarray(offset + head[0].length), context).parseObject();
}

function startXref(pdf: Buffer): number {
  const at = pdf.lastIndexOf('startxref');
  const [, offset] = /^startxref\s+(\d{1,10})\s/.exec(pdf.toString('latin1', Math.max(0, at), at + 40)) ?? [];
  if (at < 0 || offset === undefined) throw new Error('no startxref');
  return Number(offset);
}

const sectionAt = (pdf: Buffer, at: number, context: PDFContext): Section =>
  pdf.toString('latin1', at, at + 4) === 'xref' ? tableAt(pdf, at, context) : streamAt(pdf, at, context);

function streamAt(pdf: Buffer, at: number, context: PDFContext): Section {
  const stream = objectAt(pdf, at, context);
  if (!(stream instanceof PDFRawStream) || stream.dict.lookup(PDFName.of('Type')) !== PDFName.of('XRef'))
    throw new Error('no table');
  const entries = PDFXRefStreamParser.forStream(stream).parseIntoContext();
  const places = entries.map(({ ref: { objectNumber }, offset, deleted, inObjectStream }): [number, Place] => [
    objectNumber,
    deleted ? 'free' : inObjectStream ? { within: offset } : { offset },
  ]);
  return { places: new Map(places), trailer: stream.dict };
}

function tableAt(pdf: Buffer, at: number, context: PDFContext): Section {
  const end = pdf.indexOf('trailer', at);
  if (end < 0) throw new Error('no trailer');
  const text = pdf.toString('latin1', at + 4, end);
  const places = new Map<number, Place>();
  const token = /\s*(\d{1,10})\s+(\d{1,10})(?:\s+([nf]))?/y;
  let [number, left] = [0, 0];
  while (text.slice(token.lastIndex).trim() !== '') {
    const [, first, second, kind] = token.exec(text) ?? [];
    if (first === undefined || (kind === undefined) !== (left === 0)) throw new Error('broken table');
    if (kind === undefined) [number, left] = [Number(first), Number(second)];
    else {
      places.set(number++, kind === 'f' ? 'free' : { offset: Number(first) });
      left -= 1;
    }
  }
  if (left !== 0) throw new Error('broken table');
  const trailer = PDFObjectParser.forBytes(pdf.subarray(end + 'trailer'.length), context).parseObject();
  if (!(trailer instanceof PDFDict)) throw new Error('no trailer');
  return { places, trailer };
}
