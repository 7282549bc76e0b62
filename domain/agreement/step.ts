import { dueInstant, replan } from '../deadline/deadline';
import type { Target } from '../deadline/types';
import { fail, requireThat } from '../failures';
import { ownersOf } from '../record/book';
import type { DocumentMade } from '../record/types';
import { iso, MINUTE } from '../time';
import { type AgreementBook } from './book';
import { RULES, type Command, type CommandName } from './commands';
import { draftFailed, draftingHandlers, draftingOutcome, hashDraft } from './drafting';
import { endingHandlers, endingHooks, terminationOutcome } from './ending';
import {
  endOfTermHooks,
  evaluationHandlers,
  evaluationHooks,
  evaluationOutcome,
  renewalHandlers,
  renewalOutcome,
} from './evaluation';
import { executionHandlers, executionHooks, executionOutcome } from './execution';
import { intakeHandlers, intakeOutcome } from './intake';
import type { DueHooks, Handler, Handlers } from './phases';
import { reviewHandlers, reviewHooks, reviewOutcome } from './review';
import { signingHandlers, signingHooks, signingOutcome } from './signing';
import { standardKey } from './standard';
import { PHASE_ZH, type Agreement, type Phase } from './types';

/** An acknowledged miss that is still there climbs on after this long (domain.md, first rule). */
const FOLLOW_UP: Target = { value: 5, unit: 'workday' };

/** Commands and clocks meet the state here; everything is pure, the workflow only waits, calls and decides with it. */

const anyPhaseHandlers: Handlers<'agreement.withdraw' | 'agreement.close' | 'deadline.acknowledge' | 'calendar.load'> =
  {
    'agreement.withdraw'(book) {
      beforeSigned(book);
      book.state.outcome = 'withdrawn';
    },
    'agreement.close'(book) {
      beforeSigned(book);
      book.state.outcome = 'closed';
    },
    'deadline.acknowledge'(book, { id }, { by }) {
      const deadline = book.find(id);
      requireThat(deadline?.missedAt !== undefined, `期限 ${id} 没有待处理的逾期`, 'id');
      if (ownersOf(deadline).includes(by.role)) fail('Forbidden', '逾期事项的责任方不能自行停止上报', 'id');
      book.acknowledge(id, dueInstant(FOLLOW_UP, book.now, book.workingTime).dueAt);
      book.emit('deadline.acknowledged', { id });
    },
    'calendar.load'(book, { calendar }) {
      if (calendar.revision <= book.state.calendar.revision)
        fail('NotNow', '已在使用该版本或更新的日历', 'calendar.revision');
      book.state.calendar = calendar;
      for (const deadline of [...book.state.deadlines]) {
        const { deadline: planned, moved } = replan(deadline, book.workingTime);
        book.put({ ...planned, n: deadline.n });
        if (moved) book.emit('deadline.moved', { id: deadline.id, from: iso(moved.from), to: iso(moved.to) });
      }
    },
  };

function beforeSigned(book: AgreementBook): void {
  requireThat(!book.state.effectiveOn, '双方已签署, 不能再撤回; 请用书面终止通知');
}

const HANDLERS: { [N in CommandName]: Handler<N> } = {
  ...anyPhaseHandlers,
  ...intakeHandlers,
  ...draftingHandlers,
  ...reviewHandlers,
  ...signingHandlers,
  ...executionHandlers,
  ...evaluationHandlers,
  ...renewalHandlers,
  ...endingHandlers,
};

const HOOKS: DueHooks = {
  ...reviewHooks,
  ...signingHooks,
  ...executionHooks,
  ...evaluationHooks,
  ...endOfTermHooks,
  ...endingHooks,
};

const OUTCOMES: Record<Phase, (state: Agreement) => string | undefined> = {
  intake: intakeOutcome,
  drafting: draftingOutcome,
  review: reviewOutcome,
  signing: signingOutcome,
  execution: executionOutcome,
  evaluation: evaluationOutcome,
  renewal: renewalOutcome,
  termination: terminationOutcome,
  closed: () => undefined,
};

/**
 * Lets every clock catch up with the book's now, the earliest first, until the phase has an outcome: what follows is
 * the next phase's business. Level-triggered: called on every wake-up and before every command.
 */
export function catchUp(book: AgreementBook): void {
  const { state } = book;
  for (;;) {
    if (state.phase === 'closed' || state.outcome || OUTCOMES[state.phase](state)) return;
    const clock = book.overdueClock();
    if (!clock) return;
    if (book.tick(clock.id)) HOOKS[standardKey(clock.id)]?.(book, clock.id);
  }
}

/**
 * Applies a command to the book's state. Throws a `Failure` of the catalogue and must then be thrown away with its
 * book: the caller works on a copy.
 */
export function applyCommand<N extends CommandName>(book: AgreementBook, command: Command<N>): void {
  const { state } = book;
  const rule = RULES[command.name];
  catchUp(book);
  if (!rule.roles.includes(command.by.role)) fail('Forbidden', `该角色不能「${rule.title}」`);
  if (state.phase === 'closed' || state.outcome) fail('NotNow', `协议已结束, 不能「${rule.title}」`);
  if (rule.phases !== 'any' && !rule.phases.includes(state.phase)) {
    fail('NotNow', `协议处于「${PHASE_ZH[state.phase]}」阶段, 不能「${rule.title}」`);
  }
  const occurredAt = command.occurredAt ?? book.now;
  if (occurredAt > book.now + CLOCK_TOLERANCE) fail('Invalid', '发生时间不能晚于现在', 'occurredAt');
  if (command.by.role === 'client' && occurredAt < book.now - CLIENT_LATENESS) {
    fail('Invalid', '客户提交的以收到时间为准, 不能补记更早的时间', 'occurredAt');
  }
  book.by = command.by;
  book.commandId = command.id;
  book.causedBy(command.id);
  book.emit(
    'command',
    { name: command.name, outcome: 'accepted', payload: command.payload },
    Math.min(occurredAt, book.now),
  );
  (HANDLERS[command.name] as Handler<N>)(book, command.payload, {
    by: command.by,
    occurredAt: Math.min(occurredAt, book.now),
  });
  delete book.by;
  delete book.commandId;
  catchUp(book);
}

/** The API's clock and the server's may differ by a little. */
const CLOCK_TOLERANCE = 5_000;
/** A client speaks for now; what happened earlier is recorded by the provider's people, with their names. */
const CLIENT_LATENESS = 10 * MINUTE;

/** What a record's documents change in the state. */
export function documentMade(book: AgreementBook, made: DocumentMade): void {
  hashDraft(book.state, made);
  draftFailed(book, made);
}

/** A copy that may be changed and thrown away; the state is plain JSON by construction. */
export const copyOf = (state: Agreement): Agreement => JSON.parse(JSON.stringify(state)) as Agreement;
