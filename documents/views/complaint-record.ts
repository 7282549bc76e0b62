import { CASE_RULES, type TeamPart } from '../../domain/case/commands';
import type { HandlingClock, HandlingStep } from '../../domain/case/handling';
import { CASE_OUTCOME_ZH, SUBJECT_ZH, type CaseOutcome, type ComplaintSubject } from '../../domain/case/types';
import { title } from '../../domain/case/view';
import type { ComplaintRecordDocument } from '../../domain/document/complaint-record';
import { ROLE_ZH } from '../../domain/roles';
import { MINUTE } from '../../domain/time';
import { dateZh, dueZh, instantZh } from '../format';
import { namedHead } from './head';

export function complaintRecordView(data: ComplaintRecordDocument) {
  const { handling: h } = data;
  return {
    ...namedHead('complaint-record', data),
    facts: [
      ['所属协议', data.agreementNo, '客户经理', data.accountManager],
      ['提出时间', instantZh(h.reportedAt), '登记时间', instantZh(h.recordedAt)],
      ['渠道', h.channel, '严重程度', h.severity],
      ['所涉', SUBJECT_ZH[h.about], '涉及人员', h.person ?? '—'],
      ['处理轮次', `${h.rounds}`, '未能联系次数', `${h.attempts}`],
      ['结案结果', h.outcome === undefined ? '—' : CASE_OUTCOME_ZH[h.outcome]],
    ],
    description: h.description,
    clocks: h.clocks.map((clock) => ({
      cells: [`${clock.round}`, title(clock.id), dueZh(clock.due), clock.metAt ? instantZh(clock.metAt) : '—'],
      missed: clock.missed === true,
      result: resultOf(clock),
    })),
    steps: h.steps.map((step) => [
      `${step.round}`,
      instantZh(step.at) + (step.recordedAt - step.at > MINUTE ? `\n（登记 ${instantZh(step.recordedAt)}）` : ''),
      step.by ? ROLE_ZH[step.by] : '—',
      CASE_RULES[step.command].title,
      wordsOf(step.payload).join('\n'),
    ]),
  };
}

function resultOf({ metAt, missed, recordedLate, cancelled, excluded, pauses }: HandlingClock): string {
  const what = recordedLate
    ? '按时完成，逾期后补记'
    : missed
      ? metAt === undefined
        ? '逾期未完成'
        : '逾期后完成'
      : metAt !== undefined
        ? '按时完成'
        : cancelled
          ? '不再需要'
          : '未完成';
  return [what, excluded && '不计入指标', pauses.length > 0 && `曾暂停 ${pauses.length} 次`].filter(Boolean).join('；');
}

const PART_ZH: Record<TeamPart, string> = {
  'account-manager': '客户经理',
  technical: '技术',
  product: '产品',
  service: '客服',
};
const WAY_ZH: Record<string, string> = { call: '电话', visit: '上门' };
/** Free text by the field that holds it; what stands for itself has no label. */
const LABELS: Record<string, string> = {
  ...{ note: '', text: '', solution: '', result: '', plan: '', reason: '理由' },
  ...{ account: '经过', affected: '影响范围', measures: '处置措施' },
  ...{ rootCause: '根本原因', measure: '改进措施', owner: '责任人' },
};

/** The words of a step, in the order in which they were given. */
function wordsOf(payload: HandlingStep['payload']): string[] {
  return Object.entries(payload).flatMap(([field, value]) => {
    const label = LABELS[field];
    if (label !== undefined) return `${label && `${label}：`}${String(value)}`;
    return OTHER_FIELDS[field]?.(value) ?? [];
  });
}

const attached = (value: unknown): string => `附件 SHA-256 ${(value as { sha256: string }).sha256.slice(0, 16)}`;

const OTHER_FIELDS: Record<string, (value: unknown) => string> = {
  way: (way) => `方式：${WAY_ZH[String(way)] ?? String(way)}`,
  members: (members) =>
    `成员：${(members as { part: TeamPart; name: string }[]).map(({ part, name }) => `${name}（${PART_ZH[part]}）`).join('、')}`,
  dueOn: (day) => `完成日期：${dateZh(String(day))}`,
  satisfied: (satisfied) => (satisfied === true ? '客户满意' : '客户不满意'),
  severity: (severity) => `调整为：${String(severity)}`,
  about: (about) => `更正为：${SUBJECT_ZH[about as ComplaintSubject]}`,
  outcome: (outcome) => `结果：${CASE_OUTCOME_ZH[outcome as CaseOutcome]}`,
  id: (id) => `时限：${title(String(id))}`,
  days: (days) => `至多 ${String(days)} 个工作日`,
  proof: attached,
  record: attached,
};
