import type { AgreementDocument } from '../../domain/document/agreement-document';
import type { OwnClause, OwnParagraph, OwnTemplate } from '../../domain/document/own-template';
import { fill } from '../../domain/document/own-template-check';
import { markOf, marksIn } from '../../domain/document/template-fields';
import { fail } from '../../domain/failures';
import { numeralZh } from '../format';
import { supplemented, type ClauseText, type Paragraph } from '../templates/agreement/v1/clause';
import { LISTS, TABLES, TEXTS } from './fields';

/** What a wording gives to the layout: the same for the product's template and for a customer's. */
export interface Wording {
  /** Empty: the product's. */
  preamble: string[];
  clauses: ClauseText[];
  /** `fees` → `第六条`. Throws `Invalid` for an id without a clause. */
  article: (id: string) => string;
}

/**
 * The wording of a customer's own template with the fields of one agreement. Pure.
 * @throws Failure `Invalid` for a wording that the template does not have
 */
export function ownWording(template: OwnTemplate, data: AgreementDocument): Wording {
  const chosen = new Map(data.draft.clauses.map((clause) => [clause.id, clause]));
  const ids = [...new Set(template.clauses.map(({ id }) => id))];
  const article = (id: string): string => {
    const place = ids.indexOf(id);
    if (place < 0) fail('Invalid', '模板中没有此条款', 'draft.clauses');
    return `第${numeralZh(place + 1)}条`;
  };
  const fit = (text: string): string | undefined => worded(text, data, article);
  return {
    preamble: template.preamble.map(fit).filter((text) => text !== undefined),
    article,
    clauses: ids.map((id) => {
      const { title, paragraphs } = chosenWording(template, id, chosen.get(id)?.variant);
      const written = paragraphs.flatMap((paragraph) => paragraphOf(paragraph, data, fit));
      return { id, article: article(id), title, paragraphs: supplemented(written, chosen.get(id)?.supplement) };
    }),
  };
}

function chosenWording({ clauses }: OwnTemplate, id: string, variant: string | undefined): OwnClause {
  const found = clauses.find((clause) => clause.id === id && (variant === undefined || clause.variant === variant));
  return found ?? fail('Invalid', '此条款没有该文本', 'draft.clauses');
}

/** None where a field, table or list that it goes with has not been agreed. */
function paragraphOf(
  { text, items, insert }: OwnParagraph,
  data: AgreementDocument,
  fit: (text: string) => string | undefined,
): Paragraph[] {
  const own = fit(text);
  if (own === undefined) return [];
  if (items) return [{ text: own, items: items.map(fit).filter((item) => item !== undefined) }];
  if (insert === undefined) return [own];
  const mark = markOf(insert);
  if (mark.kind === 'list') return [{ text: own, items: LISTS[mark.name](data) }];
  const table = mark.kind === 'table' ? TABLES[mark.name](data) : undefined;
  return table ? [{ text: own, table }] : [];
}

/** Undefined where it names something that this agreement does not have. */
function worded(text: string, data: AgreementDocument, article: (id: string) => string): string | undefined {
  const valueOf = (mark: ReturnType<typeof markOf>): string | undefined => {
    if (mark.kind === 'clause') return article(mark.name);
    return mark.kind === 'field' ? TEXTS[mark.name](data, article) : undefined;
  };
  if (marksIn(text).some((mark) => valueOf(mark) === undefined)) return undefined;
  return fill(text, valueOf);
}
