import { humanTime } from '../agreement/view';
import { activePause, nextInstant } from '../deadline/deadline';
import { ROLE_ZH } from '../roles';
import type { Instant } from '../time';
import type { RunningDeadline } from '../record/types';
import { byDue } from './clocks';
import { caseRow } from './standard';
import {
  CASE_KIND_ZH,
  CASE_OUTCOME_ZH,
  CASE_PHASE_ZH,
  SUBJECT_ZH,
  TOPIC_ZH,
  type Attention,
  type Case,
  type WaitingFor,
} from './types';

/** What people see of a case: whom it waits for, what is urgent, what is to come. Pure reading of the state. */

/** The one who owes what is due first; the client while nothing runs but what its answer is awaited for. */
export function waitingFor(state: Case): WaitingFor {
  if (state.phase === 'closed') return 'nobody';
  const owed = byDue(state);
  const first = owed.find((d) => !activePause(d));
  if (first) return first.owner;
  return owed.length > 0 ? 'client' : 'nobody';
}

/** Views cannot compare with now, so the workflow says it: the most urgent first. */
export function attention(state: Case, _now: Instant): Attention {
  if (state.phase === 'closed') return 'none';
  if (state.deadlines.some((d) => d.missedAt !== undefined)) return 'overdue';
  return state.deadlines.some((d) => d.warned && !activePause(d)) ? 'due-soon' : 'none';
}

/** The earliest instant at which something happens without a person: the one timer. */
export function nextWake(state: Case, _now: Instant): { at: Instant; id: string } | undefined {
  if (state.phase === 'closed') return undefined;
  let next: { at: Instant; id: string } | undefined;
  for (const deadline of state.deadlines) {
    const at = nextInstant(deadline);
    if (at !== undefined && (!next || at < next.at)) next = { at, id: deadline.id };
  }
  return next;
}

/** `complaint.daily-update/3` → `复杂投诉每个工作日通报进展(3)` */
export function title(id: string): string {
  const suffix = id.split('/')[1];
  const name = caseRow(id).title;
  return suffix ? `${name}(${suffix})` : name;
}

/** Markdown for the Temporal UI: what the case is, and every clock of it. */
export function currentDetails(state: Case): string {
  const { id, kind, phase, outcome, round, severity, urgency, about, topic } = state;
  const facts = [
    CASE_KIND_ZH[kind],
    severity ?? urgency,
    about && SUBJECT_ZH[about],
    topic && TOPIC_ZH[topic],
    round > 1 && `第 ${round} 轮`,
  ].filter(Boolean);
  const end = outcome ? `: ${CASE_OUTCOME_ZH[outcome]}` : '';
  const lines = [`### ${id} ${CASE_PHASE_ZH[phase]}${end}`, '', facts.join(', '), ''];
  if (state.sources.length > 1)
    lines.push(`来源: ${state.sources.map((s) => `${s.channel} (${s.id})`).join(', ')}`, '');
  for (const d of byDue(state)) {
    lines.push(`- **${title(d.id)}** 责任方: ${ROLE_ZH[d.owner]}, 至 ${humanTime(d.dueAt)} (${statusOf(d)})`);
  }
  return lines.join('\n');
}

function statusOf(d: RunningDeadline): string {
  if (d.missedAt !== undefined) return '**逾期**';
  const paused = activePause(d);
  if (paused) return `暂停, 最长至 ${humanTime(paused.until!)}`;
  return d.warned ? '即将到期' : '进行中';
}
