import type { DocumentData, DocumentKind } from '../domain/document/types';
import { settlementView } from './views/endings';
import { ledgerView } from './views/records';
import { classificationView, contactRecordView, requestTrackingView } from './views/tables';

/** A document as a sheet: lines above the table, columns with their widths in characters, rows of text. */
export interface Sheet {
  lines: [label: string, value: string][];
  columns: [head: string, width: number][];
  rows: string[][];
}

type Sheets = { [K in DocumentKind]?: (data: DocumentData[K]) => Sheet };
type Named = { provider: string; client: string };

const sides = ({ provider, client }: Named): Sheet['lines'] => [
  ['甲方', provider],
  ['乙方', client],
];

/** The documents that are tables, worded by the same views as their PDF, so that both say the same. */
export const SHEETS: Sheets = {
  ledger(data) {
    const view = ledgerView(data);
    return {
      lines: [...sides(view), ['月份', view.month], ['客户经理', view.accountManager], ['客户层级', view.tier]],
      columns: [
        ['序号', 8],
        ['登记号', 10],
        ['时间', 14],
        ['方式', 12],
        ['内容', 50],
        ['需求', 30],
        ['问题', 30],
        ['进展', 30],
        ['客户意见', 30],
      ],
      rows: view.entries,
    };
  },
  'request-tracking'(data) {
    const view = requestTrackingView(data);
    return {
      lines: [...sides(view), ['时点', view.asOf], ['客户经理', view.accountManager], ['客户层级', view.tier]],
      columns: [
        ['编号', 8],
        ['提出时间', 20],
        ['来源', 14],
        ['需求描述', 45],
        ['类别', 14],
        ['责任部门', 12],
        ['进展', 45],
        ['完成情况', 32],
        ['客户确认', 28],
      ],
      rows: view.requests,
    };
  },
  'contact-record'(data) {
    const view = contactRecordView(data);
    return {
      lines: [...sides(view), ['期间', view.period], ['客户经理', view.accountManager]],
      columns: [
        ['序号', 8],
        ['登记号', 10],
        ['时间', 20],
        ['方式', 12],
        ['沟通内容', 55],
        ['客户反馈', 35],
        ['后续事项', 40],
      ],
      rows: view.contacts,
    };
  },
  'client-classification'(data) {
    const view = classificationView(data);
    return {
      lines: [['时点', view.asOf]],
      columns: [
        ['序号', 8],
        ['客户', 36],
        ['协议编号', 22],
        ['层级', 10],
        ['类型', 14],
        ['维护负责人', 16],
        ['更新日期', 16],
      ],
      rows: view.clients,
    };
  },
  settlement(data) {
    const view = settlementView(data);
    return {
      lines: [...sides(view), ['结算期间', view.period], ['结算结果', view.result]],
      columns: [
        ['序号', 8],
        ['项目', 28],
        ['依据与算式', 60],
        ['金额（元）', 20],
      ],
      rows: [...view.lines, ['', '合计', '', view.total]],
    };
  },
};
