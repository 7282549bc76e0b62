import type { WorkingTime } from '../domain/calendar/types';
import { shareInstant } from '../domain/deadline/deadline';
import type { RunningDeadline } from '../domain/record/types';
import { standardKey } from '../domain/agreement/standard';
import { MINUTE, type Instant } from '../domain/time';
import type { Habit, HabitLayer, HabitRule, Timing } from './scenario';

/** Meets it when half of the time is gone. */
const DEFAULT: Timing = { kind: 'share', share: 0.5 };
/**
 * Who acts at a share of the time acts a minute before it (for short clocks a twentieth of the way): a reminder at
 * half time is for those who have not acted by then, and a virtual clock runs on a little while the machine works.
 */
const HEAD_START = MINUTE;

export const matches = (pattern: string, id: string): boolean =>
  pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : pattern === id || pattern === standardKey(id);

/** A longer pattern says more than a shorter one, an id with its suffix more than one without, either more than a `*`. */
const weight = ({ pattern }: HabitRule): number => pattern.length * 2 + (pattern.endsWith('*') ? 0 : 1);

/**
 * What the one who owes a deadline does about it the `turn`-th time it runs in the play. Taken together from all that matches: when to
 * act from the rule that says most in the last layer that says anything, each other field likewise.
 */
export function habitFor(
  layers: readonly HabitLayer[],
  id: string,
  turn: number,
): { timing: Timing; fields: Record<string, unknown> } {
  let timing: Timing = DEFAULT;
  let fields: Record<string, unknown> = {};
  for (const layer of layers) {
    const rules = layer.filter((rule) => matches(rule.pattern, id)).sort((a, b) => weight(a) - weight(b));
    for (const rule of rules) {
      const habit = turnOf(rule, turn);
      timing = habit.timing ?? timing;
      fields = { ...fields, ...habit.fields };
    }
  }
  return { timing, fields };
}

/**
 * Silence about one named deadline lets its clock run out once: when somebody reopens it (an extension), the next time
 * is met like the others. Who is silent for good is so by a list (`[{ silent: true }]`) or by a pattern.
 */
function turnOf({ pattern, turns, inTurn }: HabitRule, turn: number): Habit {
  const habit = turns[Math.min(turn, turns.length) - 1]!;
  const once = !inTurn && !pattern.endsWith('*') && habit.timing?.kind === 'silent';
  return once && turn > 1 ? { fields: habit.fields } : habit;
}

/** When a habit meets a deadline; undefined: never. */
export function actAt(deadline: RunningDeadline, timing: Timing, wt: WorkingTime): Instant | undefined {
  const { startedAt, dueAt } = deadline;
  switch (timing.kind) {
    case 'share': {
      const at = shareInstant(deadline, timing.share, wt);
      return at - Math.min(HEAD_START, Math.max(at - startedAt, 0) / 20);
    }
    case 'after':
      return startedAt + timing.ms;
    case 'before':
      return Math.max(dueAt - timing.ms, startedAt);
    case 'late':
      return dueAt + timing.ms;
    case 'silent':
      return undefined;
  }
}
