import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFContext, type PDFDocument, type PDFObject } from 'pdf-lib';
import { same, sameBut } from './same';

/** Of the catalogue, what signing may add or replace; nothing of it is shown but the form, which is looked at. */
const CATALOG = ['AcroForm', 'DSS', 'Extensions', 'Metadata', 'Perms', 'Version'];
/** Of a page: 批注, which are looked at, and the order in which they are gone through. */
const PAGE = ['Annots', 'Tabs'];
/** 印章 of both sides, dates and straddling seals (骑缝章) stay far below; what covers more is no seal. */
const MOST_OF_PAGE = 0.25;
const DEEPEST = 8;

/**
 * What a revision shows that the original and signatures do not (Chinese); undefined: nothing. `context` has its objects.
 * A page is as it was but for widgets of signature fields, whose appearance is the seal and is cut off at their edges.
 */
export function additionsProblem(original: PDFDocument, context: PDFContext): string | undefined {
  const catalog = context.lookup(original.context.trailerInfo.Root, PDFDict);
  if (!sameBut(original.catalog, catalog, CATALOG)) return '改动了文件的目录';
  if (!onlySignatureFields(original, context)) return '添加了签名以外的表单内容';
  for (const page of original.getPages()) {
    const after = context.lookup(page.ref, PDFDict);
    if (!sameBut(page.node, after, PAGE)) return '改动了页面';
    const added = addedTo(listOf(original.context, page.node, 'Annots'), listOf(context, after, 'Annots'));
    const widgets = added?.map((one) => context.lookup(one, PDFDict));
    if (!widgets?.every((one) => isSeal(context, one))) return '添加了签名以外的批注';
    const { width, height } = page.getSize();
    const covered = widgets.reduce((sum, one) => sum + areaOf(context, one), 0);
    if (covered > width * height * MOST_OF_PAGE) return '签章遮盖了过多的页面';
  }
  return undefined;
}

/** The ranges of the signatures that fields have, as `from,to,end` of what is left out and of the file. */
export function signaturesIn(original: PDFDocument, context: PDFContext): Set<string> {
  const catalog = context.lookup(original.context.trailerInfo.Root, PDFDict);
  const ranges = new Set<string>();
  const visit = (field: PDFDict, depth: number): void => {
    const value = entry(context, field, 'V');
    const range = value instanceof PDFDict ? numbersOf(context, value, 'ByteRange') : [];
    if (isSignature(context, field) && range.length === 4) {
      const [, from, to, length] = range as [number, number, number, number];
      ranges.add([from, to, to + length].join());
    }
    if (depth < DEEPEST)
      for (const kid of listOf(context, field, 'Kids')) visit(context.lookup(kid, PDFDict), depth + 1);
  };
  for (const field of fieldsOf(context, catalog)) visit(context.lookup(field, PDFDict), 0);
  return ranges;
}

function onlySignatureFields(original: PDFDocument, context: PDFContext): boolean {
  const catalog = context.lookup(original.context.trailerInfo.Root, PDFDict);
  const [before, after] = [entry(original.context, original.catalog, 'AcroForm'), entry(context, catalog, 'AcroForm')];
  const added = addedTo(fieldsOf(original.context, original.catalog), fieldsOf(context, catalog));
  return (
    same(xfaOf(before), xfaOf(after)) && !!added?.every((one) => isSignature(context, context.lookup(one, PDFDict)))
  );
}

const xfaOf = (form: PDFObject | undefined) => (form instanceof PDFDict ? form.get(PDFName.of('XFA')) : undefined);

function fieldsOf(context: PDFContext, catalog: PDFDict): PDFObject[] {
  const form = entry(context, catalog, 'AcroForm');
  return form instanceof PDFDict ? listOf(context, form, 'Fields') : [];
}

/** Undefined where something is missing or stands elsewhere. */
const addedTo = (before: readonly PDFObject[], after: readonly PDFObject[]): PDFObject[] | undefined =>
  before.every((one, i) => same(one, after[i])) ? after.slice(before.length) : undefined;

const isSeal = (context: PDFContext, widget: PDFDict): boolean =>
  entry(context, widget, 'Subtype') === PDFName.of('Widget') && isSignature(context, widget);

/** Of a field, or of one of its widgets; without actions, which could change what is shown. */
function isSignature(context: PDFContext, field: PDFDict): boolean {
  let type: PDFObject | undefined;
  let one: PDFObject | undefined = field;
  for (let depth = 0; one instanceof PDFDict && depth < DEEPEST; depth++) {
    if (one.has(PDFName.of('A')) || one.has(PDFName.of('AA'))) return false;
    type ??= entry(context, one, 'FT');
    one = entry(context, one, 'Parent');
  }
  return type === PDFName.of('Sig');
}

function areaOf(context: PDFContext, widget: PDFDict): number {
  const [left, bottom, right, top] = numbersOf(context, widget, 'Rect');
  const area = Math.abs((right! - left!) * (top! - bottom!));
  if (Number.isNaN(area)) throw new Error('no place');
  return area;
}

const entry = (context: PDFContext, dict: PDFDict, name: string): PDFObject | undefined =>
  context.lookup(dict.get(PDFName.of(name)));

function listOf(context: PDFContext, dict: PDFDict, name: string): PDFObject[] {
  const list = entry(context, dict, name);
  return list instanceof PDFArray ? list.asArray() : [];
}

const numbersOf = (context: PDFContext, dict: PDFDict, name: string): number[] =>
  listOf(context, dict, name).map((one) => context.lookup(one, PDFNumber).asNumber());
