import { AGREEMENT_TEMPLATES, CURRENT_AGREEMENT_TEMPLATE, type AgreementTemplate } from './template';

/**
 * A customer's own template (自带模板): its wording takes the place of the product's, clause by clause; fields, tables,
 * checks and layout stay the product's (docs/templates.md). Once stored, a version is never changed.
 */
export interface OwnTemplate {
  /** Opening sentences instead of the product's; empty: the product's. */
  preamble: string[];
  /** In printing order; a clause with several wordings stands here once for each, the default first. */
  clauses: OwnClause[];
}

export interface OwnClause {
  /** Id of a core clause. */
  id: string;
  /** Which of the clause's wordings this is; absent: the only one. */
  variant?: string;
  title: string;
  paragraphs: OwnParagraph[];
}

/** A numbered paragraph (款); its texts hold fields in braces. Below it items (项), or a table or list by its mark. */
export interface OwnParagraph {
  text: string;
  items?: string[];
  /** e.g. `表:费用明细`. */
  insert?: string;
}

/** A stored version, as a draft names it. */
export interface OwnTemplateRef {
  /** e.g. `own/法务2026`. */
  id: string;
  version: number;
}

const NAME = '[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,29}';
/** What comes after `own/`. */
export const OWN_TEMPLATE_NAME = new RegExp(`^${NAME}$`, 'u');
const REF = new RegExp(`^(own/${NAME})@([1-9]\\d{0,5})$`, 'u');

/** `own/法务2026@2`; undefined for anything else, e.g. the product's own `agreement/v1`. */
export function ownTemplateRef(templateVersion: string): OwnTemplateRef | undefined {
  const [, id, version] = REF.exec(templateVersion) ?? [];
  return id && version ? { id, version: Number(version) } : undefined;
}

export const templateVersionOf = ({ id, version }: OwnTemplateRef): string => `${id}@${version}`;

/**
 * Which clauses and variants the draft's rules know for a template version: an own one has the product's core clauses.
 * Whether it exists, and has the variants chosen, is checked where the templates are kept (the API).
 */
export function clausesOf(templateVersion: string): AgreementTemplate | undefined {
  const known = ownTemplateRef(templateVersion) ? CURRENT_AGREEMENT_TEMPLATE : templateVersion;
  return Object.hasOwn(AGREEMENT_TEMPLATES, known) ? AGREEMENT_TEMPLATES[known] : undefined;
}
