import type { AgreementContent, Block, Cell, Grid, Line, Row, Section } from './content';
import { diffLists, diffTexts, likeness, type Change, type Piece } from './diff';

/** Content with what has changed in it: the shape that is written, with or without changes (修改对照稿). */
export type Tracked = TrackedLine | TrackedGrid;
export interface TrackedLine extends Omit<Line, 'no' | 'text'> {
  /** Of the whole line; `same` where only pieces of it changed. */
  change: Change;
  no?: Piece[];
  text: Piece[];
  newPage?: true;
}
export interface TrackedGrid extends Omit<Grid, 'rows'> {
  rows: TrackedRow[];
}
export interface TrackedRow {
  change: Change;
  head?: true;
  cells: (Omit<Cell, 'text'> & { text: Piece[] })[];
}

/** More of two paragraphs in common than this: one was made from the other. */
const ALIKE = 0.4;
/** How far ahead a changed line is looked for: a line that moved farther went here and came there. */
const AHEAD = 8;

/** A version on its own. */
export const unchanged = ({ sections }: AgreementContent): Tracked[] =>
  sections.flatMap((section) => whole(section, 'same'));

/**
 * A version against an earlier one. Sections are matched by their key (clauses by id), lines and table rows inside them
 * by their text and, where that has changed, by their place. Leaving out what is `old` gives the later version's blocks,
 * leaving out what is `new` the earlier one's.
 */
export const compared = (before: AgreementContent, after: AgreementContent): Tracked[] =>
  paired(
    before.sections,
    after.sections,
    ({ key }) => key,
    (a, b) => a.key === b.key,
  ).flatMap(([old, fresh]) => {
    if (!old) return whole(fresh!, 'new');
    return fresh ? bySection(old, fresh) : whole(old, 'old');
  });

function bySection(old: Section, fresh: Section): Tracked[] {
  const blocks = paired(old.blocks, fresh.blocks, keyOf, sameKind).map(([a, b]) => {
    if (!a) return marked(b!, 'new');
    return b ? within(a, b) : marked(a, 'old');
  });
  return onNewPage(fresh, blocks);
}

const whole = (section: Section, change: Change): Tracked[] =>
  onNewPage(
    section,
    section.blocks.map((block) => marked(block, change)),
  );

function onNewPage({ newPage }: Section, blocks: Tracked[]): Tracked[] {
  const [first, ...rest] = blocks;
  return newPage && first?.kind === 'line' ? [{ ...first, newPage }, ...rest] : blocks;
}

/** What makes two blocks the same: their number may have moved. */
const keyOf = (block: Block): string =>
  block.kind === 'line' ? `${block.style} ${block.text}` : JSON.stringify(block);

function sameKind(old: Block, fresh: Block): boolean {
  if (old.kind === 'line')
    return fresh.kind === 'line' && old.style === fresh.style && likeness(old.text, fresh.text) >= ALIKE;
  return fresh.kind === 'grid' && old.look === fresh.look && old.widths.length === fresh.widths.length;
}

function within(old: Block, fresh: Block): Tracked {
  if (fresh.kind === 'line') {
    const { no = '', text } = old as Line;
    return {
      ...fresh,
      change: 'same',
      no: replaced(no, fresh.no ?? ''),
      text: diffTexts(text, fresh.text),
    };
  }
  const rows = paired((old as Grid).rows, fresh.rows, (row) => JSON.stringify(row), sameRow);
  return {
    ...fresh,
    rows: rows.map(([a, b]) => {
      if (!a) return markedRow(b!, 'new');
      return b ? withinRow(a, b) : markedRow(a, 'old');
    }),
  };
}

/** Same cells; of label and value the label decides, of other rows a wording in common, or much of what stands in them. */
function sameRow(old: Row, fresh: Row): boolean {
  const [a, b] = [old.cells, fresh.cells];
  if (old.head !== fresh.head || a.length !== b.length) return false;
  if (a.some((cell, i) => cell.span !== b[i]!.span || cell.label !== b[i]!.label)) return false;
  if (a[0]!.label) return a[0]!.text === b[0]!.text;
  if (a.some(({ text }, i) => text === b[i]!.text && /\p{Script=Han}{2}/u.test(text))) return true;
  const text = (cells: Cell[]): string => cells.map((cell) => cell.text).join('\n');
  return likeness(text(a), text(b)) >= ALIKE;
}

const withinRow = (old: Row, fresh: Row): TrackedRow => ({
  ...fresh,
  change: 'same',
  cells: fresh.cells.map((cell, i) => ({ ...cell, text: diffTexts(old.cells[i]!.text, cell.text) })),
});

const pieces = (text: string, change: Change): Piece[] => (text === '' ? [] : [[change, text]]);

/** Numbers are not torn apart. */
const replaced = (old: string, fresh: string): Piece[] =>
  old === fresh ? pieces(fresh, 'same') : [...pieces(old, 'old'), ...pieces(fresh, 'new')];

function marked(block: Block, change: Change): Tracked {
  if (block.kind === 'grid') return { ...block, rows: block.rows.map((row) => markedRow(row, change)) };
  const { no, ...rest } = block;
  return { ...rest, change, ...(no !== undefined && { no: pieces(no, change) }), text: pieces(block.text, change) };
}

const markedRow = (row: Row, change: Change): TrackedRow => ({
  ...row,
  change,
  cells: row.cells.map((cell) => ({ ...cell, text: pieces(cell.text, change) })),
});

type Pair<T> = [old: T | undefined, fresh: T | undefined];

/**
 * Two lists side by side: what is equal in both keeps its order; between two equal ones what is alike is paired by its
 * place, the rest went or came.
 */
function paired<T>(
  before: readonly T[],
  after: readonly T[],
  keyOfOne: (one: T) => string,
  alike: (old: T, fresh: T) => boolean,
): Pair<T>[] {
  const result: Pair<T>[] = [];
  let gone: T[] = [];
  let come: T[] = [];
  const settle = (): void => {
    result.push(...byPlace(gone, come, alike));
    [gone, come] = [[], []];
  };
  let [i, j] = [0, 0];
  for (const [change] of diffLists(before.map(keyOfOne), after.map(keyOfOne))) {
    if (change === 'old') gone.push(before[i++]!);
    else if (change === 'new') come.push(after[j++]!);
    else {
      settle();
      result.push([before[i++], after[j++]]);
    }
  }
  settle();
  return result;
}

function byPlace<T>(gone: readonly T[], come: readonly T[], alike: (old: T, fresh: T) => boolean): Pair<T>[] {
  const result: Pair<T>[] = [];
  let [i, j] = [0, 0];
  /** What went, then what came, up to a pair. */
  const upTo = (old: number, fresh: number): void => {
    result.push(...gone.slice(i, old).map((one): Pair<T> => [one, undefined]));
    result.push(...come.slice(j, fresh).map((one): Pair<T> => [undefined, one]));
    [i, j] = [old, fresh];
  };
  come.forEach((fresh, at) => {
    const ahead = gone.slice(i, i + AHEAD).findIndex((old) => alike(old, fresh));
    if (ahead < 0) return;
    const found = i + ahead;
    upTo(found, at);
    result.push([gone[found], fresh]);
    [i, j] = [found + 1, at + 1];
  });
  upTo(gone.length, come.length);
  return result;
}
