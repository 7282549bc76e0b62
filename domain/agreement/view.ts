import { nextInstant } from '../deadline/deadline';
import type { RunningDeadline } from '../record/types';
import { ROLE_ZH } from '../roles';
import { DAY, iso, type Instant } from '../time';
import { expiryOf } from './execution';
import { isLive, onPlatform, turnOf, type Flow } from './flow';
import { FLOW_STATE_ZH, PROVIDER_ZH } from './flow-words';
import { standardRow } from './standard';
import { OUTCOME_ZH, PHASE_ZH, type Agreement, type Attention, type WaitingFor } from './types';

/** What people see of an agreement: whom it waits for, what is urgent, what is to come. Pure reading of the state. */

const running = (state: Agreement): RunningDeadline[] =>
  state.deadlines.filter((d) => !standardRow(d.id).point).sort((a, b) => a.dueAt - b.dueAt);

/** A lapse that has been handed on (its ladder is silent) waits for the one who decides, not for who was silent. */
function firstOwed(state: Agreement): RunningDeadline | undefined {
  const owed = running(state).filter((d) => !standardRow(d.id).optional);
  return owed.find((d) => d.missedAt === undefined || d.climbAt !== undefined) ?? owed[0];
}

/**
 * The one who owes what is due first; remarks that the client may make but does not owe keep nobody waiting. A signature is
 * owed by whose turn it is.
 */
export function waitingFor(state: Agreement): WaitingFor {
  if (state.phase === 'closed') return 'nobody';
  const owed = firstOwed(state);
  const turn = owed?.id === 'signing' && state.flow ? turnOf(state.flow) : undefined;
  return turn === 'client' ? 'client' : (owed?.owner ?? 'nobody');
}

/** When it ends as far as that is known: by notice, else by expiry. */
export const endOf = (state: Agreement): Instant | undefined =>
  state.ending?.endsAt ?? (state.termEnd ? expiryOf(state) : undefined);

/** One that has ended, or has no end yet, is not expiring. */
function expiringAt(state: Agreement): Instant | undefined {
  const end = endOf(state);
  return end === undefined || state.ending?.ended ? undefined : end - 60 * DAY;
}

/**
 * Views cannot compare with now, so the workflow says it, in one word: a miss first; then the end that comes, since in
 * the last sixty days some duty or other is nearly always due soon.
 */
export function attention(state: Agreement, now: Instant): Attention {
  if (state.phase === 'closed') return 'none';
  if (state.deadlines.some((d) => d.missedAt !== undefined && d.metAt === undefined)) return 'overdue';
  const expiring = expiringAt(state);
  if (expiring !== undefined && now >= expiring) return 'expiring-60d';
  return state.deadlines.some((d) => d.warned) ? 'due-soon' : 'none';
}

/** The earliest instant at which something happens without a person: the one timer. */
export function nextWake(state: Agreement, now: Instant): { at: Instant; id: string } | undefined {
  if (state.phase === 'closed') return undefined;
  let next: { at: Instant; id: string } | undefined;
  for (const deadline of state.deadlines) {
    const at = nextInstant(deadline);
    if (at !== undefined && (!next || at < next.at)) next = { at, id: deadline.id };
  }
  const expiring = expiringAt(state);
  if (expiring !== undefined && expiring > now && (!next || expiring < next.at))
    next = { at: expiring, id: 'attention' };
  return next;
}

/** Markdown for the Temporal UI: the phase, what it waits for, until when, and who owes it. */
export function currentDetails(state: Agreement): string {
  const lines = [`### ${state.no} ${PHASE_ZH[state.phase]}${state.outcome ? `:${OUTCOME_ZH[state.outcome]}` : ''}`, ''];
  if (state.termEnd) lines.push(`协议期: ${state.effectiveOn} 至 ${state.termEnd}`, '');
  const { ending } = state;
  if (ending && state.phase !== 'closed')
    lines.push(`${ending.ended ? '已于' : '将于'} ${humanTime(ending.endsAt)} 终止, 随后交接, 交付数据备份与结算`, '');
  if (isLive(state.flow)) lines.push(signingZh(state.flow), '');
  const open = running(state);
  if (open.length === 0 && state.phase !== 'closed') lines.push('当前没有等待事项');
  for (const d of open.slice(0, 12)) {
    const status = d.missedAt !== undefined ? '**逾期**' : d.warned ? '即将到期' : '进行中';
    lines.push(`- **${title(d.id)}** 责任方: ${ROLE_ZH[d.owner]}, 至 ${humanTime(d.dueAt)} (${status})`);
  }
  return lines.join('\n');
}

function signingZh(flow: Flow): string {
  const turn = turnOf(flow);
  const whose = turn ? `, 轮到${turn === 'client' ? '客户' : '服务方'}` : '';
  const away = flow.away ? `; **平台没有应答**, 自 ${humanTime(flow.away.since)} 起` : '';
  const how = onPlatform(flow) ? `电子签署 (${PROVIDER_ZH[flow.provider]})` : PROVIDER_ZH.paper;
  return `${how}: ${FLOW_STATE_ZH[flow.state]}${whose}${away}`;
}

/** `2027-01-08 24:00` reads better than the next day's midnight; a moment after midnight is that next day. */
export function humanTime(at: Instant): string {
  const text = iso(at);
  if (text.slice(11, 23) !== '00:00:00.000') return `${text.slice(0, 10)} ${text.slice(11, 16)}`;
  return `${iso(at - 1).slice(0, 10)} 24:00`;
}

export function title(id: string): string {
  const suffix = id.split('/')[1];
  const name = id === 'attention' ? '期满前 60 日' : standardRow(id).title;
  return suffix ? `${name}(${suffix})` : name;
}
