import type { NoticeKind } from '../domain/notice-kinds';
import { eventZh } from '../domain/agreement/event-words';
import { humanTime } from '../domain/agreement/view';
import { OUTCOME_ZH, PHASE_ZH, type Phase } from '../domain/agreement/types';
import { WRITTEN_ZH, type WrittenKind } from '../domain/agreement/written-types';
import { DOCUMENT_ZH, type DocumentKind } from '../domain/document/types';
import { FAILURES, type FailureType } from '../domain/failures';
import { CASE_OUTCOME_ZH, CASE_PHASE_ZH, type CaseOutcome, type CasePhase } from '../domain/case/types';
import { agreementNo, caseIdOf } from '../domain/ids';
import { titleOf } from '../domain/standard';
import { ROLE_ZH, type Role } from '../domain/roles';
import { parseInstant } from '../domain/time';
import type { Judgement } from './expectations';
import type { Line } from './lines';
import { ruleOf, type PlayCommand } from './vocabulary';

const NOTICE_ZH: Record<NoticeKind, string> = {
  'deadline.warning': '期限提醒',
  'deadline.missed': '逾期通知',
  'deadline.escalation': '逾期上报',
  'deadline.your-turn': '另一方已完成, 请办理',
  'deadline.begun': '请办理',
  'deadline.extended': '期限延长',
  'person.replaced': '人员更换',
  'person.corrected': '人员联系资料更正',
  'signing.to-attest': '请复核签署件',
  'draft.void': '草案作废',
  'intake.documents-requested': '请提交材料',
  'intake.document-returned': '材料退回',
  'review.requested': '请审核草案',
  'review.delivered': '草案送达, 请在反馈期内答复',
  'review.objected': '客户提出异议',
  'review.extended': '反馈期已延长',
  'review.lapsed': '反馈期失效, 请决定',
  'signing.requested': '请签署',
  'signing.lapsed': '签署期失效, 请决定',
  'signing.your-turn': '轮到该方签署',
  'signing.flow-ended': '签署流程未完成',
  'signing.platform-away': '签署平台没有应答',
  'signing.not-cancelled': '作废的流程未能在平台上撤销',
  'signing.completed': '双方已签署, 待生效条件成就',
  'effectiveness.lapsed': '生效条件未成就, 请决定',
  'agreement.effective': '协议生效',
  'plan.delivered': '服务执行计划',
  'ledger.filed': '台账备案',
  'minutes.delivered': '复盘会纪要',
  'report.delivered': '合同履行情况报告',
  'inspection.finding': '质检发现',
  'survey.sent': '满意度调研, 请评分',
  'survey.answered': '满意度调研有结果',
  'survey.report': '客户满意度调研报告',
  'evaluation.started': '评估开始',
  'evaluation.report': '服务评估报告, 请确认',
  'evaluation.disputed': '评估数据异议',
  'renewal.started': '续签开始',
  'renewal.ended': '续签协议未签成',
  'renewal.unsigned': '续签尚未签署',
  'notice.issued': '书面通知, 请签收',
  'notice.received': '书面通知已送达',
  'breach.recorded': '违约记录, 请处理',
  'breach.cure-begun': '补正期开始',
  'breach.uncured': '补正期满未补正',
  'breach.notice-dropped': '通知不再送达',
  'breach.ground-gone': '解除的事由已不存在',
  'agreement.rescinded': '协议解除',
  'amendment.proposed': '补充协议, 请审核',
  'amendment.to-sign': '补充协议, 请签署',
  'amendment.to-attest': '请复核补充协议签署件',
  'amendment.agreed': '补充协议已签署',
  'amendment.lapsed': '补充协议签署期届满, 请决定',
  'amendment.ended': '补充协议未成, 原约定不变',
  'amendment.moot': '协议终止, 补充协议不再办理',
  'amendment.term-not-moved': '补充协议生效, 期满日未延长',
  'termination.notice': '书面终止通知',
  'handover.submitted': '交接清单, 请接收',
  'settlement.drawn-up': '结算单, 请核对并签署',
  'completion.requested': '履行完毕确认书, 请签署',
  'agreement.ended': '协议终止',
  'agreement.closed': '协议结束',
  'case.received': '投诉或需求已收到',
  'case.opened': '新的投诉或需求, 请联系客户',
  'case.reopened': '客户不满意, 重新处理',
  'case.plan': '处理计划',
  'case.update': '处理进展',
  'case.paused': '需要客户答复',
  'case.resolved': '处理完成, 将回访',
  'case.closed': '结案',
  'complaint.data-leak': '客户信息泄露, 请立即处置',
  'request.assigned': '需求交部门办理',
  'request.refused': '需求无法满足, 附替代方案',
  'request.confirmation': '请确认处理结果',
  'request.merged': '需求已合并',
  'request.absorbed': '同一需求已并入, 请核对时限',
};

/** What the record of an agreement does not name in these words: its own (`eventZh`) hold for the rest. */
const EVENT_ZH: Record<string, string> = {
  'consent.deemed-acceptance': '逾期视为接受的书面约定已存档',
  'notice.attempted': '未能送达, 已记录',
  'notice.issued': '书面通知已制成',
  'notice.dropped': '书面通知无须再送达',
  'breach.recorded': '违约已记录',
  'breach.cured': '违约已补正',
  'breach.uncured': '补正期满未补正',
  'breach.waived': '违约不再追究',
  'amendment.proposed': '补充协议已提出',
  'amendment.agreed': '补充协议双方签署完成',
  'amendment.effective': '补充协议生效',
  'amendment.returned': '补充协议退回',
  'amendment.refused': '补充协议未达成一致',
  'amendment.lapsed': '补充协议逾期未签署',
  'amendment.moot': '协议终止, 补充协议不再办理',
  'amendment.term-not-moved': '期满日未按补充协议延长',
  'breach.ground-gone': '解除的事由已不存在',
  'agreement.rescinded': '协议解除',
  'deadline.acknowledged': '逾期已有人处理',
  'deadline.extended': '更换对接人, 延长期限',
  'deadline.paused': '等待客户答复, 暂停计时',
  'deadline.resumed': '恢复计时',
  'deadline.excluded': '逾期不计入指标',
  'complaint.filed': '投诉已登记',
  'miss.excluded': '逾期不计入指标',
  'complaint.opened': '投诉开始处理',
  'complaint.reclassified': '投诉所涉更正',
  'complaint.reopened': '投诉重新处理',
  'request.filed': '需求已登记',
  'request.opened': '需求开始处理',
  'request.reopened': '需求重新处理',
  'request.absorbed': '并入同一需求',
  'review.deemed-accepted': '依事先书面约定视为接受',
  'ledger.entry': '台账登记',
  'survey.sent': '满意度调研已发出',
  'survey.answered': '满意度调研已答复',
  'survey.unanswered': '满意度调研未答复',
  'survey.analysed': '满意度分析会已登记',
  'survey.measure-checked': '改进措施的效果已检查',
  'figures.surveyed': '满意度由调研算出',
  'evaluation.frozen': '评估数据冻结',
  'evaluation.corrected': '评估数据更正',
  'evaluation.concluded': '评估有结论',
  'renewal.started': '续签协议已建立',
  'renewal.signed': '续签协议已签署',
  'handover.backed-up': '客户数据备份已交付',
  'certificate.signed': '履行完毕确认书已签署',
  'agreement.ended': '协议终止',
  'term.bridged': '过渡期延长',
};

const OUTCOMES: Record<string, string> = { ...CASE_OUTCOME_ZH, ...OUTCOME_ZH, open: '尚未结束' };

const day = (text: unknown): string => humanTime(parseInstant(String(text)));
const role = (name: unknown): string => ROLE_ZH[name as Role] ?? String(name);
const deadline = (id: unknown): string => `「${titleOf(String(id))}」`;

/** One line for people; undefined for a line that says nothing new (what was met by the command above it). */
export function describe(line: Line, main: string): string | undefined {
  const words = sentence(line);
  if (words === undefined) return undefined;
  const no = agreementNo(line.workflowId) ?? caseIdOf(line.workflowId) ?? line.workflowId;
  return `${line.at.slice(0, 10)} ${line.at.slice(11, 16)}  ${line.workflowId === main ? '' : `[${no}] `}${words}`;
}

function sentence(line: Line): string | undefined {
  const { event, id } = line;
  switch (event) {
    case 'phase.entered':
      return `━━ ${caseIdOf(line.workflowId) ? CASE_PHASE_ZH[line['phase'] as CasePhase] : PHASE_ZH[line['phase'] as Phase]} ━━`;
    case 'command':
      return command(line);
    case 'deadline.set':
      return `    期限 ${deadline(id)} 至 ${day(line['due'])}${line['projected'] ? ' (预测日历)' : ''}`;
    case 'deadline.met':
      return line['late'] || line['recordedLate'] ? `    ${deadline(id)} 逾期后完成` : undefined;
    case 'deadline.cancelled':
      return undefined;
    case 'deadline.warned':
      return `  ⏰ ${deadline(id)} 提醒`;
    case 'deadline.missed':
      return `  ✖ ${deadline(id)} 逾期 (${day(line['due'])})`;
    case 'deadline.escalated':
      return `  ▲ ${deadline(id)} 上报${role(line['role'])}`;
    case 'document.made':
      return `    文书《${DOCUMENT_ZH[line['kind'] as DocumentKind]}》第 ${String(line['version'])} 版, ${String(line['pages'])} 页, ${String(line['sha256']).slice(0, 12)}`;
    case 'notice.sent':
    case 'notice.queued':
    case 'notice.bounced':
    case 'notice.failed':
      return `    ✉ ${role(line['to'])}: ${NOTICE_ZH[line['kind'] as NoticeKind] ?? String(line['kind'])}${event === 'notice.sent' ? '' : ` (${SENDING[event]})`}`;
    case 'notice.delivered':
      return `  ${WRITTEN_ZH[line['kind'] as WrittenKind]}送达 (${line['party'] === 'client' ? '客户' : '服务方'}发出)`;
    case 'agreement.effective':
      return `  协议生效: ${String(line['effectiveOn'])} 至 ${String(line['termEnd'])}`;
    case 'complaint.closed':
    case 'request.closed':
      return `  结案: ${CASE_OUTCOME_ZH[line['outcome'] as CaseOutcome]}`;
    case 'agreement.closed':
      return `  协议结束: ${OUTCOMES[String(line['outcome'])]}`;
    case 'result':
      return undefined;
    default:
      return `    ${EVENT_ZH[event] ?? eventZh(event)}`;
  }
}

const SENDING: Record<string, string> = {
  'notice.queued': '未发出',
  'notice.bounced': '被退回',
  'notice.failed': '发送失败',
};

function command(line: Line): string {
  const by = line['by'] as { role: Role; name: string } | undefined;
  const who = by ? `${by.name} (${role(by.role)})` : '';
  const what = ruleOf(line['name'] as PlayCommand)?.title ?? String(line['name']);
  if (line['outcome'] === 'accepted') return `  ${who} ${what}`;
  const why = FAILURES[line['outcome'] as FailureType]?.title ?? String(line['outcome']);
  return `  ${who} ${what}: 被拒绝, ${why}${typeof line['reason'] === 'string' ? ` (${line['reason']})` : ''}`;
}

/** The end of the play for people. */
export function summary(result: Line): string[] {
  const { outcome, virtualDays, wallMs, escalations, documents, notices, commands } = result;
  const missed = result['missed'] as string[];
  const expected = (result['expected'] ?? []) as Judgement[];
  return [
    '',
    `结果: ${OUTCOMES[String(outcome)] ?? String(outcome)} (${String(outcome)})`,
    `虚拟时间 ${String(virtualDays)} 天, 实际用时 ${(Number(wallMs) / 1_000).toFixed(1)} 秒`,
    `命令 ${String(commands)} 条, 文书 ${String(documents)} 份, 通知 ${String(notices)} 封, 逾期 ${missed.length} 次, 上报 ${String(escalations)} 次`,
    ...(missed.length > 0 ? [`逾期: ${missed.map(titleOf).join(', ')}`] : []),
    ...expected.map(
      ({ field, expected: wanted, actual, held }) =>
        `${held ? '✔' : '✘'} 期望 ${field} = ${JSON.stringify(wanted)}${held ? '' : `, 实际 ${JSON.stringify(actual)}`}`,
    ),
  ];
}
