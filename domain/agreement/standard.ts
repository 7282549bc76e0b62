import type { ServiceHours } from '../calendar/types';
import type { DeadlineSpec, Rung, Target } from '../deadline/types';
import {
  AT_ONCE,
  days,
  hours,
  inServiceHours,
  overrideOf,
  owed,
  specBy,
  standardKey,
  TO_MANAGER,
  workdays,
  type LadderOverrides,
  type StandardOverrides,
  type StandardRow,
} from '../record/standard';

export { standardKey, type LadderOverrides, type StandardOverrides, type StandardRow };

const TO_ACCOUNT_MANAGER: Rung[] = [{ role: 'account-manager', after: AT_ONCE }];

/** Owed by the manager too, so the house above hears of it as well. */
const JOINT: Pick<StandardRow, 'jointly' | 'ladder'> = {
  jointly: 'manager',
  ladder: [...TO_MANAGER, { role: 'head-of-service', after: workdays(1) }],
};

function point(clause: string, title: string, target: Target, otherwise: string): StandardRow {
  return { clause, title, owner: 'operations', target, warnings: [], ladder: [], point: true, otherwise };
}

/**
 * 服务标准: every deadline of an agreement's own life with its number, as data (domain.md §3, §9); those of complaints
 * and requests are case/standard.ts. An agreement keeps the standard it was signed with.
 */
export const STANDARD: Record<string, StandardRow> = {
  'intake.documents': {
    ...owed('§3.1', '资料收集', 'client', workdays(10)),
    warnings: [{ every: workdays(2) }],
  },
  'intake.settlement': { ...owed('§3.1', '需求确认与个人信息同意', 'account-manager'), announced: true },
  drafting: { ...owed('§3.2', '起草协议', 'account-manager'), announced: true },
  'review.legal': owed('§3.3', '法务审核', 'legal', workdays(2)),
  'review.service': owed('§3.3', '客服部审核', 'service-review', workdays(2)),
  'review.delivery': { ...owed('§3.3', '送达客户', 'account-manager'), announced: true },
  'review.client': {
    ...owed('§3.3', '客户反馈期', 'client'),
    warnings: [{ before: workdays(1) }],
  },
  'review.client-lapse': owed('§3.3', '反馈期失效后的决定', 'manager', workdays(2)),
  'review.explanation': { ...owed('§3.3', '向客户说明条款', 'account-manager'), announced: true },
  'review.confirmation': { ...owed('§3.3', '双方最终确认', 'client'), ...JOINT },
  signing: {
    ...owed('§3.4', '签署', 'operations', workdays(10)),
    announced: true,
    otherwise: '签署期失效, 由负责人决定重新签署或关闭',
  },
  'signing.lapse': owed('§3.4', '签署期失效后的决定', 'manager'),
  'signing.reconcile': point('§3.4', '核对电子签署的进度', hours(4), '向签署平台查询'),
  effectiveness: {
    ...owed('§3.4', '生效条件成就', 'account-manager'),
    otherwise: '条件未成就, 由负责人决定延期或关闭',
  },
  'effectiveness.lapse': owed('§3.4', '生效条件未成就后的决定', 'manager'),
  'effective.date': point('§2', '约定的生效日', days(0), '协议自该日起生效'),
  'execution.plan': { ...owed('§3.5', '服务执行计划', 'account-manager'), announced: true },
  'ledger.filing': owed('§3.5', '客户关系维护台账月结备案', 'account-manager'),
  'meeting.minutes': owed('§3.5', '复盘会及纪要', 'account-manager'),
  'meeting.feedback': {
    ...owed('§3.5', '客户对纪要的意见', 'client', workdays(3)),
    ladder: TO_ACCOUNT_MANAGER,
    optional: true,
    otherwise: '视为无书面意见, 记入台账并告知客户经理',
  },
  'report.performance': owed('§3.5', '合同履行情况报告', 'account-manager'),
  rectification: owed('§3.5', '质检整改', 'account-manager'),
  'survey.open': {
    ...owed('§7', '满意度调研答复', 'client', workdays(10)),
    optional: true,
    otherwise: '记为未答复, 计入统计并告知负责人',
  },
  'survey.analysis': owed('§7', '满意度分析会', 'account-manager'),
  'survey.plan': owed('§7', '改进方案送达客户', 'account-manager', workdays(10)),
  'survey.measure': owed('§7', '改进措施与效果检查', 'account-manager'),
  'evaluation.start': point('§3.6', '评估开始(期满前 30 日)', days(0), '冻结数据并出具服务评估报告'),
  'evaluation.confirm': {
    ...owed('§3.6', '双方确认评估报告', 'client'),
    ...JOINT,
    otherwise: '未确认的, 由负责人决定; 未确认且无通知的, 协议期满终止',
  },
  'evaluation.correction': owed('§3.6', '更正有异议的数据', 'account-manager'),
  'evaluation.decision': { ...owed('§3.6', '评估结论的决定', 'manager'), announced: true },
  'termination.decision': {
    ...owed('§3.6', '评估未通过: 发出书面通知', 'manager'),
    announced: true,
    otherwise: '无人发出通知的, 协议期满终止',
  },
  'renewal.warning-15': point('§3.6', '期满前 15 日提醒双方', days(0), '双方收到续签未签署的提醒'),
  'renewal.warning-5': point('§3.6', '期满前 5 日提醒双方', days(0), '双方收到续签未签署的提醒'),
  'term.end': point('§2', '协议期满', days(0), '已续签的转入新协议, 否则终止并交接'),
  'notice.delivery': { ...owed('§9', '书面通知的送达', 'account-manager'), announced: true },
  'notice.post': { ...owed('§9', '拒收或迁址后改以邮寄', 'account-manager'), announced: true },
  'breach.response': { ...owed('§8', '违约记录后的处理', 'manager'), announced: true },
  'breach.cure': {
    ...owed('§9', '违约补正期', 'client', workdays(15)),
    otherwise: '补正期满, 由负责人决定是否解除; 期满本身不解除协议',
  },
  'breach.decision': { ...owed('§9', '补正期满后的决定', 'manager'), announced: true },
  'amendment.review': {
    ...owed('§9', '补充协议内部审核', 'legal', workdays(2)),
    jointly: 'service-review',
    announced: true,
  },
  'amendment.signing': {
    ...owed('§9', '补充协议签署', 'operations', workdays(10)),
    announced: true,
    otherwise: '签署期届满, 由负责人决定延长或不再办理; 沉默不视为同意',
  },
  'amendment.lapse': owed('§9', '补充协议签署期届满后的决定', 'manager', workdays(2)),
  'amendment.effective': point('§9', '补充协议生效', days(0), '此后开始或安排的事项适用新的约定, 已在计时的不变'),
  'rescission.date': point('§9', '解除或提前终止之日', days(0), '协议终止, 开始交接与结算'),
  'termination.notice': point('§3.6', '书面通知期(30 日)届满', days(30), '协议终止, 开始交接与结算'),
  handover: owed('§3.6', '交接清单', 'account-manager'),
  'handover.acceptance': owed('§3.6', '客户接收交接', 'client'),
  'handover.backup': owed('§9', '客户数据备份交付', 'account-manager', workdays(15)),
  settlement: owed('§9', '费用结算', 'finance'),
  completion: { ...owed('§9', '履行完毕确认书', 'client'), ...JOINT },
};

export function standardRow(id: string): StandardRow {
  const row = STANDARD[standardKey(id)];
  if (!row) throw new Error(`no row of the service standard for ${id}`);
  return row;
}

/** What an agreement has chosen that its deadlines go by. */
export interface ChosenStandard {
  standard: StandardOverrides;
  ladders?: LadderOverrides;
  /** Service hours that were agreed: minutes and hours run inside them (domain.md §11). */
  terms?: { serviceHours?: ServiceHours };
}

/** The deadline's specification under this agreement's standard. */
export function specOf(id: string, { standard, ladders = {}, terms }: ChosenStandard): DeadlineSpec {
  const row = standardRow(id);
  const target = overrideOf(standard, id) ?? row.target;
  return specBy(id, row, terms?.serviceHours ? inServiceHours(target) : target, overrideOf(ladders, id) ?? row.ladder);
}

/** Thresholds of the evaluation (domain.md §3.6). */
export const THRESHOLDS = { satisfaction: 85, onTimePercent: 95, responseHours: 24 } as const;
