import type { AgreementDocument } from '../../domain/document/agreement-document';
import { printed } from '../glyphs';
import type { ClauseTable, ClauseText } from '../templates/agreement/v1/clause';
import { agreementView, type AgreementView } from '../views/agreement';

/**
 * An agreement as a word processor has it: lines and tables in sections, each section with a key that it keeps from
 * version to version, so that two versions can be held against each other.
 */
export interface AgreementContent {
  title: string;
  number: string;
  /** e.g. `第 2 版`. */
  version: string;
  /** Of the version, `YYYY-MM-DD`. */
  date: string;
  /** The provider. */
  author: string;
  sections: Section[];
}

export interface Section {
  /** e.g. `clause/fees`. */
  key: string;
  newPage?: true;
  blocks: Block[];
}

export type Block = Line | Grid;

export type LineStyle =
  'title' | 'subtitle' | 'heading' | 'caption' | 'prose' | 'clause' | 'annex' | 'item' | 'centred';

export interface Line {
  kind: 'line';
  style: LineStyle;
  /** Its own number, e.g. `6.2` or `（1）`: hangs before the text. */
  no?: string;
  text: string;
}

export interface Grid {
  kind: 'grid';
  /** Label and value, a table with a head, or two places to sign in. */
  look: 'fields' | 'table' | 'signatures';
  /** Relative. */
  widths: number[];
  /** Columns set flush right. */
  right?: number[];
  rows: Row[];
}

export interface Row {
  head?: true;
  cells: Cell[];
}

export interface Cell {
  text: string;
  label?: true;
  /** Columns it takes; 1 if absent. */
  span?: number;
}

/** Pure. Throws `Invalid` as the PDF does. */
export function contentOf(data: AgreementDocument): AgreementContent {
  const view = printed(agreementView(data)) as AgreementView;
  const { title, number, version, author, titles } = view;
  return {
    title,
    number,
    version,
    date: data.date,
    author,
    sections: [
      {
        key: 'title',
        blocks: [line('title', title), line('subtitle', `编号：${number}　${version}`)],
      },
      { key: 'record', blocks: [line('heading', titles.record)] },
      ...view.sections.map((section, i) => ({
        key: `record/${i}`,
        blocks: [line('caption', section.title), fieldsOf(section.rows)],
      })),
      { key: 'people', blocks: [line('caption', titles.contacts), tableOf(view.people)] },
      { key: 'preamble', blocks: view.preamble.flatMap(prose) },
      ...view.clauses.map(clauseOf),
      { key: 'signatures', blocks: [line('centred', titles.end), signaturesOf(view)] },
      { key: 'services', newPage: true, blocks: [line('heading', titles.services), tableOf(view.services)] },
      { key: 'personal', blocks: personalOf(view) },
    ],
  };
}

const line = (style: LineStyle, text: string, no?: string): Line => ({
  kind: 'line',
  style,
  ...(no !== undefined && { no }),
  text,
});

const prose = (text: string): Line[] => text.split('\n').map((part) => line('prose', part));

function clauseOf({ id, article, title, paragraphs }: ClauseText, i: number): Section {
  const blocks = paragraphs.flatMap((paragraph, n): Block[] => {
    const no = `${i + 1}.${n + 1}`;
    if (typeof paragraph === 'string') return [line('clause', paragraph, no)];
    const below =
      'table' in paragraph
        ? [tableOf(paragraph.table)]
        : paragraph.items.map((item, k) => line('item', item, `（${k + 1}）`));
    return [line('clause', paragraph.text, no), ...below];
  });
  return { key: `clause/${id}`, blocks: [line('heading', `${article}　${title}`), ...blocks] };
}

const cell = (text: string): Cell => ({ text });
const label = (text: string): Cell => ({ text, label: true });

function tableOf({ head, widths, rows, right }: ClauseTable): Grid {
  return {
    kind: 'grid',
    look: 'table',
    widths,
    ...(right && { right }),
    rows: [{ head: true, cells: head.map(label) }, ...rows.map((row) => ({ cells: row.map(cell) }))],
  };
}

function fieldsOf(rows: AgreementView['sections'][number]['rows']): Grid {
  return {
    kind: 'grid',
    look: 'fields',
    widths: [2.1, 3.4, 1.7, 2.6],
    rows: rows.map((row) => ({
      cells:
        row.length === 4
          ? [label(row[0]), cell(row[1]), label(row[2]), cell(row[3])]
          : [label(row[0]), { text: row[1], span: 3 }],
    })),
  };
}

const signaturesOf = ({ signatures }: AgreementView): Grid => ({
  kind: 'grid',
  look: 'signatures',
  widths: [1, 1],
  rows: [
    {
      cells: signatures.map(({ party, lines }) =>
        cell([party, ...lines, '签署日期：　　　年　　月　　日'].join('\n\n')),
      ),
    },
  ],
});

function personalOf({ titles, personalClauses, mapping }: AgreementView): Block[] {
  const heading = line('heading', titles.personal);
  if (personalClauses.length === 0 && mapping.rows.length === 0)
    return [heading, line('prose', titles.nothingPersonal)];
  return [heading, ...personalClauses.map(({ no, text }) => line('annex', text, no)), tableOf(mapping)];
}
