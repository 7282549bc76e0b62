import type { TextRef } from '../agreement/types';
import type { Role } from '../roles';
import { parseInstant, type Instant } from '../time';
import type { CaseCommandName } from './commands';
import type { CaseOutcome, ComplaintSubject, Severity } from './types';

/**
 * 投诉处理记录: how a complaint was handled, from its own trail: what was reported, every clock with its end and what
 * became of it, every step with its words. Pure, so that the same trail gives the same record.
 */

/** One event of a complaint's trail. */
export interface HandlingRow {
  event: string;
  /** Business time. */
  at: Instant;
  recordedAt: Instant;
  by?: Role;
  data: Record<string, unknown>;
}

/** A run of a clock, from its start to what ended it. */
export interface HandlingClock {
  id: string;
  round: number;
  due: Instant;
  metAt?: Instant;
  missed?: true;
  /** It was done in time and recorded after the end. */
  recordedLate?: true;
  /** Nobody owed it any more. */
  cancelled?: true;
  /** Left out of the indicators, by a manager's decision. */
  excluded?: true;
  pauses: { from: Instant; to?: Instant }[];
}

export interface HandlingStep {
  at: Instant;
  recordedAt: Instant;
  round: number;
  by?: Role;
  command: CaseCommandName;
  payload: Record<string, unknown>;
}

export interface Handling {
  channel: string;
  description: TextRef;
  person?: TextRef;
  reportedAt: Instant;
  recordedAt: Instant;
  severity: Severity;
  about: ComplaintSubject;
  rounds: number;
  /** Tries to reach the client that failed. */
  attempts: number;
  outcome?: CaseOutcome;
  clocks: HandlingClock[];
  steps: HandlingStep[];
}

/** Rows in the order of the trail, which begins with `complaint.opened`. */
export function handlingOf(rows: readonly HandlingRow[]): Handling {
  const first = rows.find(({ event }) => event === 'complaint.opened')!;
  const { channel, description, person, severity, about } = first.data as unknown as Handling;
  const handling: Handling = {
    ...{ channel, description, ...(person && { person }), severity, about },
    ...{ reportedAt: first.at, recordedAt: first.recordedAt },
    ...{ rounds: 1, attempts: 0, clocks: [], steps: [] },
  };
  for (const row of rows) {
    if (row.event.startsWith('deadline.')) followClock(handling, row);
    else if (row.event === 'command') followStep(handling, row);
    else if (row.event === 'complaint.reopened') handling.rounds = row.data['round'] as number;
    else if (row.event === 'complaint.closed') handling.outcome = row.data['outcome'] as CaseOutcome;
  }
  return handling;
}

function followStep(handling: Handling, { at, recordedAt, by, data }: HandlingRow): void {
  const command = data['name'] as CaseCommandName;
  if (command === 'calendar.load') return;
  const payload = (data['payload'] ?? {}) as Record<string, unknown>;
  handling.steps.push({ at, recordedAt, round: handling.rounds, ...(by && { by }), command, payload });
  if (command === 'complaint.attempt') handling.attempts += 1;
  if (command === 'complaint.severity') handling.severity = payload['severity'] as Severity;
  if (command === 'complaint.subject') handling.about = payload['about'] as ComplaintSubject;
}

function followClock({ clocks, rounds }: Handling, { event, at, data }: HandlingRow): void {
  const id = String(data['id']);
  const instant = (field: string): Instant => parseInstant(String(data[field]));
  if (event === 'deadline.set') {
    clocks.push({ id, round: rounds, due: instant('due'), pauses: [] });
    return;
  }
  const runs = clocks.filter((clock) => clock.id === id);
  const clock = event === 'deadline.excluded' ? runs[(data['n'] as number) - 1] : runs.at(-1);
  if (!clock) return;
  switch (event) {
    case 'deadline.moved':
      clock.due = instant('to');
      return;
    case 'deadline.met':
      clock.metAt = at;
      if (data['recordedLate'] === true) clock.recordedLate = true;
      return;
    case 'deadline.missed':
      clock.missed = true;
      return;
    case 'deadline.cancelled':
      clock.cancelled = true;
      return;
    case 'deadline.excluded':
      clock.excluded = true;
      return;
    case 'deadline.paused':
      clock.pauses.push({ from: at });
      return;
    case 'deadline.resumed': {
      clock.due = instant('due');
      const pause = clock.pauses.at(-1);
      if (pause) pause.to = at;
    }
  }
}
