import type { Agreement } from '../domain/agreement/types';
import { expiryOf, termEnd } from '../domain/calendar/term';
import type { WorkingTime } from '../domain/calendar/types';
import type { RecordState, RunningDeadline } from '../domain/record/types';
import { activePause } from '../domain/deadline/deadline';
import { DAY, dateAt, type Instant } from '../domain/time';
import { actAt, habitFor } from './habits';
import type { HabitLayer } from './scenario';
import { dutyOf } from './vocabulary';
import { standardKey } from '../domain/agreement/standard';

/** Where the play goes next: pure reading of what is recorded. */

/** After the term, unless the scenario says how long. */
const AFTER_TERM = 60 * DAY;

/** One execution of the play as it is recorded. */
export interface Actor {
  workflowId: string;
  state: Pick<RecordState, 'deadlines'>;
  workingTime: WorkingTime;
}

/** Somebody meets a deadline. */
export interface Act {
  workflowId: string;
  id: string;
  n: number;
  at: Instant;
  fields: Record<string, unknown>;
}

export const actKey = (workflowId: string, { id, n }: { id: string; n: number }): string =>
  `${workflowId}\0${id}\0${n}`;

/** Which time it is that a deadline of a name runs, counted over the whole play: a renewal's window comes after the first one's. */
export class Turns {
  private readonly turns = new Map<string, number>();
  private readonly last = new Map<string, number>();

  of(workflowId: string, { id, n }: { id: string; n: number }): number {
    const key = actKey(workflowId, { id, n });
    let turn = this.turns.get(key);
    if (turn === undefined) {
      turn = (this.last.get(id) ?? 0) + 1;
      this.last.set(id, turn);
      this.turns.set(key, turn);
    }
    return turn;
  }
}

/** Everything that anybody will still do about the deadlines that run now, the earliest first; `done` are act keys. */
export function actsAhead(
  actors: readonly Actor[],
  layers: readonly HabitLayer[],
  turns: Turns,
  done: ReadonlySet<string>,
): Act[] {
  const acts: Act[] = [];
  for (const { workflowId, state, workingTime } of actors) {
    for (const deadline of state.deadlines) {
      if (!dutyOf(standardKey(deadline.id)) || done.has(actKey(workflowId, deadline))) continue;
      const { timing, fields } = habitFor(layers, deadline.id, turns.of(workflowId, deadline));
      const at = actAt(deadline, timing, workingTime);
      if (at !== undefined) acts.push({ workflowId, id: deadline.id, n: deadline.n, at, fields });
    }
  }
  return acts.sort((a, b) => a.at - b.at);
}

/**
 * The next instant at which something new may begin without anybody acting: a clock runs out, or a pause ends. Mere
 * reminders and the rungs of a ladder begin nothing, the server walks through them by itself.
 */
export function nextTurn(actors: readonly Actor[], after: Instant): Instant | undefined {
  const turns = actors
    .flatMap(({ state }) => state.deadlines.map(endOf))
    .filter((at) => at !== undefined && at > after);
  return turns.length > 0 ? Math.min(...(turns as Instant[])) : undefined;
}

function endOf(deadline: RunningDeadline): Instant | undefined {
  if (deadline.state !== 'open') return undefined;
  return activePause(deadline)?.until ?? deadline.dueAt;
}

/**
 * The end of the play, known better as it goes on. `until`: what the scenario says, unless it hangs on something that has
 * not come yet; default: 60 days after the term, which begins with the last signature.
 */
export function endOfPlay(
  until: Instant | undefined,
  { terms, termEnd: agreed }: Pick<Agreement, 'terms' | 'termEnd'>,
  startedAt: Instant,
): Instant {
  if (until !== undefined) return until;
  return expiryOf(agreed ?? termEnd(terms.startsOn ?? dateAt(startedAt), terms.termMonths)) + AFTER_TERM;
}
