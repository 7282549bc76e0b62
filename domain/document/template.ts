/**
 * The agreement templates as the rules know them: which clauses a version has and which of them are core. The wording
 * lives in `documents/templates/agreement/`; both sides are held together by a test.
 */
export interface ClauseSpec {
  /** Stable word: objections, supplements and the requirement mapping refer to it. */
  id: string;
  /** 条的标题. */
  title: string;
  /** Wordings to choose from; the first is the default. Empty: one wording only. */
  variants: readonly string[];
}

export interface AgreementTemplate {
  version: string;
  /** In printing order. All are core: none may be left out (domain.md §3.2). */
  clauses: readonly ClauseSpec[];
}

const clause = (id: string, title: string, ...variants: string[]): ClauseSpec => ({ id, title, variants });

const V1: AgreementTemplate = {
  version: 'agreement/v1',
  clauses: [
    clause('definitions', '定义与解释'),
    clause('parties', '协议主体与联系人'),
    clause('service', '服务内容'),
    clause('standard', '服务标准与响应时限'),
    clause('term', '服务期限'),
    clause('fees', '服务费用与支付'),
    clause('duties', '双方的权利与义务'),
    clause('confidentiality', '保密', 'mutual', 'provider-only'),
    clause('data', '客户信息保护'),
    clause('evaluation', '服务评估与续签'),
    clause('breach', '违约责任'),
    clause('force-majeure', '不可抗力'),
    clause('change', '变更、解除与终止'),
    clause('notices', '通知与送达'),
    clause('law', '法律适用'),
    clause('disputes', '争议解决'),
    clause('whole', '完整协议'),
    clause('copies', '文本与份数'),
    clause('annexes', '附件'),
  ],
};

export const AGREEMENT_TEMPLATES: Readonly<Record<string, AgreementTemplate>> = { [V1.version]: V1 };
export const CURRENT_AGREEMENT_TEMPLATE = V1.version;

/** 条的标题 of a core clause; undefined for a personal one. */
export const clauseTitle = (id: string): string | undefined =>
  Object.values(AGREEMENT_TEMPLATES)
    .flatMap(({ clauses }) => clauses)
    .find((one) => one.id === id)?.title;

/** The clause list of a fresh draft: every core clause in its default wording. Unknown version: empty. */
export function coreClauses(templateVersion: string = CURRENT_AGREEMENT_TEMPLATE): { id: string }[] {
  return (AGREEMENT_TEMPLATES[templateVersion]?.clauses ?? []).map(({ id }) => ({ id }));
}
