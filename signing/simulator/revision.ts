import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFString, type PDFRef } from 'pdf-lib';
import type { Sealing } from './sealer';

/** What `SignPdf` looks for and replaces. */
const RANGE = '**********';
const CONTENTS_BYTES = 6_144;
const PRINT = 4;
/** Signatures exist; append only. */
const SIG_FLAGS = 3;

/**
 * Appends a revision with an empty signature field: the bytes so far stay as they are (an incremental update, ISO 32000-1
 * §7.5.6). `pdf-lib` reads the file; it cannot write one without writing all of it anew, so the update is put together
 * here: signature, its field, first page, catalog, and a table of where they are.
 */
export async function signaturePlaceholder(pdf: Buffer, { name, reason, at }: Sealing): Promise<Buffer> {
  const document = await PDFDocument.load(new Uint8Array(pdf), { updateMetadata: false });
  const { context, catalog } = document;
  // streams that only hold other objects are not counted by the library, but have numbers
  context.largestObjectNumber = Math.max(context.largestObjectNumber, sizeOf(pdf) - 1);
  const page = document.getPage(0);
  const signature = context.nextRef();
  const field = context.nextRef();
  const signatures = fieldsOf(catalog).size();

  const objects = new Map<PDFRef, string>([
    [signature, signatureDictionary({ name, reason, at })],
    [field, fieldDictionary(context.obj({}), { signature, page: page.ref, number: signatures + 1 })],
    [page.ref, extended(page.node, 'Annots', field)],
    [context.trailerInfo.Root as PDFRef, catalogWith(catalog, field)],
  ]);
  return append(pdf, objects, context.trailerInfo, context.largestObjectNumber);
}

function signatureDictionary({ name, reason, at }: Sealing): string {
  const range = `/ByteRange [0 /${RANGE} /${RANGE} /${RANGE}]`;
  return [
    '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached',
    `${range} /Contents <${'0'.repeat(CONTENTS_BYTES * 2)}>`,
    `/Name ${PDFHexString.fromText(name).toString()} /Reason ${PDFHexString.fromText(reason).toString()}`,
    `/M ${PDFString.fromDate(new Date(at)).toString()} >>`,
  ].join('\n');
}

function fieldDictionary(
  dict: PDFDict,
  { signature, page, number }: { signature: PDFRef; page: PDFRef; number: number },
): string {
  const { context } = dict;
  dict.set(PDFName.of('Type'), PDFName.of('Annot'));
  dict.set(PDFName.of('Subtype'), PDFName.of('Widget'));
  dict.set(PDFName.of('FT'), PDFName.of('Sig'));
  dict.set(PDFName.of('T'), PDFString.of(`Signature${number}`));
  dict.set(PDFName.of('Rect'), context.obj([0, 0, 0, 0]));
  dict.set(PDFName.of('F'), PDFNumber.of(PRINT));
  dict.set(PDFName.of('P'), page);
  dict.set(PDFName.of('V'), signature);
  return dict.toString();
}

/** A copy with one more entry in an array of references, which may stand elsewhere. */
function extended(dict: PDFDict, key: string, ref: PDFRef): string {
  const copy = dict.clone();
  const before = dict.lookupMaybe(PDFName.of(key), PDFArray);
  copy.set(PDFName.of(key), dict.context.obj([...(before?.asArray() ?? []), ref]));
  return copy.toString();
}

function catalogWith(catalog: PDFDict, field: PDFRef): string {
  const form = catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)?.clone() ?? catalog.context.obj({});
  form.set(PDFName.of('Fields'), catalog.context.obj([...fieldsOf(catalog).asArray(), field]));
  form.set(PDFName.of('SigFlags'), PDFNumber.of(SIG_FLAGS));
  const copy = catalog.clone();
  copy.set(PDFName.of('AcroForm'), form);
  return copy.toString();
}

const fieldsOf = (catalog: PDFDict): PDFArray =>
  catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)?.lookupMaybe(PDFName.of('Fields'), PDFArray) ??
  catalog.context.obj([]);

type Trailer = PDFDocument['context']['trailerInfo'];

/** An incremental update of these objects. */
export function append(
  pdf: Buffer,
  objects: ReadonlyMap<PDFRef, string>,
  { Root, Info, ID }: Trailer,
  largest: number,
): Buffer {
  const parts: Buffer[] = [pdf, Buffer.from('\n')];
  let offset = pdf.length + 1;
  const places = new Map<number, number>();
  for (const [ref, text] of objects) {
    const bytes = Buffer.from(`${ref.objectNumber} 0 obj\n${text}\nendobj\n`, 'latin1');
    places.set(ref.objectNumber, offset);
    parts.push(bytes);
    offset += bytes.length;
  }
  const previous = lastXref(pdf);
  const common = [
    `/Root ${String(Root)}`,
    ...(Info ? [`/Info ${String(Info)}`] : []),
    ...(ID ? [`/ID ${String(ID)}`] : []),
    `/Prev ${previous}`,
  ].join(' ');
  // of the kind that the file has already: readers do not have to cope with both
  const table = pdf.toString('latin1', previous, previous + 4) === 'xref';
  parts.push(Buffer.from(table ? classic(places, largest, common) : stream(places, largest, common, offset), 'latin1'));
  parts.push(Buffer.from(`startxref\n${offset}\n%%EOF\n`));
  return Buffer.concat(parts);
}

function lastXref(pdf: Buffer): number {
  const at = pdf.lastIndexOf('startxref');
  return Number(/startxref\s+(\d+)/.exec(pdf.toString('latin1', at, at + 40))?.[1]);
}

/** One more than the highest number in use. */
function sizeOf(pdf: Buffer): number {
  const trailer = pdf.toString('latin1', lastXref(pdf));
  return Number(/\/Size\s+(\d+)/.exec(trailer)?.[1]);
}

const sorted = (places: ReadonlyMap<number, number>): [number, number][] => [...places].sort(([a], [b]) => a - b);

function classic(places: ReadonlyMap<number, number>, largest: number, common: string): string {
  const lines = sorted(places).map(([n, offset]) => `${n} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
  return `xref\n${lines.join('')}trailer\n<< /Size ${largest + 1} ${common} >>\n`;
}

function stream(places: ReadonlyMap<number, number>, largest: number, common: string, own: number): string {
  const number = largest + 1;
  const entries = sorted(new Map([...places, [number, own]]));
  const data = Buffer.concat(
    entries.map(([, offset]) => {
      const entry = Buffer.alloc(7);
      entry.writeUInt8(1, 0);
      entry.writeUInt32BE(offset, 1);
      return entry;
    }),
  );
  const index = entries.map(([n]) => `${n} 1`).join(' ');
  const head = `<< /Type /XRef /Size ${number + 1} /Index [${index}] /W [1 4 2] /Length ${data.length} ${common} >>`;
  return `${number} 0 obj\n${head}\nstream\n${data.toString('latin1')}\nendstream\nendobj\n`;
}
