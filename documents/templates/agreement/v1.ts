import type { AgreementDocument } from '../../../domain/document/agreement-document';
import { fail } from '../../../domain/failures';
import { AGREEMENT_TEMPLATES } from '../../../domain/document/template';
import type { AgreementTemplate } from '../../../domain/document/template';
import { numeralZh } from '../../format';
import * as breach from './v1/breach';
import { supplemented, type ClauseContext, type ClauseText, type ClauseWriter } from './v1/clause';
import * as closing from './v1/closing';
import * as duties from './v1/duties';
import { fees } from './v1/money';
import * as opening from './v1/opening';

/**
 * Template `agreement/v1` 客户关系维护服务协议. Its clauses and variants are declared in `domain/document/template.ts`,
 * its typed fields are `AgreementDraft`, their rules `checkDraft`; here is the wording, in `v1.typ` the layout.
 * A wording in use is never edited: a change is a new template version.
 */
export const VERSION = 'agreement/v1';

export const PREAMBLE =
  '甲、乙双方本着平等、自愿、诚实信用的原则，依据《中华人民共和国民法典》及有关法律法规，就甲方为乙方提供客户关系维护服务事宜，协商一致，订立本协议，共同遵守。';

export const WRITERS: Readonly<Record<string, ClauseWriter>> = {
  definitions: opening.definitions,
  parties: opening.parties,
  service: opening.service,
  standard: opening.standard,
  term: opening.term,
  fees,
  duties: duties.duties,
  confidentiality: duties.confidentiality,
  data: duties.data,
  evaluation: duties.evaluation,
  breach: breach.breach,
  'force-majeure': breach.forceMajeure,
  change: breach.change,
  notices: closing.notices,
  law: closing.law,
  disputes: closing.disputes,
  whole: closing.whole,
  copies: closing.copies,
  annexes: closing.annexes,
};

const template: AgreementTemplate = AGREEMENT_TEMPLATES[VERSION]!;

/** `fees` → `第六条`. */
export function article(id: string): string {
  const at = template.clauses.findIndex((clause) => clause.id === id);
  if (at < 0) fail('Invalid', '模板中没有此条款', 'draft.clauses');
  return `第${numeralZh(at + 1)}条`;
}

/** The whole wording of one version, in the template's order, with agreed supplements at the end of their clause. */
export function clauses(data: AgreementDocument): ClauseText[] {
  const chosen = new Map(data.draft.clauses.map((clause) => [clause.id, clause]));
  const context: ClauseContext = {
    data,
    article,
    variant: (id) => chosen.get(id)?.variant ?? template.clauses.find((clause) => clause.id === id)?.variants[0],
  };
  return template.clauses.map(({ id, title }) => {
    const paragraphs = supplemented(WRITERS[id]!(context), chosen.get(id)?.supplement);
    return { id, article: article(id), title, paragraphs };
  });
}
