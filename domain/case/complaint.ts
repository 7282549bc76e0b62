import { fail, requireThat } from '../failures';
import type { CaseBook } from './book';
import { giveUpdate, openClock, openNextUpdate, openResolution } from './clocks';
import type { TeamPart } from './commands';
import type { CaseHandlers } from './handlers';
import { notBefore } from './rules';
import { resolved } from './round';
import type { Case } from './types';

/** Complaints (投诉), domain.md §4: from the first contact to the resolution. */

export const complaintHandlers: CaseHandlers<
  | 'complaint.contact'
  | 'complaint.attempt'
  | 'complaint.team'
  | 'complaint.solution'
  | 'complaint.declare-complex'
  | 'complaint.plan'
  | 'complaint.update'
  | 'complaint.incident'
  | 'complaint.resolve'
> = {
  'complaint.contact'(book, _payload, { occurredAt }) {
    const { current } = book.state;
    requireThat(current.contactedAt === undefined, '已首次联系客户; 后续沟通请登记进展');
    current.contactedAt = occurredAt;
    book.meet('complaint.first-contact', occurredAt);
  },

  /** The client could not be reached: no contact, but the manager may close after it. */
  'complaint.attempt'(book) {
    book.state.attempts += 1;
  },

  'complaint.team'(book, { members }, { occurredAt }) {
    const missing = teamOf(book.state).filter((part) => !members.some((member) => member.part === part));
    if (missing.length > 0) fail('Invalid', '跨部门小组须有客户经理、技术和产品人员', 'members');
    book.state.current.teamAt ??= occurredAt;
    firstSolution(book);
  },

  'complaint.solution'(book, _payload, { occurredAt }) {
    book.state.current.solutionAt ??= occurredAt;
    firstSolution(book);
  },

  /** 复杂投诉: a plan counted from the receipt, and an update on every working day from tomorrow. */
  'complaint.declare-complex'(book, _payload, { occurredAt }) {
    const { current } = book.state;
    requireThat(!current.complex, '已认定为复杂投诉');
    current.complex = true;
    openClock(book, 'complaint.plan', current.startedAt);
    openNextUpdate(book, occurredAt);
  },

  /** Given again, it names another day. */
  'complaint.plan'(book, { plan, dueOn }, { occurredAt, by }) {
    const { id, current } = book.state;
    requireThat(current.complex, '未认定为复杂投诉, 无须处理计划');
    if (dueOn < book.today) fail('Invalid', '计划完成日期不能早于今天', 'dueOn');
    current.plannedAt ??= occurredAt;
    current.plannedFor = dueOn;
    book.meet('complaint.plan', occurredAt);
    openResolution(book, occurredAt, by);
    book.notify('case.plan', 'client', { id, plan, dueOn });
  },

  'complaint.update'(book, { text }, { occurredAt }) {
    giveUpdate(book, occurredAt);
    book.notify('case.update', 'client', { id: book.state.id, text });
  },

  'complaint.incident'(book, _payload, { occurredAt }) {
    const { state } = book;
    requireThat(state.about === 'data-leak', '该投诉不涉及客户信息泄露');
    requireThat(state.incidentAt === undefined, '信息泄露事件已登记');
    state.incidentAt = occurredAt;
    book.meet('complaint.incident', occurredAt);
  },

  'complaint.resolve'(book, { result }, { occurredAt }) {
    const { id, current } = book.state;
    requireThat(current.contactedAt !== undefined, '尚未首次联系客户');
    requireThat(current.teamAt !== undefined, '尚未组建跨部门小组');
    requireThat(current.solutionAt !== undefined, '尚未给出首个解决方案');
    notBefore(occurredAt, current.contactedAt, current.teamAt, current.solutionAt);
    book.meet('complaint.resolution', occurredAt);
    book.cancel('complaint.plan');
    resolved(book, occurredAt);
    openClock(book, 'complaint.retrospective', occurredAt);
    book.notify('case.resolved', 'client', { id, text: result });
  },
};

const PARTS: readonly TeamPart[] = ['account-manager', 'technical', 'product'];
/** An account manager has no part in a complaint about itself. */
const teamOf = ({ about }: Case): TeamPart[] =>
  PARTS.filter((part) => part !== 'account-manager' || about !== 'account-manager');

/** Team named and first solution given: one clock for both, met by the later. What follows is the resolution. */
function firstSolution(book: CaseBook): void {
  const { teamAt, solutionAt } = book.state.current;
  if (teamAt === undefined || solutionAt === undefined || !book.find('complaint.first-solution')) return;
  const at = Math.max(teamAt, solutionAt);
  book.meet('complaint.first-solution', at);
  if (!book.find('complaint.resolution')) openResolution(book, at);
}
