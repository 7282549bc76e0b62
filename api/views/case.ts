import type { Exclusion } from '../../domain/agreement/types';
import { CASE_RULES, type CaseCommandName } from '../../domain/case/commands';
import {
  CASE_KIND_ZH,
  CASE_OUTCOME_ZH,
  CASE_PHASE_ZH,
  DEPARTMENT_ZH,
  SUBJECT_ZH,
  TOPIC_ZH,
  type Attention,
  type Case,
  type CaseKind,
  type CaseOutcome,
  type CasePhase,
  type ComplaintSubject,
  type Department,
  type RequestTopic,
  type Round,
  type WaitingFor,
} from '../../domain/case/types';
import { isInternal } from '../../domain/reading';
import type { Role } from '../../domain/roles';
import { titleOf } from '../../domain/standard';
import { iso, type Instant } from '../../domain/time';
import { at, roleName } from './agreement';

/** The projection as the worker records it. */
export type CaseProjection = Omit<Case, 'calendar' | 'done'>;

export interface CaseRow {
  id: string;
  kind: CaseKind;
  agreement_no: string;
  tier: string;
  phase: CasePhase;
  outcome: CaseOutcome | null;
  waiting_for: WaitingFor;
  attention: Attention;
  reported_at: Date;
  severity: string | null;
  urgency: string | null;
  about: ComplaintSubject | null;
  topic: RequestTopic | null;
  department: Department | null;
  round: number;
  version: number;
  next_due_at: Date | null;
  recorded_at: Date;
  closed_at: Date | null;
}

/** As SQL; the last three are kept in the state only. */
export const CASE_SUMMARY_COLUMNS = `id, kind, agreement_no, tier, phase, outcome, waiting_for, attention, reported_at,
  severity, urgency, round, version, next_due_at, recorded_at, closed_at,
  state->>'about' as about, state->>'topic' as topic, state->>'department' as department`;

/** One line of a list: no personal data. */
export const caseSummaryOf = (row: CaseRow) => ({
  id: row.id,
  kind: row.kind,
  kindTitle: CASE_KIND_ZH[row.kind],
  agreement: row.agreement_no,
  tier: row.tier,
  phase: row.phase,
  phaseTitle: CASE_PHASE_ZH[row.phase],
  ...(row.outcome && { outcome: row.outcome, outcomeTitle: CASE_OUTCOME_ZH[row.outcome] }),
  waitingFor: row.waiting_for,
  waitingForTitle: roleName(row.waiting_for),
  attention: row.attention,
  ...(row.severity && { severity: row.severity }),
  ...(row.urgency && { urgency: row.urgency }),
  ...(row.about && { about: row.about, aboutTitle: SUBJECT_ZH[row.about] }),
  ...(row.topic && { topic: row.topic, topicTitle: TOPIC_ZH[row.topic] }),
  ...(row.department && { department: row.department, departmentTitle: DEPARTMENT_ZH[row.department] }),
  round: row.round,
  reportedAt: at(row.reported_at),
  ...(row.closed_at && { closedAt: at(row.closed_at) }),
  version: row.version,
  ...(row.next_due_at && { nextDueAt: at(row.next_due_at) }),
  recordedAt: at(row.recorded_at),
});

/** A command of the case as recorded: what was done, in the words of whoever did it. */
export interface EntryRow {
  seq: number;
  at: Date;
  recorded_at: Date;
  data: { name: CaseCommandName; payload: Record<string, unknown> };
  actor_role: Role;
  actor_id: string;
}

/** Without the desk's inner words, where a client looks. */
export const payloadOf = ({ data: { name, payload } }: EntryRow, outside: boolean) =>
  outside && isInternal(name) ? {} : payload;

export interface OpenedCase {
  /** Its words in place of references. */
  resolve: <T>(data: T) => T;
  name: (id: string) => string | undefined;
  outside: boolean;
}

/** All that is recorded of a case, as people read it. */
export function caseDetailOf(
  row: CaseRow,
  state: CaseProjection,
  entries: readonly EntryRow[],
  { resolve, name, outside }: OpenedCase,
) {
  const person = (role: Role, id: string) => ({ role, id, name: name(id) });
  return {
    ...caseSummaryOf(row),
    openedAt: iso(state.openedAt),
    report: resolve(state.report),
    filedBy: person(state.filedBy.role, state.filedBy.id),
    ...(state.assigned && { assigned: true }),
    sources: state.sources.map(({ reportedAt, ...source }) => ({ ...source, reportedAt: iso(reportedAt) })),
    current: resolve(roundOf(state.current)),
    attempts: state.attempts,
    ...(state.incidentAt !== undefined && { incidentAt: iso(state.incidentAt) }),
    misses: missesOf(state, resolve, outside),
    standard: state.standard,
    ...(!outside && { ladders: state.ladders }),
    entries: entries.map((entry) => ({
      ...resolve(payloadOf(entry, outside)),
      seq: entry.seq,
      at: at(entry.at),
      recordedAt: at(entry.recorded_at),
      command: entry.data.name,
      commandTitle: CASE_RULES[entry.data.name].title,
      by: person(entry.actor_role, entry.actor_id),
    })),
  };
}

const instants = [
  'startedAt',
  'contactedAt',
  'teamAt',
  'solutionAt',
  'plannedAt',
  'resolvedAt',
  'satisfiedAt',
  'retrospectiveAt',
] as const satisfies (keyof Round)[];

function roundOf(round: Round) {
  const { complex, plannedFor, refused } = round;
  return {
    ...Object.fromEntries(instants.flatMap((key) => (round[key] === undefined ? [] : [[key, iso(round[key])]]))),
    ...(complex && { complex }),
    ...(plannedFor && { plannedFor }),
    ...(refused && { refused }),
    pauses: round.pauses.map(({ from, to, until, reason }) => ({
      from: iso(from),
      ...optional('to', to),
      ...optional('until', until),
      ...(reason && { reason }),
    })),
  };
}

const optional = (key: string, value: Instant | undefined) => (value === undefined ? {} : { [key]: iso(value) });

/** SQL beside a row of `cases`: what its agreement has been told to leave out. */
export const EXCLUSIONS = `(select a.state->'exclusions' from agreements a where a.no = cases.agreement_no) as exclusions`;

export interface WithExclusions {
  state: CaseProjection;
  exclusions: Exclusion[] | null;
}

/** A case's misses with what was left out by its agreement: once closed, a case takes no commands. */
export const excludedToo = ({ state, exclusions }: WithExclusions): CaseProjection => ({
  ...state,
  misses: state.misses.map((miss) => {
    const found = exclusions?.find((e) => e.case === state.id && e.id === miss.id && e.n === miss.n);
    return found && miss.excluded === undefined ? { ...miss, excluded: found.reason } : miss;
  }),
});

const missesOf = ({ misses }: CaseProjection, resolve: OpenedCase['resolve'], outside: boolean) =>
  misses.map(({ id, n, dueAt, excluded }) => ({
    id,
    n,
    title: titleOf(id),
    due: iso(dueAt),
    excluded: excluded !== undefined,
    ...(excluded !== undefined && !outside && { reason: resolve(excluded) }),
  }));
