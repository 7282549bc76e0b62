import type { Instant } from '../time';
import type { Role } from '../roles';

/** `workday` counts whole working days (domain.md §11); `workmin` and `workhour` run inside the service hours. */
export type Unit = 'min' | 'h' | 'day' | 'workday' | 'workmin' | 'workhour';

export interface Target {
  value: number;
  unit: Unit;
}

/** When to warn before the due instant: a share of the (working) time, a distance before the end, or a repetition. */
export type WarningRule = { share: number } | { before: Target } | { every: Target };

/** One rung of the escalation ladder: who is told, and how long after the due instant. The last one repeats daily. */
export interface Rung {
  role: Role;
  after: Target;
}

/** What a deadline is, before it runs: a row of the service standard (服务标准). */
export interface DeadlineSpec {
  /** Stable word, e.g. `review.client` or `ledger.filing/2027-01` (contract.md). */
  id: string;
  /** Clause of the specification it comes from, e.g. `§3.3`. */
  clause: string;
  /** Who owes it. */
  owner: Role;
  /** Who owes it as well, each a part of its own: both are warned, until one has done its part (`Book.partDone`). */
  jointly?: Role;
  target: Target;
  /** Of a target in working days: it ends with a day, also after a pause; the day on which it would then end counts whole. */
  endsWithDay?: true;
  warnings: WarningRule[];
  /** Empty: nobody is to be told of a miss beyond the owner (a mere point in time). */
  ladder: Rung[];
}

export interface Pause {
  from: Instant;
  /** Undefined while the pause lasts. */
  to?: Instant;
  /** Reference to the reason, kept in PostgreSQL. */
  reason?: string;
  /** The pause ends by itself here (longest pause, domain.md §4). */
  until?: Instant;
  /** What `until` was counted from, so that a new calendar can count it again. */
  longest?: Target;
}

export type DeadlineState = 'open' | 'met' | 'missed' | 'cancelled';

/** A running or finished deadline: plain data, carried in the workflow's snapshot. Instants are epoch ms. */
export interface Deadline extends DeadlineSpec {
  startedAt: Instant;
  dueAt: Instant;
  /** Set when the end is agreed as an instant (an expiry): it is not counted from the start and no calendar moves it. */
  fixedDue?: Instant;
  /** Due past the last published calendar year. */
  projected: boolean;
  /** Instants of warnings still to come, ascending. */
  warnAt: Instant[];
  /** How many warnings each rule has given; keeps them from being given again when the rest is counted anew. */
  warningsGiven?: number[];
  state: DeadlineState;
  /** When what was owed happened (business time), also after a miss. */
  metAt?: Instant;
  /** Set when the clock ran out; a permanent fact. */
  missedAt?: Instant;
  /** What was owed had happened in time but was recorded after the clock ran out. */
  recordedLate?: boolean;
  /** Rungs climbed so far (the last one counts again each day). */
  climbed: number;
  /** Next rung's instant after a miss; undefined when nothing is left to climb or the miss has been handed on. */
  climbAt?: Instant;
  /** Somebody has taken up the miss; if it is still there at this instant, the ladder goes on. */
  acknowledgedUntil?: Instant;
  pauses: Pause[];
}

/** What happened to a deadline; the audit trail's events (contract.md). */
export type DeadlineHappening =
  | { event: 'deadline.warned'; id: string; at: Instant }
  | { event: 'deadline.missed'; id: string; at: Instant; due: Instant }
  /** `rung` counts from 1; the last one comes again each day. */
  | { event: 'deadline.escalated'; id: string; at: Instant; rung: number; role: Role }
  /** A pause that reached its longest allowed length; `due` is the new due instant. */
  | { event: 'deadline.resumed'; id: string; at: Instant; due: Instant };
