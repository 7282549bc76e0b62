import { dueInstant } from '../deadline/deadline';
import { fail, requireThat } from '../failures';
import { carryOut, CLOCK_TOLERANCE } from '../record/occasion';
import { loadCalendar, takeUp } from '../record/upkeep';
import { aftercareHandlers } from './aftercare';
import type { CaseBook } from './book';
import { endCasePause, endKeptPause, isRepeated, keepPauses, keptPauseLasts, missedUpdate } from './clocks';
import { CASE_RULES, commandNamesOf, type CaseCommand, type CaseCommandName } from './commands';
import { complaintHandlers } from './complaint';
import { exclude, remember } from './misses';
import type { CaseHandler, CaseHandlers } from './handlers';
import { levelHandlers } from './level';
import { mergeHandlers, takeIn } from './merge';
import { pauseClocks, resumeClocks } from './pause';
import { requestHandlers } from './request';
import { subjectHandlers } from './subject';
import { CASE_PHASE_ZH, type Case, type Duplicate } from './types';

/** Commands and clocks meet the state here; everything is pure, the workflow only waits, calls and decides with it. */

const upkeepHandlers: CaseHandlers<
  | 'complaint.pause'
  | 'complaint.resume'
  | 'complaint.acknowledge'
  | 'complaint.exclude'
  | 'request.pause'
  | 'request.resume'
  | 'request.acknowledge'
  | 'request.exclude'
  | 'calendar.load'
> = {
  'complaint.pause': (book, pause, { occurredAt }) => pauseClocks(book, pause, occurredAt),
  'request.pause': (book, pause, { occurredAt }) => pauseClocks(book, pause, occurredAt),
  'complaint.resume': (book, which, { occurredAt }) => resumeClocks(book, which, occurredAt),
  'request.resume': (book, which, { occurredAt }) => resumeClocks(book, which, occurredAt),
  'complaint.acknowledge': (book, { id }, { by }) => takeUp(book, id, by),
  'request.acknowledge': (book, { id }, { by }) => takeUp(book, id, by),
  'complaint.exclude': exclude,
  'request.exclude': exclude,
  'calendar.load'(book, { calendar }) {
    loadCalendar(book, calendar);
    const pause = book.state.current.pauses.at(-1);
    if (pause?.longest && pause.to === undefined)
      pause.until = dueInstant(pause.longest, pause.from, book.workingTime).dueAt;
  },
};

const HANDLERS: { [N in CaseCommandName]: CaseHandler<N> } = {
  ...complaintHandlers,
  ...aftercareHandlers,
  ...requestHandlers,
  ...levelHandlers,
  ...subjectHandlers,
  ...mergeHandlers,
  ...upkeepHandlers,
};

export const isClosed = ({ phase }: Case): boolean => phase === 'closed';

/**
 * Lets every clock catch up with the book's now, the earliest first. Level-triggered: called on every wake-up and before
 * every command. A day whose update was missed does not hold up the next one's.
 */
export function catchUp(book: CaseBook): void {
  const { state } = book;
  while (!isClosed(state)) {
    const clock = book.overdueClock();
    if (!clock) break;
    if (!book.tick(clock.id)) continue;
    const missed = book.find(clock.id)!;
    remember(state, missed);
    keepPauses(book, missed);
    if (isRepeated(missed.id)) missedUpdate(book, missed);
  }
  const pause = state.current.pauses.at(-1);
  if (pause && pause.to === undefined && pause.until! <= book.now) endCasePause(state, pause.until!);
  if (!keptPauseLasts(book)) endKeptPause(state.current, book.now);
}

/**
 * Applies a command to the book's state. Throws a `Failure` of the catalogue and must then be thrown away with its
 * book: the caller works on a copy.
 */
export function applyCaseCommand<N extends CaseCommandName>(book: CaseBook, command: CaseCommand<N>): void {
  const { state } = book;
  const { title, roles, phases } = CASE_RULES[command.name];
  const { role } = command.by;
  catchUp(book);
  requireThat(commandNamesOf(state.kind).includes(command.name), `不能「${title}」`);
  if (!roles.includes(role)) fail('Forbidden', `该角色不能「${title}」`);
  if (role === 'account-manager' && state.about === 'account-manager')
    fail('Forbidden', '投诉涉及客户经理本人, 由负责人处理');
  requireThat(!isClosed(state), `已结案, 不能「${title}」`);
  requireThat(
    phases === 'any' || phases.includes(state.phase),
    `处于「${CASE_PHASE_ZH[state.phase]}」, 不能「${title}」`,
  );
  const { startedAt } = state.current;
  if ((command.occurredAt ?? book.now) < startedAt - CLOCK_TOLERANCE)
    fail('Invalid', '不能早于客户提出(或重新提出)的时间', 'occurredAt');
  carryOut(book, command, ({ by, occurredAt }) =>
    (HANDLERS[command.name] as CaseHandler<N>)(book, command.payload, {
      by,
      occurredAt: Math.max(occurredAt, startedAt),
    }),
  );
  catchUp(book);
}

/** A duplicate has been merged into this request: its clocks are judged as they were before it is taken in. */
export function absorb(book: CaseBook, duplicate: Duplicate): void {
  catchUp(book);
  takeIn(book, duplicate);
  catchUp(book);
}

/** A copy that may be changed and thrown away; the state is plain JSON by construction. */
export const copyOf = (state: Case): Case => JSON.parse(JSON.stringify(state)) as Case;
