import { pausesUntil } from '../deadline/pause';
import { fail, requireThat } from '../failures';
import type { Actor } from '../roles';
import type { Instant, PlainDate } from '../time';
import type { CaseBook } from './book';
import { byDue, giveUpdate, keepPauses, openClock, openResolution } from './clocks';
import type { CaseHandlers } from './handlers';
import { close, reopen, resolved, responsible } from './round';
import { mayGiveUp, notBefore } from './rules';
import { caseRow, ownerOf } from './standard';
import type { Department, RequestTopic } from './types';

/** Requests (需求) and inquiries (咨询), domain.md §5. */

/** 责任部门 by kind of request. */
export const DEPARTMENT_OF: Record<RequestTopic, Department> = {
  technical: 'support',
  commercial: 'sales',
  service: 'service',
  inquiry: 'service',
};

export const requestHandlers: CaseHandlers<
  | 'request.respond'
  | 'request.attempt'
  | 'request.assess'
  | 'request.assign'
  | 'request.plan'
  | 'request.progress'
  | 'request.solve'
  | 'request.refuse'
  | 'request.callback'
  | 'request.confirm'
  | 'request.reopen'
  | 'request.close'
> = {
  'request.respond'(book, _payload, { occurredAt }) {
    requireThat(book.state.current.contactedAt === undefined, '已首次响应; 后续沟通请登记进展');
    responded(book, occurredAt);
  },

  'request.attempt'(book) {
    book.state.attempts += 1;
  },

  /** Reason, feasibility and value: the record is the command itself. */
  'request.assess'() {},

  /** From here on its clocks are the department's; the callback stays with the account manager. */
  'request.assign'(book, { department }) {
    const { state } = book;
    const chosen = department ?? state.department;
    if (!chosen) fail('Invalid', '须指明责任部门', 'department');
    requireThat(!state.assigned || chosen !== state.department, '已交该部门');
    state.department = chosen;
    state.assigned = true;
    const handed = byDue(state).filter((d) => caseRow(d.id).assignable);
    for (const deadline of handed) book.put({ ...deadline, owner: ownerOf(caseRow(deadline.id), state) });
    const first = handed[0] && { id: handed[0].id, due: handed[0].dueAt };
    book.notify('request.assigned', 'service-team', { id: state.id, department: chosen, clock: first });
  },

  /** The day that it names is promised to the client: it is owed by its 24:00. Given again, it names another day. */
  'request.plan'(book, { plan, dueOn }, { occurredAt, by }) {
    if (dueOn < book.today) fail('Invalid', '计划完成日期不能早于今天', 'dueOn');
    planned(book, occurredAt, dueOn, by);
    book.notify('case.plan', 'client', { id: book.state.id, plan, dueOn });
  },

  'request.progress'(book, { text }, { occurredAt }) {
    giveUpdate(book, occurredAt);
    book.notify('case.update', 'client', { id: book.state.id, text });
  },

  /** A solution is also a response, and more than a plan: what of them is still owed has been given with it. */
  'request.solve'(book, { solution }, { occurredAt }) {
    responded(book, occurredAt);
    book.meet('request.plan', occurredAt);
    book.meet('request.solution', occurredAt);
    book.meet('request.resolution', occurredAt);
    resolved(book, occurredAt);
    book.notify('case.resolved', 'client', { id: book.state.id, text: solution });
  },

  /** What cannot be met: nobody owes a solution any more, the client has the reason and an alternative. */
  'request.refuse'(book, { reason, alternative }, { occurredAt }) {
    const { id, current } = book.state;
    if (!reason) fail('Invalid', '须说明无法满足的原因', 'reason');
    if (!alternative) fail('Invalid', '须给出替代方案', 'alternative');
    current.refused = true;
    responded(book, occurredAt);
    for (const clock of ['request.plan', 'request.solution', 'request.resolution']) book.cancel(clock);
    resolved(book, occurredAt);
    book.notify('request.refused', 'client', { id, reason, alternative });
  },

  'request.callback'(book, { satisfied }, { occurredAt }) {
    const { id, current } = book.state;
    requireThat(current.satisfiedAt === undefined, '已回访, 等待客户确认');
    notBefore(occurredAt, current.resolvedAt);
    book.meet('request.callback', occurredAt);
    if (!satisfied) return reopen(book, occurredAt);
    current.satisfiedAt = occurredAt;
    openClock(book, 'request.confirmation', occurredAt);
    book.notify('request.confirmation', 'client', { id });
  },

  /** The client need not wait for the callback. */
  'request.confirm'(book, _payload, { occurredAt }) {
    const { current } = book.state;
    notBefore(occurredAt, current.resolvedAt);
    book.meet('request.confirmation', occurredAt);
    finish(book, current.refused ? 'refused' : 'satisfied');
  },

  'request.reopen'(book, _payload, { occurredAt }) {
    notBefore(occurredAt, book.state.current.resolvedAt);
    reopen(book, occurredAt);
  },

  'request.close'(book, { outcome, reason }, { by }) {
    mayGiveUp(book.state, by, outcome, reason);
    finish(book, outcome);
  },
};

/** The client has a plan, and the day by which it will be done. */
export function planned(book: CaseBook, occurredAt: Instant, dueOn: PlainDate, by?: Actor): void {
  const { current } = book.state;
  current.plannedAt ??= occurredAt;
  current.plannedFor = dueOn;
  const owed = book.find('request.plan');
  if (owed?.state === 'open') keepPauses(book, { ...owed, pauses: pausesUntil(owed, occurredAt) });
  book.meet('request.plan', occurredAt);
  openResolution(book, occurredAt, by);
}

export function responded(book: CaseBook, occurredAt: Instant): void {
  book.state.current.contactedAt ??= occurredAt;
  book.meet('request.response', occurredAt);
}

function finish(book: CaseBook, outcome: 'satisfied' | 'refused' | 'unreachable' | 'withdrawn'): void {
  const { id } = book.state;
  close(book, outcome);
  for (const role of ['client', responsible(book.state)] as const) book.notify('case.closed', role, { id, outcome });
}
