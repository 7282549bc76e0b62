import type { AgreementDraft } from './draft';
import { check, filled, unique } from './checks';
import { clausesOf } from './own-template';

/** All core clauses of the template present, each once, nothing unknown, variants that exist. */
export function checkClauses({ templateVersion, clauses }: AgreementDraft): void {
  const template = clausesOf(templateVersion);
  check(template !== undefined, '未知的协议模板版本', 'templateVersion');
  clauses.forEach(({ id, variant, supplement }, i) => {
    const spec = template.clauses.find((one) => one.id === id);
    check(spec !== undefined, '模板中没有此条款', `clauses[${i}].id`);
    check(variant === undefined || spec.variants.includes(variant), '此条款没有该文本', `clauses[${i}].variant`);
    if (supplement !== undefined) filled(supplement, `clauses[${i}].supplement`, '补充约定');
  });
  const ids = clauses.map(({ id }) => id);
  unique(ids, 'clauses', '条款');
  const missing = template.clauses.filter(({ id }) => !ids.includes(id));
  check(missing.length === 0, `缺少核心条款: ${missing.map(({ title }) => title).join('、')}`, 'clauses');
}

/** What an objection or an answer may name: the draft's core clauses and its personal ones. */
export const clauseIds = ({ clauses, personalClauses }: AgreementDraft): string[] =>
  [...clauses, ...personalClauses].map(({ id }) => id);

/** Every requirement of the intake answered by at least one clause, every personal clause asked for: both ways. */
export function checkPersonalised(draft: AgreementDraft, requirements: readonly string[]): void {
  const { personalClauses, personalised, clauses } = draft;
  const core = clauses.map(({ id }) => id);
  personalClauses.forEach(({ id, text }, i) => {
    filled(id, `personalClauses[${i}].id`, '个性化条款编号');
    check(!core.includes(id), '个性化条款不得使用核心条款的编号', `personalClauses[${i}].id`);
    filled(text, `personalClauses[${i}].text`, '个性化条款');
  });
  const own = personalClauses.map(({ id }) => id);
  unique(own, 'personalClauses', '个性化条款编号');
  personalised.forEach(({ requirement, clauses: answers }, i) => {
    check(requirements.includes(requirement), '需求沟通中没有此项要求', `personalised[${i}].requirement`);
    check(answers.length > 0, '每项个性化要求至少须对应一个条款', `personalised[${i}].clauses`);
    answers.forEach((id, j) =>
      check(own.includes(id) || core.includes(id), '对应的条款不存在', `personalised[${i}].clauses[${j}]`),
    );
    unique(answers, `personalised[${i}].clauses`, '对应条款');
  });
  const mapped = personalised.map(({ requirement }) => requirement);
  unique(mapped, 'personalised', '个性化要求');
  const left = requirements.filter((requirement) => !mapped.includes(requirement)).length;
  check(left === 0, `有 ${left} 项个性化要求没有对应条款`, 'personalised');
  const used = new Set(personalised.flatMap(({ clauses: answers }) => answers));
  const idle = own.findIndex((id) => !used.has(id));
  check(idle < 0, '个性化条款没有对应的要求', `personalClauses[${idle}]`);
}
