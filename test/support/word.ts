import JSZip from 'jszip';

/** Word files as the tests look at them: the XML itself, and what a reader has after accepting or refusing the changes. */

export interface Element {
  name: string;
  attributes: string;
  children: (Element | string)[];
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, dec?: string, name?: string) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (dec) return String.fromCodePoint(Number(dec));
    return ENTITIES[name!] ?? whole;
  });

/** Throws for XML that is not well formed: tags that do not match, stray signs, more than one root. */
export function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: '', children: [] };
  const open: Element[] = [root];
  const token = /<\?[^?]*\?>|<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (!match) throw new Error(`no XML at ${at}: ${xml.slice(at, at + 60)}`);
    const [, closing, name, attributes = '', empty, text] = match;
    const inside = open.at(-1)!;
    if (text !== undefined) {
      if (/&(?!(?:#\d+|#x[0-9a-f]+|amp|lt|gt|quot|apos);)/i.test(text)) throw new Error(`stray & at ${at}`);
      inside.children.push(plain(text));
    } else if (closing) {
      if (inside.name !== name) throw new Error(`</${name}> closes <${inside.name}>`);
      open.pop();
    } else if (name) {
      const element: Element = { name, attributes, children: [] };
      inside.children.push(element);
      if (!empty) open.push(element);
    }
  }
  const elements = root.children.filter((child): child is Element => typeof child !== 'string');
  if (open.length !== 1 || elements.length !== 1) throw new Error('not one whole document');
  return elements[0]!;
}

export async function partsOf(docx: Buffer): Promise<Record<string, string>> {
  const zip = await JSZip.loadAsync(docx);
  const names = Object.keys(zip.files);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await zip.file(name)!.async('string')] as const)),
  );
}

const elements = ({ children }: Element): Element[] => children.filter((c): c is Element => typeof c !== 'string');
const child = (element: Element | undefined, name: string): Element | undefined =>
  element && elements(element).find((one) => one.name === name);

/** What stays: `accept` drops what was deleted, `reject` what was inserted. */
export type Decision = 'accept' | 'reject';
const dropped = (decision: Decision): string => (decision === 'accept' ? 'w:del' : 'w:ins');

function textOf(element: Element, drop: string): string {
  return elements(element)
    .map((one) => {
      if (one.name === drop || one.name === 'w:pPr' || one.name === 'w:rPr') return '';
      if (one.name === 'w:tab') return '\t';
      if (one.name === 'w:br') return '\n';
      if (one.name === 'w:t' || one.name === 'w:delText')
        return one.children.filter((c) => typeof c === 'string').join('');
      return textOf(one, drop);
    })
    .join('');
}

/** Lines and table rows of the body in their order: what a reader has after deciding on all changes. */
export async function decided(docx: Buffer, decision: Decision): Promise<string[]> {
  const document = parseXml((await partsOf(docx))['word/document.xml']!);
  const drop = dropped(decision);
  return elements(child(document, 'w:body')!).flatMap((block): string[] => {
    if (block.name === 'w:p') {
      const text = textOf(block, drop);
      if (!child(child(child(block, 'w:pPr'), 'w:rPr'), drop)) return [text];
      if (text !== '') throw new Error(`the line goes, its text stays: ${text}`);
      return [];
    }
    if (block.name !== 'w:tbl') return [];
    return elements(block)
      .filter(({ name }) => name === 'w:tr')
      .filter((row) => !child(child(row, 'w:trPr'), drop))
      .map((row) =>
        elements(row)
          .filter(({ name }) => name === 'w:tc')
          .map((cell) =>
            elements(cell)
              .map((one) => (one.name === 'w:p' ? textOf(one, drop) : ''))
              .join(''),
          )
          .join(' | '),
      );
  });
}

export const changesIn = (xml: string): number => xml.match(/<w:(?:ins|del) /g)?.length ?? 0;
