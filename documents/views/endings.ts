import type {
  CompletionCertificateDocument,
  EvaluationReportDocument,
  HandoverListDocument,
  Indicator,
  SettlementDocument,
  TerminationNoticeDocument,
  Verdict,
} from '../../domain/document/endings';
import { formatYuan } from '../../domain/money/amount';
import { accountZh, amountZh, dateZh, dueZh, instantZh, periodZh } from '../format';
import { namedHead, namedSignatures, senderOf } from './head';

const VERDICT_ZH: Record<Verdict, string> = { passed: '合格', failed: '不合格', 'not-assessable': '无法评定' };
const CONCLUSION: Record<Verdict, string> = {
  passed: '各项指标均达到约定标准，评估结论为合格。',
  failed: '有指标未达到约定标准，评估结论为不合格。',
  'not-assessable': '有指标缺少数据而无法评定，由甲方负责人说明理由后提出处理意见；缺少数据不视为合格。',
};

export function evaluationView(data: EvaluationReportDocument) {
  return {
    ...namedHead('evaluation-report', data),
    term: periodZh(data.term),
    frozenAt: instantZh(data.frozenAt),
    dataHash: data.dataHash,
    indicators: data.indicators.map((one) => ({ cells: indicatorCells(one), verdict: one.verdict })),
    classes: (data.classes ?? []).map(({ name, inTime, late }) => [
      name,
      `${inTime + late}`,
      `${inTime}`,
      `${late}`,
      inTime + late === 0 ? '无数据' : `${Math.floor((inTime * 10_000) / (inTime + late)) / 100}%`,
    ]),
    targets: data.targets.map((t) => ({
      cells: [t.indicator, t.target, t.result, VERDICT_ZH[t.verdict]],
      verdict: t.verdict,
    })),
    verdict: data.verdict,
    verdictText: VERDICT_ZH[data.verdict],
    conclusion: CONCLUSION[data.verdict],
    corrections: data.corrections ?? '',
    confirm:
      data.confirmBy === undefined
        ? '请双方在协议约定的期限内确认本报告或者书面提出异议。'
        : `请双方于 ${dueZh(data.confirmBy)}以前确认本报告或者书面提出异议；逾期未作表示的，由甲方负责人处理，沉默不视为确认。`,
    signatures: namedSignatures(data),
  };
}

function indicatorCells({ name, value, unit, bound, threshold, verdict, sample, note }: Indicator): string[] {
  const quantity = (n: number): string => `${Number(n.toFixed(2))}${unit === '' || unit === '%' ? unit : ` ${unit}`}`;
  return [
    name,
    value === undefined ? '无数据' : quantity(value),
    `${bound === 'min' ? '不低于' : '不超过'} ${quantity(threshold)}`,
    sample === undefined ? '—' : `${sample}`,
    VERDICT_ZH[verdict],
    note ?? '',
  ];
}

export function noticeView(data: TerminationNoticeDocument) {
  return {
    ...namedHead('termination-notice', data),
    ...senderOf(data),
    subtitle: data.notice === undefined ? '' : `第 ${data.notice} 号`,
    grounds: data.grounds,
    facts: data.facts,
    effect: noticeEffect(data),
    requests: data.requests,
  };
}

function noticeEffect({ noticeDays, deliveredOn, endsOn }: TerminationNoticeDocument): string {
  const delivered = deliveredOn ? `本通知已于${dateZh(deliveredOn)}送达。` : '';
  const ends = endsOn
    ? `协议于${dateZh(endsOn)} 24:00 终止。`
    : '协议于通知期届满时终止；协议另有约定终止日更晚的，从其约定。';
  return `${delivered}通知期为 ${noticeDays} 日，自送达之日起算。${ends}通知期内双方继续履行各自义务，服务与费用按实际天数比例计算。`;
}

export const handoverView = (data: HandoverListDocument) => ({
  ...namedHead('handover-list', data),
  endsOn: dateZh(data.endsOn),
  items: data.items.map((i, n) => ({ cells: [`${n + 1}`, i.item, i.detail, i.note ?? ''], done: i.done })),
  backup: { content: data.backup.content, sha256: data.backup.sha256 ?? '—', done: data.backup.done },
  openCases: data.openCases.map((c) => [c.id, c.kind, c.summary, c.owner, c.due === undefined ? '—' : dueZh(c.due)]),
  signatures: namedSignatures(data),
});

export function settlementView(data: SettlementDocument) {
  const total = data.lines.reduce((sum, { fen }) => sum + fen, 0);
  const [debtor, creditor] = total >= 0 ? ['乙方', '甲方'] : ['甲方', '乙方'];
  const by = data.payBy ? `于${dateZh(data.payBy)}以前` : '';
  return {
    ...namedHead('settlement', data),
    period: periodZh(data.period),
    lines: data.lines.map((l, i) => [`${i + 1}`, l.label, l.basis, formatYuan(l.fen)]),
    total: formatYuan(total),
    result:
      total === 0
        ? '经结算，双方互不相欠。'
        : `经结算，${debtor}应${by}向${creditor}支付${amountZh(Math.abs(total))}。`,
    account: total > 0 ? accountZh(data.account, '　') : '',
    signatures: namedSignatures(data),
  };
}

export const certificateView = (data: CompletionCertificateDocument) => ({
  ...namedHead('completion-certificate', data),
  statements: [
    `双方确认，编号 ${data.number} 的《客户关系维护服务协议》（期限${periodZh(data.term)}）已于${dateZh(data.endedOn)} 24:00 终止，终止原因：${data.reason}。`,
    `乙方已于${dateZh(data.handoverAcceptedOn)}接收交接清单所列全部事项。`,
    settled(data),
    backup(data),
    `保密义务继续有效至${dateZh(data.confidentialUntil)}；法律规定期限更长的，从其规定。`,
    data.openCases.length === 0
      ? '没有未办结的投诉与需求。'
      : `下列投诉与需求尚未办结，由交接清单载明的承接人继续处理，编号与时限不变：${data.openCases.join('、')}。`,
    '除上述尚待履行与继续有效的义务以外，双方在该协议项下的义务均已履行完毕。',
  ],
  signatures: namedSignatures(data),
});

/** What is owed and by when: whether it has been paid is not for the certificate to say. */
function settled({ settledFen, payBy }: CompletionCertificateDocument): string {
  if (settledFen === 0) return '费用与违约金已经结算，双方互不相欠。';
  const [debtor, creditor] = settledFen > 0 ? ['乙方', '甲方'] : ['甲方', '乙方'];
  const by = payBy ? `于${dateZh(payBy)}以前` : '';
  return `费用与违约金已经结算，${debtor}应${by}付${creditor}${amountZh(Math.abs(settledFen))}；除此以外，双方再无其他应付款项。`;
}

function backup({ backupDeliveredOn, backupDueOn }: CompletionCertificateDocument): string {
  const copies = '甲方留存的副本按协议约定删除或者销毁。';
  if (backupDeliveredOn) return `客户数据备份已于${dateZh(backupDeliveredOn)}交付乙方，${copies}`;
  if (backupDueOn) return `客户数据备份尚未交付，甲方应于${dateZh(backupDueOn)}以前交付乙方；交付后，${copies}`;
  return '甲方未持有须交还的客户数据。';
}
