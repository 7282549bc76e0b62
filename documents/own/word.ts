import mammoth from 'mammoth';
import type { Miss, SourceParagraph } from '../../domain/document/own-template-check';

/** What mammoth reads a Word file into; more kinds exist, these are told apart. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  numbering?: object | null;
}

/** Cannot be printed by the layout, so nobody shall think that they are. */
const REFUSED: Readonly<Record<string, string>> = {
  table: '表格不会印出，须用表的字段，如 {{表:费用明细}}',
  image: '图片不会印出，请删除',
  noteReference: '脚注与尾注不会印出，请写入正文',
  checkbox: '复选框不会印出，请删除',
};

/**
 * The paragraphs of a Word file, empty ones left out, and what of it would be lost. Styles, fonts, headers and comments
 * are not looked at. The archive has been checked before (`security/content/docx.ts`).
 * @throws Error when the inside cannot be read as a Word file
 */
export async function readWord(file: Buffer): Promise<{ paragraphs: SourceParagraph[]; misses: Miss[] }> {
  let document: Node = { type: 'document' };
  const { messages } = await mammoth.convertToHtml(
    { buffer: file },
    {
      externalFileAccess: false,
      transformDocument: (read: Node): Node => {
        document = read;
        return { ...read, children: [] }; // no HTML is wanted
      },
    },
  );
  const paragraphs: SourceParagraph[] = [];
  const misses: Miss[] = [];
  for (const node of blocksOf(document)) {
    const text = textOf(node).trim();
    const n = paragraphs.length + 1;
    for (const kind of Object.keys(REFUSED)) {
      if (holds(node, kind)) misses.push({ where: `第 ${n} 段`, rule: 'content', message: REFUSED[kind]! });
    }
    if (node.type === 'paragraph' && text !== '') paragraphs.push({ n, text, item: !!node.numbering });
  }
  const formula = messages.some(({ message }) => /m:oMath|w:sym\b/.test(message));
  if (formula) misses.push({ where: '全文', rule: 'content', message: '公式与特殊符号不会印出，请改用文字' });
  return { paragraphs, misses };
}

/** Paragraphs and tables, in the order in which they are read. */
const blocksOf = ({ children = [] }: Node): Node[] =>
  children.flatMap((node) => (node.type === 'paragraph' || node.type === 'table' ? [node] : blocksOf(node)));

const holds = (node: Node, kind: string): boolean =>
  node.type === kind || (node.children ?? []).some((child) => holds(child, kind));

/** Full-width braces are what a Chinese keyboard gives. */
function textOf({ type, value, children = [] }: Node): string {
  if (type === 'text') return (value ?? '').replaceAll('｛', '{').replaceAll('｝', '}').replaceAll('\u00a0', ' ');
  if (type === 'tab') return ' ';
  if (type === 'break') return '\n';
  return children.map(textOf).join('');
}
