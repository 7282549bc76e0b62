import { findTemplate } from '../db/templates';
import type { AgreementDraft } from '../domain/document/draft';
import { ownTemplateRef } from '../domain/document/own-template';
import { AGREEMENT_TEMPLATES } from '../domain/document/template';
import type { ApiDeps } from './deps';
import { ApiFailure } from './problems';

/**
 * The template that a draft names exists, and has the wordings that it chooses; the agreement itself knows the core
 * clauses only. One statement for a customer's own, none for the product's. Throws `Invalid` naming the field.
 */
export async function requireTemplate({ db }: Pick<ApiDeps, 'db'>, draft: unknown): Promise<void> {
  const { templateVersion, clauses } = draft as Pick<AgreementDraft, 'templateVersion' | 'clauses'>;
  if (Object.hasOwn(AGREEMENT_TEMPLATES, templateVersion)) return;
  const ref = ownTemplateRef(templateVersion);
  const template = ref && (await findTemplate(db, ref));
  if (!template) throw new ApiFailure('Invalid', '没有这个协议模板版本', { field: 'draft.templateVersion' });
  clauses.forEach(({ id, variant }, i) => {
    if (variant === undefined || template.content.clauses.some((own) => own.id === id && own.variant === variant))
      return;
    throw new ApiFailure('Invalid', '此模板的该条款没有该文本', { field: `draft.clauses[${i}].variant` });
  });
}
