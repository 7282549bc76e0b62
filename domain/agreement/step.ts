import { fail, requireThat } from '../failures';
import { carryOut } from '../record/occasion';
import { standardKey } from '../record/standard';
import type { DocumentMade } from '../record/types';
import { loadCalendar, takeUp } from '../record/upkeep';
import { amendmentHandlers, amendmentHooks, hashAmendment } from './amendment';
import { attemptHandlers } from './attempts';
import { type AgreementBook } from './book';
import { breachHandlers, breachHooks } from './breach';
import { caseHandlers } from './cases';
import { RULES, type Command, type CommandName } from './commands';
import { draftFailed, draftingHandlers, draftingOutcome, hashDraft } from './drafting';
import { endingHandlers, endingHooks, hashCertificate, terminationOutcome } from './ending';
import {
  endOfTermHooks,
  evaluationHandlers,
  evaluationHooks,
  evaluationOutcome,
  renewalHandlers,
  renewalOutcome,
} from './evaluation';
import { esignHooks } from './esign-news';
import { esigningHandlers } from './esigning';
import { executionHandlers, executionHooks, executionOutcome } from './execution';
import { notWhileCompleting } from './flow';
import { intakeHandlers, intakeOutcome } from './intake';
import { orderedHandlers } from './ordered';
import { noticeHandlers } from './notice-commands';
import { peopleHandlers } from './people';
import type { DueHooks, Handler, Handlers } from './phases';
import { rescissionHandlers } from './rescission';
import { reviewHandlers, reviewHooks, reviewOutcome } from './review';
import { silenceHandlers } from './silence';
import { surveyHandlers, surveyHooks } from './survey';
import { signingHandlers, signingHooks, signingOutcome } from './signing';
import { PHASE_ZH, type Agreement, type Phase } from './types';
import { hashWritten } from './written-notices';

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
    'deadline.acknowledge': (book, { id }, { by }) => takeUp(book, id, by),
    'calendar.load': (book, { calendar }) => loadCalendar(book, calendar),
  };

function beforeSigned(book: AgreementBook): void {
  requireThat(!book.state.effectiveOn, '双方已签署, 不能再撤回; 请用书面终止通知');
  notWhileCompleting(book);
}

const HANDLERS: { [N in CommandName]: Handler<N> } = {
  ...anyPhaseHandlers,
  ...intakeHandlers,
  ...draftingHandlers,
  ...reviewHandlers,
  ...signingHandlers,
  ...esigningHandlers,
  ...executionHandlers,
  ...surveyHandlers,
  ...evaluationHandlers,
  ...renewalHandlers,
  ...endingHandlers,
  ...caseHandlers,
  ...peopleHandlers,
  ...attemptHandlers,
  ...noticeHandlers,
  ...breachHandlers,
  ...amendmentHandlers,
  ...rescissionHandlers,
  ...silenceHandlers,
  ...orderedHandlers,
};

const HOOKS: DueHooks = {
  ...reviewHooks,
  ...signingHooks,
  ...esignHooks,
  ...executionHooks,
  ...surveyHooks,
  ...evaluationHooks,
  ...endOfTermHooks,
  ...endingHooks,
  ...breachHooks,
  ...amendmentHooks,
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
  carryOut(book, command, (occasion) => (HANDLERS[command.name] as Handler<N>)(book, command.payload, occasion));
  catchUp(book);
}

/** The hash of a paper that people refer to; any other document changes nothing in the state. */
export function takeHash(state: Agreement, made: DocumentMade): void {
  hashDraft(state, made);
  hashCertificate(state, made);
  hashWritten(state, made);
  hashAmendment(state, made);
}

/** What a record's documents change in the state. */
export function documentMade(book: AgreementBook, made: DocumentMade): void {
  takeHash(book.state, made);
  draftFailed(book, made);
}

/** A copy that may be changed and thrown away; the state is plain JSON by construction. */
export const copyOf = (state: Agreement): Agreement => JSON.parse(JSON.stringify(state)) as Agreement;
