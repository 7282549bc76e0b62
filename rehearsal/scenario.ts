import type { StartBody } from '../api/schemas/start';
import type { Requirement, Target } from '../domain/agreement/types';
import type { Role } from '../domain/roles';
import type { Instant } from '../domain/time';
import type { PlayCommand } from './vocabulary';

/** A scenario is the way people behave, not a script of calls (contract.md "Scenario files"). Everything here is plain data. */
export interface Scenario {
  name: string;
  title?: string;
  agreement: AgreementChoice;
  /** Habits of the scenarios extended, the remotest first, then the file's own: a later layer goes before an earlier one. */
  layers: HabitLayer[];
  events: ScriptedEvent[];
  expect: Expectations;
  /** Where the play ends if the agreement has not. Default: 60 days after the term. */
  until?: Moment;
}

/** The agreement that is played: a body of `POST /v1/agreements` without its short name, and what intake will settle. */
export interface AgreementChoice {
  body: StartBody;
  /** In plain words, not by reference. */
  requirements: Requirement[];
  targets: Target[];
}

/** When somebody acts on a deadline. Lengths in ms. */
export type Timing =
  /** When this share of its time is gone. */
  | { kind: 'share'; share: number }
  /** So long after its start. */
  | { kind: 'after'; ms: number }
  /** So long before its end. */
  | { kind: 'before'; ms: number }
  /** So long after its end. */
  | { kind: 'late'; ms: number }
  /** Never. */
  | { kind: 'silent' };

export interface Habit {
  timing?: Timing;
  /** `answer`, and fields of the commands that meet the deadline. */
  fields: Record<string, unknown>;
}

export interface HabitRule {
  /** A deadline's id, with or without its suffix; a trailing `*` stands for anything. */
  pattern: string;
  /** One habit for every time, or one for each time the clock runs; the last one then holds for all later times. */
  turns: Habit[];
  /** Written as a list. */
  inTurn: boolean;
}
export type HabitLayer = HabitRule[];

/** An instant of the play, known before it starts or once its anchor has come. */
export type Moment =
  | { kind: 'instant'; at: Instant }
  /** `start`, a phase (when it is first entered) or a deadline (when it is first set), and so many ms later. */
  | { kind: 'after'; anchor: string; ms: number }
  /** So many ms before a deadline's due instant, once that is known. */
  | { kind: 'before'; anchor: string; ms: number };

export interface ScriptedEvent {
  at: Moment;
  do: PlayCommand;
  by: Role;
  with: Record<string, unknown>;
}

export type PlayOutcome = 'renewed' | 'terminated' | 'expired' | 'withdrawn' | 'closed' | 'open';
export const PLAY_OUTCOMES: readonly PlayOutcome[] = [
  'renewed',
  'terminated',
  'expired',
  'withdrawn',
  'closed',
  'open',
];

/** What must come out; what is left out may be anything. */
export interface Expectations {
  outcome?: PlayOutcome;
  /** These are among the missed ones; an empty list: none is missed. */
  missed?: string[];
  escalations?: number;
  documents?: number;
  notices?: number;
  virtualDays?: number;
}

/** What is wrong with a scenario, all of it. Lines count from 1. */
export interface ScenarioProblem {
  line: number;
  field: string;
  message: string;
}

export class ScenarioError extends Error {
  constructor(readonly problems: readonly ScenarioProblem[]) {
    super(problems.map(({ line, field, message }) => `第 ${line} 行 ${field}: ${message}`).join('\n'));
    this.name = 'ScenarioError';
  }
}
