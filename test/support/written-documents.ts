import type { NamedDocument } from '../../domain/document/base';
import type { DocumentData } from '../../domain/document/types';
import { parseInstant as at } from '../../domain/time';

type Written = Pick<DocumentData, 'written-notice' | 'breach-record' | 'amendment'>;

/** Complete, invented data of a notice, of a breach and of an amendment. */
export const writtenDocuments = (named: NamedDocument): Written => ({
  'written-notice': {
    ...named,
    version: 2,
    label: '第 3 号',
    notice: 3,
    kind: 'cure',
    from: 'provider',
    issuedOn: '2027-06-01',
    channel: 'email',
    text: '贵方应于 2027 年 5 月 10 日支付的第二期款项至今没有支付, 经两次催告仍未答复。',
    asks: '请在补正的同时书面说明原因。',
    breach: {
      breach: 2,
      side: 'client',
      clause: '服务费用与支付',
      facts: '第二期款项 42,000.00 元到期没有支付。',
      amountFen: 4_200_000,
      at: at('2027-05-11T00:00+08:00'),
    },
    curePeriod: { value: 15, unit: 'workday' },
  },
  'breach-record': {
    ...named,
    version: 2,
    label: '第 2 号',
    breach: 2,
    side: 'client',
    clause: '服务费用与支付',
    facts: '第二期款项 42,000.00 元到期没有支付。\n5 月 13 日与 5 月 20 日两次电话催告, 对方未说明原因。',
    amountFen: 4_200_000,
    at: at('2027-05-11T00:00+08:00'),
    recorder: '甲方',
  },
  amendment: {
    ...named,
    label: '第 1 号　第 2 版',
    amendment: 1,
    effectiveOn: '2027-03-01',
    text: '客户对复盘会纪要的意见期延长, 协议期相应延长。',
    changes: [
      { item: '客户对纪要的意见', before: '3 个工作日', after: '5 个工作日' },
      { item: '协议期满日', before: '2027年12月31日', after: '2028年6月30日' },
    ],
  },
});
