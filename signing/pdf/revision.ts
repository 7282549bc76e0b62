import { PDFContext, PDFDocument, PDFName, PDFObjectStreamParser, PDFRawStream, PDFRef, type PDFObject } from 'pdf-lib';
import { additionsProblem, signaturesIn } from './additions';
import { changeable } from './changeable';
import { same } from './same';
import { appendedTo, objectAt, sizeOf, type Place } from './xref';

export type Revision =
  /** Chinese: what it has that signing does not add. */
  | { problem: string }
  /** Of the signatures in its fields, as `from,to,end`. */
  | { signatures: ReadonlySet<string> };

const read = (bytes: Buffer): Promise<PDFDocument> =>
  PDFDocument.load(new Uint8Array(bytes), { updateMetadata: false, throwOnInvalidObject: true });

/**
 * Whether a later revision of the original differs from it by what signing adds, and nothing else; its bytes begin with
 * the original's. Objects of the original stay as they are, so what is new is only reached by the few that may change
 * (changeable.ts), and what those show is looked at (additions.ts).
 *
 * Stricter than every honest platform need be: it must append (ISO 32000-1 §7.5.6), add no page, watermark or number of
 * its own to the pages, use no field of the original's, and write no table of both forms at once. The files that go to be
 * signed come from this product and have no fields.
 */
export async function readRevision(original: Buffer, revision: Buffer): Promise<Revision> {
  try {
    const [before, { context }] = [await read(original), await read(original)];
    const size = sizeOf(original, PDFContext.create());
    const { places, trailer } = appendedTo(revision, original.length, PDFContext.create());
    if (trailer.get(PDFName.of('Root')) !== before.context.trailerInfo.Root) return { problem: '更换了文件的目录' };
    const mayChange = changeable(before);
    for (const [ref, object] of await objectsAt(revision, places)) {
      const kept = ref.objectNumber >= size || (object && same(before.context.lookup(ref), object));
      if (!kept && !mayChange(ref, object)) return { problem: '改动了原件的内容' };
      if (object) context.assign(ref, object);
      else context.delete(ref);
    }
    const problem = additionsProblem(before, context);
    return problem === undefined ? { signatures: signaturesIn(before, context) } : { problem };
  } catch {
    return { problem: '追加的内容无法核对' };
  }
}

/** Undefined: freed. */
async function objectsAt(
  pdf: Buffer,
  places: ReadonlyMap<number, Place>,
): Promise<[ref: PDFRef, object: PDFObject | undefined][]> {
  const held = new Map<number, PDFContext>();
  const found: [PDFRef, PDFObject | undefined][] = [];
  for (const [number, place] of places) {
    const ref = PDFRef.of(number);
    if (number === 0) continue; // head of the list of free numbers
    if (place === 'free') found.push([ref, undefined]);
    else if ('offset' in place) found.push([ref, objectAt(pdf, place.offset, PDFContext.create(), number)]);
    else {
      const holder = held.get(place.within) ?? (await holderAt(pdf, places.get(place.within), place.within));
      held.set(place.within, holder);
      found.push([ref, holder.lookup(ref)]);
    }
  }
  return found;
}

/** A stream that holds objects; throws for one of the original's, in which there is nothing new. */
async function holderAt(pdf: Buffer, place: Place | undefined, number: number): Promise<PDFContext> {
  if (typeof place !== 'object' || !('offset' in place)) throw new Error('held by no stream');
  const context = PDFContext.create();
  const stream = objectAt(pdf, place.offset, context, number);
  if (!(stream instanceof PDFRawStream) || stream.dict.has(PDFName.of('Extends'))) throw new Error('held by no stream');
  await PDFObjectStreamParser.forStream(stream).parseIntoContext();
  return context;
}
