import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFString, type PDFObject } from 'pdf-lib';

/**
 * Whether two objects of a file say the same: a library that writes one anew may order its entries differently, or write
 * a number or text in another form. References are compared as such, names and booleans are one object each.
 */
export function same(a: PDFObject | undefined, b: PDFObject | undefined): boolean {
  if (a === b) return true;
  if (a instanceof PDFNumber && b instanceof PDFNumber) return a.asNumber() === b.asNumber();
  if (isText(a) && isText(b)) return Buffer.compare(a.asBytes(), b.asBytes()) === 0;
  if (a instanceof PDFArray && b instanceof PDFArray)
    return a.size() === b.size() && a.asArray().every((one, i) => same(one, b.get(i)));
  if (a instanceof PDFDict && b instanceof PDFDict) return sameBut(a, b, []);
  if (a instanceof PDFRawStream && b instanceof PDFRawStream)
    return sameBut(a.dict, b.dict, ['Length']) && Buffer.compare(a.contents, b.contents) === 0;
  return false;
}

/** But for the entries of these names, which may be there or not. */
export function sameBut(a: PDFDict, b: PDFDict, free: readonly string[]): boolean {
  const names = new Set([...a.keys(), ...b.keys()]);
  for (const name of free) names.delete(PDFName.of(name));
  return [...names].every((name) => same(a.get(name), b.get(name)));
}

const isText = (object: PDFObject | undefined): object is PDFString | PDFHexString =>
  object instanceof PDFString || object instanceof PDFHexString;
