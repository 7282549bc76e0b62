import { PDFDict, PDFName, type PDFRef, PDFStream, type PDFDocument, type PDFObject } from 'pdf-lib';
import { sameBut } from './same';

/** Of the tree that says what is a heading and what a cell: where a new widget is entered. Nothing of it is shown. */
const TREE = ['K', 'ParentTree', 'ParentTreeNextKey'];

/**
 * The objects of an original that signing may write anew, each as far as it may. What catalogue, pages, their lists of
 * annotations and the form come to is looked at by itself (additions.ts); the rest of these is not shown to anybody.
 */
export function changeable(original: PDFDocument): (ref: PDFRef, after: PDFObject | undefined) => boolean {
  const { catalog, context } = original;
  const { Root, Info } = context.trailerInfo;
  const shown = new Set<unknown>([Root, catalog.get(PDFName.of('AcroForm'))]);
  for (const { ref, node } of original.getPages()) shown.add(ref).add(node.get(PDFName.of('Annots')));
  const metadata = catalog.get(PDFName.of('Metadata'));
  const tree = catalog.lookup(PDFName.of('StructTreeRoot'));
  const parents = tree instanceof PDFDict ? tree.get(PDFName.of('ParentTree')) : undefined;

  return (ref, after) => {
    if (shown.has(ref)) return after !== undefined;
    if (ref === Info || ref === parents) return after instanceof PDFDict;
    if (ref === metadata) return after instanceof PDFStream;
    const before = context.lookup(ref);
    const inTree = before === tree || typeOf(before) === PDFName.of('StructElem');
    return inTree && before instanceof PDFDict && after instanceof PDFDict && sameBut(before, after, TREE);
  };
}

const typeOf = (object: PDFObject | undefined): PDFObject | undefined =>
  object instanceof PDFDict ? object.get(PDFName.of('Type')) : undefined;
