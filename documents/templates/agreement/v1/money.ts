import { amountZh, targetZh } from '../../../format';
import type { ClauseWriter } from './clause';
import { payeeAccount } from './phrases';
import { feeTable, paymentTable } from './tables';

export const fees: ClauseWriter = ({ data, article }) => {
  const { draft, standard } = data;
  const down = draft.paymentPlan.downPaymentPercent;
  return [
    `本协议期限内的服务费用总额为${amountZh(draft.feeFen)}，含税。除本协议另有约定外，甲方不得另行收取费用。`,
    { text: '费用由下列各项构成：', table: feeTable(draft) },
    {
      text: `乙方按下列计划分期付款${down === undefined ? '' : `，其中首付款为费用总额的 ${down}%`}：`,
      table: paymentTable(draft),
    },
    `甲方于各期款项到期前 ${targetZh(standard.paymentReminder)}提醒乙方，并按国家税收规定开具与收款金额一致的合法票据，登记票据号码与日期。未获提醒不免除乙方到期付款的义务。`,
    `${payeeAccount(data, article)}甲方变更账户的，应提前以${article('notices')}约定的书面方式通知，并由乙方向甲方负责人核实；付款到达该账户之日为付款日。`,
    '乙方对部分款项有异议的，应在到期日以前书面说明理由与金额，并按期支付无异议部分；异议部分在双方书面确认或争议解决以前，不计违约金。',
    '本协议提前终止，或者因书面通知期而延续的，服务与费用均按实际天数比例计算；已付款项多退少补，以双方确认的结算单为准。',
  ];
};
