import { ROLE_ZH, type Role } from '../../domain/roles';
import { humanTime } from '../../domain/agreement/view';
import type { Instant, PlainDate } from '../../domain/time';
import { asHtml, asText, type Page } from './layout';
import type { RenderedNotice } from './letter';

/** Notices about a delegation itself; they belong to no agreement. */
export const DELEGATION_KINDS = ['delegation.recorded', 'delegation.revoked'] as const;
export type DelegationKind = (typeof DELEGATION_KINDS)[number];
export const isDelegationKind = (kind: string): kind is DelegationKind =>
  (DELEGATION_KINDS as readonly string[]).includes(kind);

export interface DelegationFacts {
  role: Role;
  from: string;
  to: string;
  startsOn: PlainDate;
  endsOn: PlainDate;
  reason?: string;
  at: Instant;
}

/** Tells the substitute. No names in the subject: it is seen in lists and on locked screens. */
export function renderDelegation(kind: DelegationKind, facts: DelegationFacts): RenderedNotice {
  const { role, from, to, startsOn, endsOn, reason, at } = facts;
  const revoked = kind === 'delegation.revoked';
  const page: Page = {
    headline: revoked ? '外出委托已撤销' : `外出委托：请在 ${startsOn} 至 ${endsOn} 代为处理`,
    tone: revoked ? 'info' : 'ask',
    salutation: `${to}，您好：`,
    lead: revoked
      ? [`${from}（${ROLE_ZH[role]}）的以下外出委托已撤销，自即时起由其本人处理。`]
      : [`${from}（${ROLE_ZH[role]}）在以下期间外出，由您代为处理其待办。`],
    facts: [
      ['外出人', from],
      ['代理人', to],
      ['角色', ROLE_ZH[role]],
      ['期间', `${startsOn} 至 ${endsOn}（含首末两日）`],
      ...(reason === undefined ? [] : ([['事由', reason]] as [string, string][])),
    ],
    request: revoked
      ? '此前已转给您的通知，请与其本人核对是否办结。'
      : `期间内本应发给${from}的提醒、上报与通知将发给您，并注明「代 ${from} 处理」；登记仍以您本人的身份进行。`,
    footer: ['本邮件由履约系统自动发出，请勿直接回复。', `通知时间：${humanTime(at)}（北京时间）`],
  };
  return { subject: `【履约】${page.headline}`, text: asText(page), html: asHtml(page) };
}
