import type { OwnClause, OwnParagraph } from './own-template';
import { isOptional, markOf, marksIn, requiredIn, written, type Mark } from './template-fields';

/** One thing that a clause lacks. */
interface Lack {
  rule: 'clause' | 'field';
  message: string;
}

/** What is printed or left out as one: a paragraph's own text with its table or list, or one of its items. */
interface Unit {
  marks: string[];
  /** Printed only where the agreement has all of these. */
  needs: string[];
}

/**
 * What the wording of a clause would not print in every agreement: a paragraph goes with the optional fields in it
 * (`documents/own/wording.ts`), so what must stand on the paper may hang on none but itself, and no clause on optional
 * ones alone.
 */
export function lacksOf({ id, variant, paragraphs }: Omit<OwnClause, 'title'>): Lack[] {
  const clause = `条款【${variant === undefined ? id : `${id}/${variant}`}】`;
  const units = paragraphs.flatMap(unitsOf);
  const lacks: Lack[] = requiredIn(id).flatMap((mark) => lackOf(written(mark), units, clause));
  if (paragraphs.length > 0 && units.every(({ needs }) => needs.length > 0))
    lacks.push({ rule: 'clause', message: `${clause}的每一款都含有时没有的字段，须至少有一款总是印出` });
  return lacks;
}

function lackOf(mark: string, units: readonly Unit[], clause: string): Lack[] {
  const others = units
    .filter(({ marks }) => marks.includes(mark))
    .map(({ needs }) => needs.filter((need) => need !== mark));
  if (others.length === 0) return [{ rule: 'field', message: `${clause}缺少 ${mark}` }];
  if (others.some((needs) => needs.length === 0)) return [];
  const hangsOn = [...new Set(others.flat())].join('、');
  return [
    { rule: 'field', message: `${clause}必须有的 ${mark} 不能与有时没有的 ${hangsOn} 同在一款（项），须另写一款` },
  ];
}

function unitsOf({ text, items = [], insert }: OwnParagraph): Unit[] {
  const whole = unit([...marksIn(text), ...(insert === undefined ? [] : [markOf(insert)])]);
  return [whole, ...items.map((item) => unit(marksIn(item), whole.needs))];
}

const unit = (marks: readonly Mark[], parent: readonly string[] = []): Unit => ({
  marks: marks.map(written),
  needs: [...parent, ...marks.filter(isOptional).map(written)],
});
