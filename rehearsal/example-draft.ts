import { coreClauses, CURRENT_AGREEMENT_TEMPLATE } from '../domain/document/template';
import { DAY, dateAt } from '../domain/time';
import type { Situation } from './payloads';

/**
 * A whole draft in plain words, valid for every fee, term and list of requirements. A later version answers what was
 * objected to by a supplement of that clause.
 */
export function exampleDraft({
  state,
  now,
  choice,
  objected,
}: Pick<Situation, 'state' | 'now' | 'choice' | 'objected'>): object {
  const { terms, intake, draft } = state;
  const { feeFen } = terms;
  const version = (draft?.version ?? 0) + 1;
  const supplemented = version === 1 ? [] : objected.length > 0 ? objected : ['standard'];
  const personal = intake.requirements.map(({ key }, i) => ({
    id: `p${i + 1}`,
    text: clauseFor(choice.requirements.find((r) => r.key === key)?.text ?? '双方约定的特殊要求'),
    key,
  }));
  return {
    templateVersion: CURRENT_AGREEMENT_TEMPLATE,
    serviceItems: [
      { item: '定期沟通', standard: '由客户经理以电话或视频进行, 每次形成沟通记录', frequency: '每月 1 次' },
      { item: '上门拜访', standard: '客户经理与负责人共同拜访, 收集改进意见', frequency: '每季度 1 次' },
      { item: '满意度调研', standard: '五个维度的深度访谈, 出具调研报告与改进方案', frequency: '每季度 1 次' },
      { item: '客户关怀', standard: '生日, 企业周年, 春节与中秋的问候', frequency: '按日期' },
    ],
    feeFen,
    feeBreakdown: split(feeFen, [80, 20]).map((fen, i) => ({ label: ['基础维护服务费', '调研与关怀费'][i]!, fen })),
    paymentPlan: paymentPlan(feeFen, dateAt(now + 30 * DAY)),
    confidentialityYears: 2,
    penalties: { lateDailyRateBp: 5, capPercent: 30 },
    dispute: { arbitration: '上海仲裁委员会' },
    notices: { channels: ['post', 'email', 'platform'] },
    copies: 2,
    annexes: ['需维护的客户名单', '个人信息处理告知与同意书'],
    clauses: coreClauses().map((clause) =>
      supplemented.includes(clause.id)
        ? { ...clause, supplement: `第 ${version} 稿: 就本条按双方协商结果执行。` }
        : clause,
    ),
    personalClauses: personal.map(({ id, text }) => ({ id, text })),
    personalised: personal.map(({ id, key }) => ({ requirement: key, clauses: [id] })),
  };
}

const clauseFor = (requirement: string): string => `甲方应当遵守乙方的下列特殊要求: ${requirement}。`;

/** Parts of a fee by percent, the last one takes what rounding leaves; parts that would be nothing are left out. */
function split(fen: number, percents: readonly number[]): number[] {
  const parts = percents.slice(0, -1).map((percent) => Math.floor((fen * percent) / 100));
  const all = [...parts, fen - parts.reduce((a, b) => a + b, 0)];
  return all.every((part) => part > 0) ? all : [fen];
}

function paymentPlan(feeFen: number, firstOn: string): object {
  const down = Number((BigInt(feeFen) * 30n + 50n) / 100n);
  const rest = split(feeFen - down, [50, 50]);
  const triggers = [{ date: firstOn }, { milestone: '合同履行情况报告送达后 10 日内' }, { invoice: 10 }];
  if (down === 0) return { instalments: [{ seq: 1, fen: feeFen, on: triggers[0] }] };
  const instalments = [down, ...rest].map((fen, i) => ({ seq: i + 1, fen, on: triggers[i] }));
  return { downPaymentPercent: 30, instalments };
}
