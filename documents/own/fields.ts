import type { AgreementDocument } from '../../domain/document/agreement-document';
import type { ListField, TableField, TextField } from '../../domain/document/template-fields';
import { amountZh, periodZh, targetZh } from '../format';
import type { ClauseTable } from '../templates/agreement/v1/clause';
import * as phrases from '../templates/agreement/v1/phrases';
import * as tables from '../templates/agreement/v1/tables';

/** How the fields of an own template are worded: as the product's own clauses word them. Undefined: not agreed. */

type Article = (id: string) => string;

const every = (often: string): string =>
  ({ monthly: '每月', quarterly: '每季度', 'half-yearly': '每半年' })[often] ?? '';

/** An amount of time with its number apart, as everywhere on the paper: `5 个工作日`. */
export const TEXTS: Readonly<Record<TextField, (data: AgreementDocument, article: Article) => string | undefined>> = {
  协议编号: (d) => d.number,
  甲方名称: (d) => d.provider.name,
  乙方名称: (d) => d.client.name,
  客户经理: (d) => d.people.accountManager.name,
  负责人: (d) => d.people.manager.name,
  乙方对接人: (d) => d.people.clientContact.name,
  乙方签署人: (d) => d.people.clientSignatory.name,
  签署人身份: (d) => (d.people.clientSignatory.authority === 'legal-representative' ? '法定代表人' : '授权代表'),
  计时方法: (d) => phrases.counting(d.serviceHours),
  工作日届满时刻: (d) => phrases.endOfWorkday(d.serviceHours).trim(),
  执行计划期限: (d) => targetZh(d.standard.plan),
  台账备案时间: (d) => phrases.filingTime(d),
  复盘会周期: (d) => every(d.standard.reviewMeeting),
  纪要意见期限: (d) => targetZh(d.standard.minutesRemarks),
  履行报告周期: (d) => every(d.standard.performanceReport),
  验收期限: (d) => targetZh(d.standard.acceptanceCheck),
  第三方决定期限: (d) => targetZh(d.standard.thirdPartyDecision),
  服务期限: (d) => phrases.termLength(d),
  起止日期: ({ term: { from, to } }) => (from && to ? periodZh({ from, to }) : '自生效之日起算'),
  生效规则: (d) => phrases.takesEffect(d),
  前一协议: (d) => d.predecessor,
  服务费用: (d) => amountZh(d.draft.feeFen),
  首付款比例: ({
    draft: {
      paymentPlan: { downPaymentPercent: down },
    },
  }) => (down === undefined ? undefined : `${down}%`),
  收款约定: (d, article) => phrases.payeeAccount(d, article),
  保密期限: ({ draft: { confidentialityYears: years } }) =>
    years > 0 ? `本协议期限内以及本协议终止后 ${years} 年内` : '本协议期限内',
  数据交还期限: (d) => targetZh(d.standard.dataReturn),
  评估提前日数: (d) => `${d.standard.evaluation.startDays} 日`,
  评估确认期限: (d) => targetZh(d.standard.evaluation.confirm),
  逾期付款违约金: (d) => phrases.penaltyFormula(d.draft, '逾期金额'),
  逾期服务违约金: (d) => phrases.penaltyFormula(d.draft, '未完成部分的价款'),
  补正期限: (d) => targetZh(d.standard.curePeriod),
  变更答复期限: (d) => targetZh(d.standard.clientReview),
  终止通知期限: (d) => `${d.standard.terminationNoticeDays} 日`,
  通知方式: (d) => phrases.channelNames(d.draft),
  争议解决: (d) => phrases.disputeWay(d.draft),
  份数: (d) => `${d.draft.copies} 份`,
  各执份数: (d) => `${d.draft.copies / 2} 份`,
};

const filled = (table: ClauseTable): ClauseTable | undefined => (table.rows.length > 0 ? table : undefined);

export const TABLES: Readonly<Record<TableField, (data: AgreementDocument) => ClauseTable | undefined>> = {
  服务明细: (d) => tables.serviceTable(d.draft),
  费用明细: (d) => tables.feeTable(d.draft),
  付款计划: (d) => tables.paymentTable(d.draft),
  处理时限: (d) => tables.caseTimesTable(d.standard),
  另定时限: (d) => filled(tables.stepTimesTable(d.standard)),
  另定升级: (d) => filled(tables.ladderTable(d.standard)),
  评估指标: (d) => tables.indicatorTable(d.standard),
  另定目标: (d) => filled(tables.targetTable(d.targets)),
};

export const LISTS: Readonly<Record<ListField, (data: AgreementDocument) => string[]>> = {
  送达规则: (d) => phrases.deliveryRules(d.draft),
  附件清单: (d) => phrases.annexTitles(d.draft),
};
