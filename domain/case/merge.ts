import { changeTarget, replan } from '../deadline/deadline';
import { pausesUntil } from '../deadline/pause';
import type { Deadline, Pause } from '../deadline/types';
import { fail } from '../failures';
import { parseCaseId } from '../ids';
import { standardKey } from '../record/standard';
import type { Instant } from '../time';
import type { CaseBook } from './book';
import { byDue, giveUpdate, isRepeated, PROMISED, promisedPauses, united, within } from './clocks';
import type { CaseHandlers } from './handlers';
import { byLevel, exchange } from './level';
import { planned, responded } from './request';
import { close, responsible } from './round';
import { URGENCIES, type Duplicate } from './types';

/** The same need from several channels is one request: the earliest clock stays, all sources are named (domain.md §5). */

export const mergeHandlers: CaseHandlers<'request.merge'> = {
  'request.merge'(book, { into }) {
    const { id, agreementNo } = book.state;
    const target = parseCaseId(into);
    if (target?.kind !== 'request' || target.no !== agreementNo) fail('Invalid', '只能并入同一协议的另一需求', 'into');
    if (into === id) fail('Invalid', '不能并入自身', 'into');
    const duplicate = duplicateOf(book);
    close(book, 'merged');
    book.order({ order: 'absorb', into, duplicate });
    book.notify('request.merged', 'client', { id, into });
  },
};

/** What of this request lives on in the other one. A pause that lasts ends here: that one has pauses of its own. */
function duplicateOf(book: CaseBook): Duplicate {
  const { id, sources, reportedAt, urgency = '常规', topic, current, deadlines } = book.state;
  const { startedAt, contactedAt, plannedAt, plannedFor, progressAt } = current;
  const running = deadlines.find((d) => d.state === 'open' && PROMISED.includes(d.id));
  return {
    id,
    sources,
    reportedAt,
    startedAt,
    urgency,
    ...(topic && { topic }),
    given: {
      ...(contactedAt !== undefined && { contactedAt }),
      ...(plannedAt !== undefined && { plannedAt }),
      ...(plannedFor !== undefined && { plannedFor }),
      ...(progressAt !== undefined && { progressAt }),
    },
    clocks: deadlines.map((d) => ({ id: d.id, startedAt: d.startedAt, pauses: pausesUntil(d, book.now) })),
    promised: pausesUntil({ pauses: running?.pauses ?? promisedPauses(book) }, book.now),
  };
}

/**
 * Takes in a duplicate: its sources; if it was reported earlier, its start and pauses for the clocks of the first round
 * that are still open; what it had given, which is not owed once more; and its urgency, where that is the stricter one.
 * Told twice, or when closed already, it changes nothing.
 */
export function takeIn(book: CaseBook, duplicate: Duplicate): void {
  const { state } = book;
  const { id, sources, reportedAt, startedAt, urgency } = duplicate;
  const more = sources.filter((source) => !state.sources.some((known) => known.id === source.id));
  const stricter = URGENCIES.indexOf(urgency) < URGENCIES.indexOf(state.urgency!);
  if (state.phase === 'closed' || more.length === 0) return;
  state.sources.push(...more);
  book.causedBy(`absorb ${id}`);
  book.emit('request.absorbed', { id, channels: more.map(({ channel }) => channel), ...(stricter && { urgency }) });
  state.reportedAt = Math.min(state.reportedAt, reportedAt);
  // those of a later round count from the reopening
  if (state.round === 1 && startedAt < state.current.startedAt) restart(book, duplicate);
  if (state.phase === 'open') take(book, duplicate);
  for (const deadline of [...state.deadlines]) book.move(replan(deadline, book.workingTime).deadline);
  if (stricter) tighten(book, duplicate);
  const first = byDue(state)[0];
  const clock = first && { id: first.id, due: first.dueAt };
  book.notify('request.absorbed', first?.owner ?? responsible(state), {
    id: state.id,
    duplicate: id,
    urgency: state.urgency!,
    clock,
  });
}

/** The open clocks of the round begin where the duplicate's began, and have stood still with them. */
function restart(book: CaseBook, duplicate: Duplicate): void {
  const { startedAt } = duplicate;
  const { state } = book;
  const before = state.current.startedAt;
  state.current.startedAt = startedAt;
  for (const deadline of [...state.deadlines]) {
    if (deadline.state !== 'open' || deadline.startedAt !== before) continue;
    const start = isRepeated(deadline.id)
      ? Math.min(before, twinOf(deadline, duplicate)?.startedAt ?? before)
      : startedAt;
    book.put({ ...deadline, startedAt: start, pauses: together(deadline, duplicate, book.now) });
  }
}

const twinOf = ({ id }: Deadline, { clocks }: Duplicate): Duplicate['clocks'][number] | undefined =>
  clocks.find((clock) => standardKey(clock.id) === standardKey(id));

/** What both requests stood still of this clock. */
function together(deadline: Deadline, duplicate: Duplicate, now: Instant): Pause[] {
  const theirs = PROMISED.includes(deadline.id) ? duplicate.promised : (twinOf(deadline, duplicate)?.pauses ?? []);
  return united([...theirs, ...deadline.pauses], now);
}

/** What the client has had from the duplicate in this round: a response, a plan (of two days the earlier), progress. */
function take(book: CaseBook, { given }: Duplicate): void {
  const { current } = book.state;
  const inRound = (at?: Instant): at is Instant => at !== undefined && at >= current.startedAt;
  const { contactedAt, plannedAt, plannedFor, progressAt } = given;
  if (inRound(contactedAt)) responded(book, contactedAt);
  if (inRound(plannedAt) && plannedFor && !(current.plannedFor && current.plannedFor <= plannedFor))
    planned(book, plannedAt, plannedFor);
  if (inRound(progressAt)) giveUpdate(book, progressAt);
}

/**
 * 紧急程度 of the stricter one. Its times count from where the duplicate's did: what was not urgent before is not missed
 * for it. A clock that ends sooner as it is stays so.
 */
function tighten(book: CaseBook, duplicate: Duplicate): void {
  const { urgency, topic, startedAt, promised } = duplicate;
  const { state, workingTime } = book;
  if (state.topic === 'inquiry' && topic) state.topic = topic;
  state.urgency = urgency;
  for (const { deadline, target } of byLevel(state)) {
    const start = Math.max(deadline.startedAt, startedAt);
    const pauses = together(deadline, duplicate, book.now).flatMap((pause) => within(pause, start));
    const counted = changeTarget({ ...deadline, startedAt: start, pauses }, target, workingTime);
    book.move(counted.dueAt < deadline.dueAt ? counted : deadline);
  }
  const start = Math.max(state.current.startedAt, startedAt);
  if (state.phase === 'open') exchange(book, start, promised);
}
