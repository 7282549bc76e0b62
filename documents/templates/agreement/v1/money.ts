import { formatYuan } from '../../../../domain/money/amount';
import type { PaymentTrigger } from '../../../../domain/document/draft';
import { amountZh, dateZh, targetZh } from '../../../format';
import type { ClauseWriter } from './clause';

const when = (on: PaymentTrigger): string => {
  if ('date' in on) return `${dateZh(on.date)}以前`;
  if ('milestone' in on) return on.milestone;
  return `收到发票后 ${on.invoice} 个工作日内`;
};

export const fees: ClauseWriter = ({ data: { draft, standard, provider }, article }) => {
  const { feeFen, feeBreakdown, paymentPlan } = draft;
  const down = paymentPlan.downPaymentPercent;
  // a sentence that points to an account must not point to a gap
  const account = provider.account.number
    ? `款项支付至《协议基本信息表》所列甲方收款账户（户名：${provider.account.name}）。`
    : `甲方收款账户（户名：${provider.account.name}）的账号未在《协议基本信息表》中提供，甲方应于首期款项到期 5 个工作日以前以${article('notices')}约定的书面方式告知，款项支付至该账户；逾期告知的，乙方付款期限相应顺延。`;
  return [
    `本协议期限内的服务费用总额为${amountZh(feeFen)}，含税。除本协议另有约定外，甲方不得另行收取费用。`,
    {
      text: '费用由下列各项构成：',
      table: {
        head: ['序号', '费用项目', '金额（元）'],
        widths: [1, 6, 3],
        right: [2],
        rows: [
          ...feeBreakdown.map(({ label, fen }, i) => [`${i + 1}`, label, formatYuan(fen)]),
          ['', '合计', formatYuan(feeFen)],
        ],
      },
    },
    {
      text: `乙方按下列计划分期付款${down === undefined ? '' : `，其中首付款为费用总额的 ${down}%`}：`,
      table: {
        head: ['期次', '付款时点', '金额（元）'],
        widths: [1, 6, 3],
        right: [2],
        rows: [
          ...paymentPlan.instalments.map(({ seq, fen, on }) => [`第 ${seq} 期`, when(on), formatYuan(fen)]),
          ['', '合计', formatYuan(feeFen)],
        ],
      },
    },
    `甲方于各期款项到期前 ${targetZh(standard.paymentReminder)}提醒乙方，并按国家税收规定开具与收款金额一致的合法票据，登记票据号码与日期。未获提醒不免除乙方到期付款的义务。`,
    `${account}甲方变更账户的，应提前以${article('notices')}约定的书面方式通知，并由乙方向甲方负责人核实；付款到达该账户之日为付款日。`,
    '乙方对部分款项有异议的，应在到期日以前书面说明理由与金额，并按期支付无异议部分；异议部分在双方书面确认或争议解决以前，不计违约金。',
    '本协议提前终止，或者因书面通知期而延续的，服务与费用均按实际天数比例计算；已付款项多退少补，以双方确认的结算单为准。',
  ];
};
