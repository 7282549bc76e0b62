import type { AgreementDocument } from '../../../../domain/document/agreement-document';
import type { AgreementDraft, NoticeChannel } from '../../../../domain/document/draft';
import type { ServiceHours } from '../../../../domain/calendar/types';
import { basisPoints, clockZh, dateZh, numeralZh, targetZh } from '../../../format';

/** Parts of sentences that depend on the draft. Also a customer's own template prints them (`documents/own/`). */

/** Service hours that were agreed (服务时间): the clocks of the agreement and of its cases stand still outside them. */
const insideHours = ({ intervals }: ServiceHours): string =>
  `双方约定的服务时间为每个工作日的 ${intervals.map(({ from, to }) => `${clockZh(from)} 至 ${clockZh(to)}`).join('、')}；以“分钟”“小时”计算的期限只在服务时间以内计算，服务时间以外中止`;

export const counting = (hours: ServiceHours | undefined): string =>
  hours ? insideHours(hours) : '以“分钟”“小时”计算的期限按自然时间连续计算';

/** When a working day ends: with the service hours, else at midnight. */
export const endOfWorkday = (hours: ServiceHours | undefined): string =>
  hours ? `服务时间结束时（${clockZh(hours.intervals.at(-1)!.to)}）` : '24:00 ';

export const filingTime = ({ standard }: AgreementDocument): string =>
  standard.ledgerFiling.unit === 'workday'
    ? `次月第 ${standard.ledgerFiling.value} 个工作日以前`
    : `当月结束后 ${targetZh(standard.ledgerFiling)}内`;

export const termLength = ({ term: { months } }: AgreementDocument): string =>
  months % 12 === 0 ? `${months / 12} 年` : `${months} 个月`;

export function takesEffect({ term: t }: AgreementDocument): string {
  if (t.condition)
    return `本协议自双方签署完毕且下列条件成就之日起生效：${t.condition.text}。该条件最迟应于 ${dateZh(t.condition.dueOn)}以前成就；届时未成就的，由双方书面决定延期或者不再订立。`;
  return t.from
    ? '本协议经双方签署完毕后成立，自前款所列首日起生效；最后一方签署在首日以后的，自最后一方签署之日起生效，届满之日不变。'
    : '本协议自最后一方签署并按要求用印之日起生效。';
}

/** A sentence that points to an account must not point to a gap. */
export function payeeAccount({ provider }: AgreementDocument, article: (id: string) => string): string {
  const { name, number } = provider.account;
  return number
    ? `款项支付至《协议基本信息表》所列甲方收款账户（户名：${name}）。`
    : `甲方收款账户（户名：${name}）的账号未在《协议基本信息表》中提供，甲方应于首期款项到期 5 个工作日以前以${article('notices')}约定的书面方式告知，款项支付至该账户；逾期告知的，乙方付款期限相应顺延。`;
}

/** How a penalty is counted on a base (逾期金额, 未完成部分的价款). */
export const penaltyFormula = ({ penalties }: AgreementDraft, base: string): string =>
  penalties.lateDailyRateBp !== undefined
    ? `违约金＝${base} × ${basisPoints(penalties.lateDailyRateBp)} × 逾期天数，累计不超过${base}的 ${penalties.capPercent}%`
    : `违约金＝${base} × ${penalties.lateFlatPercent}%，且不超过${base}的 ${penalties.capPercent}%`;

const CHANNEL: Record<NoticeChannel, { name: string; delivered: string }> = {
  post: { name: '邮寄', delivered: '以邮寄方式发出的，以邮戳日期为送达日期' },
  fax: { name: '传真', delivered: '以传真方式发出的，以对方传真机确认接收之时为送达时间' },
  email: { name: '电子邮件', delivered: '以电子邮件方式发出的，以邮件到达对方指定邮箱且有接收证明之时为送达时间' },
  platform: { name: '电子平台', delivered: '以电子平台方式发出的，以平台记载的对方接收之时为送达时间' },
};

export const channelNames = ({ notices }: AgreementDraft): string =>
  notices.channels.map((channel) => CHANNEL[channel].name).join('、');

export const deliveryRules = ({ notices: { channels } }: AgreementDraft): string[] =>
  channels.map((channel, i) => `${CHANNEL[channel].delivered}${i + 1 < channels.length ? '；' : '。'}`);

export const disputeWay = ({ dispute }: AgreementDraft): string =>
  dispute.arbitration !== undefined
    ? `任何一方均应将争议提交${dispute.arbitration}，按照申请仲裁时该会现行有效的仲裁规则进行仲裁。仲裁裁决是终局的，对双方均有约束力。`
    : `任何一方均可向${dispute.court}提起诉讼。`;

export const annexTitles = ({ annexes }: AgreementDraft): string[] => [
  '附件一：服务内容明细',
  '附件二：个性化条款与需求对应表',
  ...annexes.map((title, i) => `附件${numeralZh(i + 3)}：${title}（另附）`),
];
