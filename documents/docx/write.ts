import {
  AlignmentType,
  BorderStyle,
  DeletedTextRun,
  Document,
  Footer,
  Header,
  InsertedTextRun,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
  type IRunOptions,
  type ParagraphChild,
} from 'docx';
import type { Tracked, TrackedGrid, TrackedLine, TrackedRow } from './compare';
import type { Change, Piece } from './diff';
import { HAIR, LINES, MARGINAL, PAGE, RUNS, SHADE, STYLES, TEXT_WIDTH } from './look';
import { repack } from './package';

export interface Sheet {
  /** Of the file, as Word's properties name it. */
  title: string;
  /** Left and right half of the header. */
  header: [left: string, right: string];
  /** Whose file it is, and who made the changes. */
  author: string;
  /** Of the version, `YYYY-MM-DD`: of the file and of every change. */
  date: string;
  blocks: readonly Tracked[];
}

/** One Word file. Pure: the same sheet gives the same bytes. */
export async function writeDocx({ title, header, author, date, blocks }: Sheet): Promise<Buffer> {
  const write = writer({ author, date: `${date}T00:00:00Z` });
  const file = new Document({
    title,
    creator: author,
    lastModifiedBy: author,
    styles: STYLES,
    sections: [
      {
        properties: { page: PAGE },
        headers: { default: new Header({ children: [headerLine(header)] }) },
        footers: { default: new Footer({ children: [footerLine()] }) },
        children: blocks.map((block) => (block.kind === 'line' ? write.line(block) : write.grid(block))),
      },
    ],
  });
  return repack(await Packer.toBuffer(file), date);
}

const headerLine = ([left, right]: Sheet['header']): Paragraph =>
  new Paragraph({
    tabStops: [{ type: 'right', position: TEXT_WIDTH }],
    border: { bottom: { ...HAIR, space: 4 } },
    children: [new TextRun({ ...MARGINAL, children: [left, new Tab(), right] })],
  });

const footerLine = (): Paragraph =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [
      new TextRun({
        ...MARGINAL,
        children: ['第 ', PageNumber.CURRENT, ' 页　共 ', PageNumber.TOTAL_PAGES, ' 页'],
      }),
    ],
  });

/** Every change of a file has a number of its own. */
function writer(by: { author: string; date: string }) {
  let changes = 0;
  const next = () => ({ id: ++changes, ...by });

  /** Marks a paragraph's end, or a row, as inserted or deleted. */
  const mark = (change: Change) =>
    change === 'same' ? {} : change === 'new' ? { insertion: next() } : { deletion: next() };

  function runs(pieces: readonly Piece[], look: IRunOptions): ParagraphChild[] {
    return pieces.flatMap(([change, text]) =>
      text.split('\n').map((part, i) => {
        const options = { ...look, text: part, ...(i > 0 && { break: 1 }) };
        if (change === 'same') return new TextRun(options);
        const attributes = next();
        return change === 'new'
          ? new InsertedTextRun({ ...options, ...attributes })
          : new DeletedTextRun({ ...options, ...attributes });
      }),
    );
  }

  function line({ style, change, no, text, newPage }: TrackedLine): Paragraph {
    const look = RUNS[style] ?? {};
    const number = no && no.length > 0 ? [...runs(no, RUNS.number!), ...tab(change)] : [];
    return new Paragraph({
      ...LINES[style],
      ...(newPage && { pageBreakBefore: true }),
      run: mark(change),
      children: [...number, ...runs(text, look)],
    });
  }

  /** Between number and text. */
  function tab(change: Change): ParagraphChild[] {
    if (change === 'new') return [new InsertedTextRun({ ...next(), children: [new Tab()] })];
    if (change === 'old') return [new DeletedTextRun({ ...next(), children: [new Tab()] })];
    return [new TextRun({ children: [new Tab()] })];
  }

  function grid({ look, widths, right = [], rows }: TrackedGrid): Table {
    const total = widths.reduce((sum, width) => sum + width, 0);
    const columns = widths.map((width) => Math.floor((width * TEXT_WIDTH) / total));
    const edge = look === 'signatures' ? { style: BorderStyle.NONE } : HAIR;
    return new Table({
      width: { size: TEXT_WIDTH, type: WidthType.DXA },
      columnWidths: columns,
      layout: TableLayoutType.FIXED,
      borders: { top: edge, bottom: edge, left: edge, right: edge, insideHorizontal: edge, insideVertical: edge },
      margins: { top: 60, bottom: 60, left: 100, right: 100 },
      rows: rows.map((row) => rowOf(row, columns, right)),
    });
  }

  function rowOf({ change, head, cells }: TrackedRow, columns: readonly number[], right: readonly number[]): TableRow {
    let column = 0;
    const made = cells.map(({ text, label, span = 1 }) => {
      const size = columns.slice(column, column + span).reduce((sum, width) => sum + width, 0);
      const flushRight = !head && right.includes(column);
      column += span;
      return new TableCell({
        width: { size, type: WidthType.DXA },
        columnSpan: span,
        verticalAlign: VerticalAlignTable.CENTER,
        ...(label && { shading: { type: ShadingType.CLEAR, color: 'auto', fill: SHADE } }),
        children: [
          new Paragraph({
            spacing: { line: 280 },
            ...(head ? { alignment: AlignmentType.CENTER } : flushRight ? { alignment: AlignmentType.RIGHT } : {}),
            run: mark(change),
            children: runs(text, (head ? RUNS.head : label ? RUNS.label : RUNS.cell)!),
          }),
        ],
      });
    });
    return new TableRow({ cantSplit: true, ...(head && { tableHeader: true }), ...mark(change), children: made });
  }

  return { line, grid };
}
