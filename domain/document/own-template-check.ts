import type { OwnClause, OwnParagraph, OwnTemplate } from './own-template';
import { lacksOf } from './own-template-required';
import { AGREEMENT_TEMPLATES, CURRENT_AGREEMENT_TEMPLATE, type ClauseSpec } from './template';
import { MARK, markOf, marksIn, written, type Mark } from './template-fields';

/** A paragraph of the file, as it was typed. */
export interface SourceParagraph {
  /** Counted from 1, empty ones left out. */
  n: number;
  text: string;
  /** Numbered or bulleted by the word processor: an item (项) of the paragraph before it. */
  item: boolean;
}

/** One thing that is wrong with a template, for whoever wrote it. */
export interface Miss {
  /** `第 12 段`, or the id of the clause. */
  where: string;
  rule: 'clause' | 'field' | 'mark' | 'place' | 'number' | 'character' | 'content';
  message: string;
}

const CORE = AGREEMENT_TEMPLATES[CURRENT_AGREEMENT_TEMPLATE]!.clauses;
const PREAMBLE = 'preamble';
/** `【fees】服务费用与支付`, `【confidentiality/provider-only】保密`. */
const HEADING = /^【\s*([^】]*?)\s*】\s*(.*)$/s;
/** `（1）` or `(一)`, typed by hand. */
const TYPED_ITEM = /^[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[）)]\s*/;
const OWN_NUMBER = /^(?:\d+(?:\.\d+)+[\s、．]|第[一二三四五六七八九十百\d]+条[\s　、：:])/;

interface Part {
  heading: SourceParagraph;
  id: string;
  variant?: string;
  title: string;
  paragraphs: OwnParagraph[];
}

/**
 * Reads the paragraphs of a customer's template and says everything that is wrong with it, not only the first thing:
 * core clauses (domain.md §3.2) that are missing or there twice, fields that a clause must hold, marks that nobody knows.
 * A template with any miss is none.
 */
export function readOwnTemplate(paragraphs: readonly SourceParagraph[]): { template: OwnTemplate; misses: Miss[] } {
  const misses: Miss[] = [];
  const parts: Part[] = [];
  for (const paragraph of paragraphs) {
    const heading = HEADING.exec(paragraph.text);
    if (heading) parts.push(partOf(paragraph, heading[1]!, heading[2]!, misses));
    else if (parts.length > 0) place(paragraph, parts.at(-1)!, misses);
    else misses.push(at(paragraph, 'place', '第一个条款标记以前的文字不会印出，请删除，或者放在【preamble】之下'));
  }
  checkParts(parts, misses);
  for (const part of parts) checkFields(part, misses);
  const clauses = parts.filter(({ id }) => id !== PREAMBLE);
  return {
    template: {
      preamble: parts.filter(({ id }) => id === PREAMBLE).flatMap((part) => part.paragraphs.map(({ text }) => text)),
      clauses: clauses.map(({ id, variant, title, paragraphs: own }): OwnClause => ({
        id,
        ...(variant !== undefined && { variant }),
        title,
        paragraphs: own,
      })),
    },
    misses,
  };
}

const at = ({ n }: SourceParagraph, rule: Miss['rule'], message: string): Miss => ({
  where: `第 ${n} 段`,
  rule,
  message,
});
const coreOf = (id: string): ClauseSpec | undefined => CORE.find((clause) => clause.id === id);

function partOf(heading: SourceParagraph, mark: string, title: string, misses: Miss[]): Part {
  const [id = '', variant, ...rest] = mark.split(/[/／]/).map((piece) => piece.trim());
  const spec = coreOf(id);
  const say = (rule: Miss['rule'], message: string): number => misses.push(at(heading, rule, message));
  if (id === PREAMBLE ? variant !== undefined : !spec || rest.length > 0) say('mark', `未知的条款标记【${mark}】`);
  else if (variant !== undefined && !spec?.variants.includes(variant))
    say('mark', `条款「${id}」没有文本「${variant}」${choices(spec)}`);
  if (/[{}]/.test(title)) say('mark', '条款标题中不能有字段');
  if (OWN_NUMBER.test(`${title} `)) say('number', '条号由系统编排，标题中不要写');
  return {
    heading,
    id,
    ...(variant !== undefined && { variant }),
    title: title || (spec?.title ?? ''),
    paragraphs: [],
  };
}

const choices = (spec: ClauseSpec | undefined): string =>
  spec && spec.variants.length > 0 ? `，可用：${spec.variants.join('、')}` : '，只有一种';

/** A paragraph, an item of the one before, or a table or list below the one before. */
function place(paragraph: SourceParagraph, part: Part, misses: Miss[]): void {
  const { text } = paragraph;
  const typed = TYPED_ITEM.test(text);
  const last = part.paragraphs.at(-1);
  const marks = marksIn(text);
  const insert = marks.find(({ kind }) => kind === 'table' || kind === 'list');
  checkMarks(paragraph, part, marks, misses);
  if (insert) {
    const alone = text.replace(MARK, '').trim() === '' && marks.length === 1;
    const free = last && !last.items && last.insert === undefined;
    if (!alone) misses.push(at(paragraph, 'place', `${written(insert)} 须独占一段`));
    else if (!free) misses.push(at(paragraph, 'place', `${written(insert)} 以前须有一段正文`));
    else last.insert = written(insert).slice(2, -2);
  } else if (paragraph.item || typed) {
    if (!last || last.insert !== undefined || part.id === PREAMBLE)
      misses.push(at(paragraph, 'place', '列项以前须有一段正文'));
    else (last.items ??= []).push(text.replace(TYPED_ITEM, ''));
  } else {
    if (OWN_NUMBER.test(text)) misses.push(at(paragraph, 'number', '条、款的编号由系统编排，正文中不要写'));
    part.paragraphs.push({ text });
  }
}

function checkMarks(paragraph: SourceParagraph, { id }: Part, marks: Mark[], misses: Miss[]): void {
  const say = (message: string): number => misses.push(at(paragraph, 'mark', message));
  if (/[{}]/.test(paragraph.text.replace(MARK, ''))) say('花括号须成对，写作 {{字段}}');
  for (const mark of marks) {
    const unknown = mark.kind === 'unknown' || (mark.kind === 'clause' && !coreOf(mark.name));
    if (unknown) say(`未知的字段 ${written(mark)}`);
    else if (id === PREAMBLE && mark.kind !== 'field') say(`【preamble】中不能用 ${written(mark)}`);
  }
}

/** Every core clause exactly once, or once for each of its wordings. */
function checkParts(parts: readonly Part[], misses: Miss[]): void {
  for (const { id, title } of CORE) {
    const those = parts.filter((part) => part.id === id);
    if (those.length === 0) misses.push({ where: id, rule: 'clause', message: `缺少核心条款【${id}】${title}` });
    const wordings = those.map(({ variant }) => variant);
    const twice = those.find(({ variant }, i) => wordings.indexOf(variant) !== i);
    if (twice) misses.push(at(twice.heading, 'clause', `条款【${id}】重复`));
    else if (those.length > 1 && wordings.includes(undefined))
      misses.push(
        at(
          those[0]!.heading,
          'clause',
          `条款【${id}】有几种文本的，每种都须标明，如【${id}/${coreOf(id)!.variants[0] ?? ''}】`,
        ),
      );
  }
  const [, ...more] = parts.filter(({ id }) => id === PREAMBLE);
  for (const { heading } of more) misses.push(at(heading, 'clause', '【preamble】重复'));
}

/** Something must stand below the heading, and what the clause must hold, where every agreement prints it. */
function checkFields({ heading, id, variant, paragraphs }: Part, misses: Miss[]): void {
  if (paragraphs.length === 0) misses.push(at(heading, 'clause', '标记之下没有正文'));
  if (id === PREAMBLE) return;
  const where = variant === undefined ? id : `${id}/${variant}`;
  for (const lack of lacksOf({ id, ...(variant !== undefined && { variant }), paragraphs }))
    misses.push({ where, ...lack });
}

/** The marks of a text replaced; what `valueOf` does not know stays. */
export const fill = (text: string, valueOf: (mark: Mark) => string | undefined): string =>
  text.replace(MARK, (whole, inBraces: string) => valueOf(markOf(inBraces)) ?? whole);
