import { changeTarget, dueInstant, replan } from '../deadline/deadline';
import { fail, requireThat } from '../failures';
import { isClientSeat, SEAT_ZH, type Seat } from '../parties';
import { ownersOf } from '../record/telling';
import { workdays } from '../record/standard';
import type { RunningDeadline } from '../record/types';
import type { Role } from '../roles';
import { iso } from '../time';
import type { AgreementBook } from './book';
import { tellEnded } from './esign-news';
import { isLive, notWhileCompleting, onPlatform, voidFlow } from './flow';
import type { Handlers } from './phases';

/** 人员更换: a person who leaves is replaced (domain.md §1). */

const RECORDERS: readonly Role[] = ['operations', 'account-manager', 'manager'];

/** The client's people by its own notice, which anybody records; the account manager by the manager. */
const MAY_REPLACE: Record<Seat, readonly Role[]> = {
  contact: RECORDERS,
  signatory: RECORDERS,
  accountManager: ['manager'],
  manager: ['manager', 'head-of-service'],
  providerSignatory: ['operations', 'manager'],
};

/** Whose work the newcomer takes over; who signs for the provider owes nothing by a clock. */
const ROLE_OF_SEAT: Partial<Record<Seat, Role>> = {
  contact: 'client',
  signatory: 'client',
  accountManager: 'account-manager',
  manager: 'manager',
};

export const peopleHandlers: Handlers<'person.replace' | 'deadline.extend'> = {
  /**
   * The same name on both sides is nobody's leaving but a correction of contact data, which wants no notice (§1). Throws
   * `Forbidden`, `Invalid` without the client's sealed notice, `NotNow` where the record has changed meanwhile.
   */
  'person.replace'(book, { seat, partiesRef, replaces, from, to, leaves, joins, notice }, { by, occurredAt }) {
    const { state } = book;
    if (!MAY_REPLACE[seat].includes(by.role)) fail('Forbidden', `该角色不能更换${SEAT_ZH[seat]}`, 'seat');
    const corrected = from === to;
    if (isClientSeat(seat) && !corrected && !notice)
      fail('Invalid', '更换乙方人员须附乙方加盖公章的书面通知', 'notice');
    requireThat(replaces === state.partiesRef, '人员资料刚有变更, 请核对后重新提交');
    if (seat === 'signatory' || seat === 'providerSignatory') voidSigning(book);
    state.partiesRef = partiesRef;
    const told: Role[] = ['client', 'account-manager', ...(seat === 'manager' ? (['manager'] as const) : [])];
    const proof = notice && { notice: notice.sha256 };
    if (corrected) {
      book.emit('person.corrected', { seat, name: to, ...proof }, occurredAt);
      for (const reader of told) book.notify('person.corrected', reader, { seat, name: to, replaces });
      return;
    }
    const former = (state.formerClients ?? []).filter((id) => id !== joins);
    state.formerClients = leaves === undefined ? former : [...former, leaves];
    book.emit('person.replaced', { seat, from, to, ...proof }, occurredAt);
    const role = ROLE_OF_SEAT[seat];
    const owed = role ? state.deadlines.filter((d) => ownersOf(d).includes(role)) : [];
    if (seat === 'contact') state.extendable = owed.filter((d) => d.state === 'open').map(keyOf);
    for (const reader of told) book.notify('person.replaced', reader, { seat, from, to, open: owed.length });
  },

  /** Open windows go on unless the manager extends them. Throws `Invalid`, or `NotNow` for any other window. */
  'deadline.extend'(book, { id, days }, { occurredAt }) {
    const { state } = book;
    const { extendable = [] } = state;
    const running = book.find(id);
    requireThat(
      running?.state === 'open' && extendable.includes(keyOf(running)),
      '只能延长更换对接人时客户正在进行的期限, 每个一次',
      'id',
    );
    if (!Number.isInteger(days) || days < 1 || days > 10) fail('Invalid', '延期须为 1 至 10 个工作日', 'days');
    state.extendable = extendable.filter((key) => key !== keyOf(running));
    book.move(longer(book, running, days));
    const { dueAt, clause } = book.find(id)!;
    book.emit('deadline.extended', { id, days, due: iso(dueAt) }, occurredAt);
    book.notify('deadline.extended', 'client', { id, due: iso(dueAt), clause });
  },
};

/** A flow on a platform names who signs: another signatory needs another one. What is signed on paper stays signed. */
function voidSigning(book: AgreementBook): void {
  notWhileCompleting(book);
  const { flow } = book.state;
  if (!isLive(flow) || !onPlatform(flow)) return;
  voidFlow(book);
  tellEnded(book, flow);
}

const keyOf = ({ id, n }: RunningDeadline): string => `${id}#${n}`;

/** A window in working days stays one, so that a new calendar still moves it. */
function longer(book: AgreementBook, running: RunningDeadline, days: number) {
  const { target, fixedDue, dueAt } = running;
  if (target.unit === 'workday' && fixedDue === undefined)
    return changeTarget(running, workdays(target.value + days), book.workingTime);
  const later = dueInstant(workdays(days), dueAt - 1, book.workingTime).dueAt;
  return replan({ ...running, fixedDue: later }, book.workingTime).deadline;
}
