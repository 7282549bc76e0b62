import type { AgreedTarget } from '../../../../domain/document/agreement-document';
import type { AgreementDraft, PaymentTrigger } from '../../../../domain/document/draft';
import type { StandardFigures } from '../../../../domain/document/standard';
import { CASE_KIND_ZH } from '../../../../domain/case/types';
import type { Rung } from '../../../../domain/deadline/types';
import { formatYuan } from '../../../../domain/money/amount';
import { ROLE_ZH } from '../../../../domain/roles';
import { dateZh, targetZh } from '../../../format';
import type { ClauseTable } from './clause';

/** The tables inside the clauses. Also a customer's own template prints them (`documents/own/`). */

export const serviceTable = ({ serviceItems }: AgreementDraft): ClauseTable => ({
  head: ['序号', '服务项目', '服务标准', '频次'],
  widths: [0.8, 2.6, 5, 2],
  rows: serviceItems.map(({ item, standard, frequency }, i) => [`${i + 1}`, item, standard, frequency]),
});

export const feeTable = ({ feeBreakdown, feeFen }: AgreementDraft): ClauseTable => ({
  head: ['序号', '费用项目', '金额（元）'],
  widths: [1, 6, 3],
  right: [2],
  rows: [
    ...feeBreakdown.map(({ label, fen }, i) => [`${i + 1}`, label, formatYuan(fen)]),
    ['', '合计', formatYuan(feeFen)],
  ],
});

const when = (on: PaymentTrigger): string => {
  if ('date' in on) return `${dateZh(on.date)}以前`;
  if ('milestone' in on) return on.milestone;
  return `收到发票后 ${on.invoice} 个工作日内`;
};

export const paymentTable = ({ paymentPlan, feeFen }: AgreementDraft): ClauseTable => ({
  head: ['期次', '付款时点', '金额（元）'],
  widths: [1, 6, 3],
  right: [2],
  rows: [
    ...paymentPlan.instalments.map(({ seq, fen, on }) => [`第 ${seq} 期`, when(on), formatYuan(fen)]),
    ['', '合计', formatYuan(feeFen)],
  ],
});

export const caseTimesTable = (s: StandardFigures): ClauseTable => ({
  head: ['类别', '事项', '时限'],
  widths: [2.2, 5.6, 2.2],
  rows: [
    ['投诉', '客户经理首次联系', targetZh(s.complaint.firstContact)],
    ['投诉', '组成跨部门小组并提出首个解决方案', targetZh(s.complaint.firstSolution)],
    ['复杂投诉', '提交载明日期的处理计划；此后每个工作日通报进展', targetZh(s.complaint.plan)],
    ['投诉', '解决后回访或登门致歉，并完成内部复盘', targetZh(s.complaint.callback)],
    ['紧急需求', '响应', targetZh(s.request.urgentResponse)],
    ['紧急需求', '解决', targetZh(s.request.urgentSolution)],
    ['重要需求', '响应', targetZh(s.request.importantResponse)],
    ['重要需求', '提交处理计划', targetZh(s.request.importantPlan)],
    ['常规需求', '响应', targetZh(s.request.regularResponse)],
    ['全部需求', '未办结期间通报进展', `至多每 ${targetZh(s.request.progress)}一次`],
    ['全部需求', '办结后回访，由乙方确认或重新开启', targetZh(s.request.callback)],
    ...s.agreedForCases.map(({ kind, level = '', title, target }) => [
      `${level}${CASE_KIND_ZH[kind]}`,
      `${title}（另行约定）`,
      targetZh(target),
    ]),
  ],
});

export const stepTimesTable = ({ agreedForSteps }: StandardFigures): ClauseTable => ({
  head: ['事项', '责任方', '时限'],
  widths: [5.2, 2.6, 2.2],
  rows: agreedForSteps.map(({ title, owner, target }) => [title, ROLE_ZH[owner], targetZh(target)]),
});

/** `届满后 24 小时通知服务总监` */
const rungZh = ({ role, after }: Rung): string =>
  `届满${after.value === 0 ? '当时' : `后 ${targetZh(after)}`}通知${ROLE_ZH[role]}`;

export const ladderTable = ({ agreedLadders }: StandardFigures): ClauseTable => ({
  head: ['事项', '逐级通知'],
  widths: [4, 6],
  rows: agreedLadders.map(({ kind, level = '', title, rungs }) => [
    kind ? `${level}${CASE_KIND_ZH[kind]}：${title}` : title,
    rungs.map(rungZh).join('；'),
  ]),
});

export const indicatorTable = ({ evaluation }: StandardFigures): ClauseTable => ({
  head: ['指标', '计算方法', '合格标准'],
  widths: [2.2, 5.6, 2.2],
  rows: [
    ['客户满意度', '本期已答复调研的平均得分（1 至 5 分）乘以 20', `不低于 ${evaluation.satisfaction} 分`],
    ['按时完成率', '本期承诺并到期的投诉与需求的方案、计划中按时提出的比例', `不低于 ${evaluation.onTimePercent}%`],
    ['平均响应时间', '本期全部需求自报告至首次响应的平均时间', `不超过 ${evaluation.responseHours} 小时`],
  ],
});

export const targetTable = (targets: readonly AgreedTarget[]): ClauseTable => ({
  head: ['序号', '指标', '目标', '权重', '阶段'],
  widths: [1, 3.4, 2.6, 1.2, 1.8],
  rows: targets.map((t, i) => [
    `${i + 1}`,
    t.indicator,
    t.target,
    t.weightPercent ? `${t.weightPercent}%` : '—',
    t.stage,
  ]),
});
