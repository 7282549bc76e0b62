import type { WrittenChannel } from '../../domain/agreement/delivery';
import { WRITTEN_ZH } from '../../domain/agreement/written-types';
import type {
  AmendmentDocument,
  BreachFacts,
  BreachRecordDocument,
  WrittenNoticeDocument,
} from '../../domain/document/written';
import { amountZh, dateZh, instantZh, targetZh } from '../format';
import { namedHead, namedSignatures, senderOf, SIDE_ZH } from './head';

/** A numbered part of a notice: a small table, paragraphs, or both. */
interface Part {
  title: string;
  rows: [label: string, value: string][];
  text: string;
}

const part = (title: string, text: string, rows: Part['rows'] = []): Part => ({ title, text, rows });

export function writtenView(data: WrittenNoticeDocument) {
  const { kind, notice, breach, ground, text, asks, channel, issuedOn } = data;
  const sender = senderOf(data);
  const requests = [...(asks ? [asks] : []), ...usualRequest(data)];
  return {
    ...namedHead('written-notice', data),
    subtitle: `${WRITTEN_ZH[kind]}　第 ${notice} 号`,
    ...sender,
    parts: [
      ...(breach ? [part('所涉违约', breach.facts, breachRows(breach))] : []),
      ...(ground ? [part('解除事由', ground)] : []),
      part('事实与理由', text),
      ...(requests.length > 0 ? [part('要求', requests.join('\n'))] : []),
      ...(kind === 'rescission' ? [part('效力', RESCISSION)] : []),
      part('送达', `送达方式：${sender.channel}。${COUNTS[channel]}期限届满之日遇节假日的，不因此顺延。`),
    ],
    issuedOn: dateZh(issuedOn),
  };
}

const RESCISSION =
  '本通知自送达贵方时起产生解除的效力，协议于送达当日 24:00 终止，当日的服务与费用照常计算。双方应办理交接、结算与客户数据返还，并签署履行完毕确认书；解除不影响结算、保密、违约责任与争议解决条款的效力。';
/** From when it counts, for the way in which this paper goes out. */
const COUNTS: Record<WrittenChannel, string> = {
  post: '以邮戳所载之日为送达之日。',
  fax: '以有凭证证明的收到之时为送达之时。',
  email: '以有凭证证明的收到之时为送达之时。',
  platform: '以平台记载的收到之时为送达之时。',
};

function usualRequest({ kind, curePeriod }: WrittenNoticeDocument): string[] {
  if (kind !== 'cure' || !curePeriod) return [];
  return [
    `请自本通知送达之日起 ${targetZh(curePeriod)}内补正上述违约，并提供已补正的凭证。期满仍未补正的，通知方可以依协议约定解除协议，并保留主张违约责任的权利。`,
  ];
}

const breachRows = ({ breach, side, clause, amountFen, at }: BreachFacts): Part['rows'] => [
  ['违约记录', `第 ${breach} 号`],
  ['违约方', SIDE_ZH[side]],
  ['所违反的条款', clause],
  ['发生时间', instantZh(at)],
  ['涉及金额', amountFen === undefined ? '不涉及金额，或尚待确定' : amountZh(amountFen)],
];

export const breachView = (data: BreachRecordDocument) => ({
  ...namedHead('breach-record', data),
  subtitle: `第 ${data.breach} 号`,
  rows: [...breachRows(data), ['记录方', data.recorder]],
  facts: data.facts,
});

export const amendmentView = (data: AmendmentDocument) => ({
  ...namedHead('amendment', data),
  subtitle: `第 ${data.amendment} 号`,
  effectiveOn: dateZh(data.effectiveOn),
  text: data.text,
  changes: data.changes.map(({ item, before, after }, i) => [`${i + 1}`, item, before, after]),
  signatures: namedSignatures(data),
});
