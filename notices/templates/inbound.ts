import { humanTime } from '../../domain/agreement/view';
import { UNMATCHED_ZH, type BouncedData, type UnmatchedData } from '../../domain/inbound';
import { ROLE_ZH } from '../../domain/roles';
import { behalf } from './behalf';
import { asHtml, asText, type Page } from './layout';
import type { RenderedNotice } from './letter';

interface Reader {
  /** Of a substitute. */
  name?: string;
  onBehalfOf?: readonly string[];
}
export type UnmatchedFacts = UnmatchedData & Reader;

/** Tells operations of a mail that was taken in and fits no agreement. Its words are anybody's: they are not passed on. */
export function renderUnmatched({
  id,
  reason,
  agreement,
  receivedAt,
  name,
  onBehalfOf,
}: UnmatchedFacts): RenderedNotice {
  const page: Page = {
    ...(agreement && { no: agreement }),
    headline: '一封来信未能登记，请处理',
    tone: 'ask',
    salutation: `${name ?? ROLE_ZH.operations}，您好：`,
    lead: [...behalf('operations', onBehalfOf), '以下来信已收下，但未能登记为投诉或需求，发件人可能正在等待答复。'],
    facts: [
      ['来信编号', id],
      ['原因', UNMATCHED_ZH[reason]],
      ['收到时间', humanTime(receivedAt)],
    ],
    request:
      '请在未能登记的来信（GET /v1/inbound/mail）中查看原文；属于某份协议的，请登记为投诉或需求，发生时间填客户来信的时间。',
    footer: ['本邮件由履约系统自动发出，请勿直接回复。', `通知时间：${humanTime(receivedAt)}（北京时间）`],
  };
  return { subject: `【履约】${page.headline}`, text: asText(page), html: asHtml(page) };
}

/** Tells operations of a mail of ours that came back: what it was to bring has not been delivered. */
export function renderBounced({
  agreement,
  to,
  notice,
  status,
  receivedAt,
  name,
  onBehalfOf,
}: BouncedData & Reader): RenderedNotice {
  const page: Page = {
    ...(agreement && { no: agreement }),
    headline: '一封通知邮件被退回，请处理',
    tone: 'alarm',
    salutation: `${name ?? ROLE_ZH.operations}，您好：`,
    lead: [...behalf('operations', onBehalfOf), '我方发出的以下邮件被收件人的邮件服务器退回，没有送达。'],
    facts: [
      ['收件人', ROLE_ZH[to]],
      ...(notice === undefined ? [] : ([['所附', `书面通知第 ${notice} 号`]] as [string, string][])),
      ['退信代码', status],
      ['退回时间', humanTime(receivedAt)],
    ],
    request:
      notice === undefined
        ? '请核对邮箱地址，必要时更换人员资料，并另行告知。'
        : '被退回的不是送达。请核对邮箱地址，改以邮寄或其他约定方式送达，并登记凭证。',
    footer: ['本邮件由履约系统自动发出，请勿直接回复。', `通知时间：${humanTime(receivedAt)}（北京时间）`],
  };
  return {
    subject: `【履约】${agreement ? `${agreement} ` : ''}${page.headline}`,
    text: asText(page),
    html: asHtml(page),
  };
}
