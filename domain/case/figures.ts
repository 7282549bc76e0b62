import type { DeadlineState } from '../deadline/types';
import { HOUR, type Instant } from '../time';
import { URGENCIES, type Urgency } from './types';

/**
 * What an evaluation takes from complaints and requests (domain.md §3.6), with the cases behind every figure.
 * Rounding never turns a failure into a pass: shares are rounded down, times up, both to hundredths.
 */

/** A recorded clock of a case. */
export interface ClockRow {
  caseId: string;
  /** Deadline id. */
  id: string;
  /** Which run of it: 1 for the first round. */
  n: number;
  /** Of a request. */
  urgency?: Urgency;
  startedAt: Instant;
  /** The earliest report of the case; a clock that came with a more urgent duplicate starts later. */
  reportedAt?: Instant;
  dueAt: Instant;
  state: DeadlineState;
  metAt?: Instant;
  missedAt?: Instant;
  pauses?: { from: Instant; to?: Instant }[];
  /** When the case was closed. */
  closedAt?: Instant;
  /** A manager has left the miss out of the indicators. */
  excluded?: boolean;
}

/** The term of the evaluation, and the instant of which the figures speak. */
export interface FigureTerm {
  from: Instant;
  /** Exclusive. */
  to: Instant;
  asOf: Instant;
}

export interface OnTimeFigure {
  /** Missing where nothing was promised and due: no data is never a pass. */
  percent?: number;
  inTime: string[];
  late: string[];
  /** All that was promised of these has been left out by the manager. */
  excluded: string[];
}

export interface ResponseFigure {
  meanHours?: number;
  /** Wall-clock ms to the first response, without pauses, the quickest first. */
  times: { caseId: string; ms: number; answered: boolean }[];
  /** The cases answered within so many hours and not within the step before; the last step has no bound. */
  distribution: { withinHours?: number; cases: string[] }[];
  byUrgency: Record<Urgency, { inTime: string[]; late: string[] }>;
  excluded: string[];
}

export interface CaseFigures {
  onTime: OnTimeFigure;
  response: ResponseFigure;
}

/** Clocks of what is promised to the client: a solution or a plan. */
const PROMISES = [
  'complaint.first-solution',
  'complaint.plan',
  'request.solution',
  'request.plan',
  'request.resolution',
];
const RESPONSE = 'request.response';
const STEPS_HOURS = [1, 2, 4, 8, 24, 48] as const;

export function caseFigures(rows: readonly ClockRow[], term: FigureTerm): CaseFigures {
  return { onTime: onTime(rows, term), response: response(rows, term) };
}

/**
 * Complaints and requests whose solution or plan was promised and due in the term, and came due until now. One case
 * counts once: in time when everything that counts of it was. A promise that fell away (cancelled before its end) was
 * none; one kept in time but recorded after its end is a miss until the manager excludes it.
 */
function onTime(rows: readonly ClockRow[], { from, to, asOf }: FigureTerm): OnTimeFigure {
  const due = rows.filter((row) => PROMISES.includes(row.id) && row.dueAt >= from && row.dueAt < to);
  const promised = due.filter((row) => row.state === 'met' || (row.missedAt !== undefined && row.missedAt <= asOf));
  const counted = promised.filter((row) => !row.excluded);
  const late = casesOf(counted.filter((row) => row.missedAt !== undefined));
  const inTime = casesOf(counted).filter((id) => !late.includes(id));
  const excluded = casesOf(promised).filter((id) => !late.includes(id) && !inTime.includes(id));
  const total = inTime.length + late.length;
  return { ...(total > 0 && { percent: Math.floor((inTime.length * 10_000) / total) / 100 }), inTime, late, excluded };
}

/**
 * First responses to the requests reported in the term. One not given counts with the time until now or until its case was
 * closed, so that silence does not improve the mean; one that fell away in time (merged, withdrawn) does not count.
 */
function response(rows: readonly ClockRow[], { from, to, asOf }: FigureTerm): ResponseFigure {
  const first = rows.filter(
    (row) => row.id === RESPONSE && row.n === 1 && row.startedAt >= from && row.startedAt < Math.min(to, asOf),
  );
  const owed = first.filter((row) => row.metAt !== undefined || row.state === 'open' || row.state === 'missed');
  const counted = owed.filter((row) => !row.excluded);
  const times = counted
    .map((row) => ({ caseId: row.caseId, ms: timeTo(row, asOf), answered: row.metAt !== undefined }))
    .sort((a, b) => a.ms - b.ms || (a.caseId < b.caseId ? -1 : 1));
  const sum = times.reduce((total, { ms }) => total + ms, 0);
  return {
    ...(times.length > 0 && { meanHours: Math.ceil(sum / (times.length * (HOUR / 100))) / 100 }),
    times,
    distribution: distributionOf(times.filter(({ answered }) => answered)),
    byUrgency: Object.fromEntries(URGENCIES.map((urgency) => [urgency, complianceOf(counted, urgency)])) as Record<
      Urgency,
      { inTime: string[]; late: string[] }
    >,
    excluded: casesOf(owed.filter((row) => row.excluded)),
  };
}

function timeTo({ startedAt, reportedAt = startedAt, metAt, closedAt, pauses = [] }: ClockRow, asOf: Instant): number {
  const end = Math.min(metAt ?? closedAt ?? asOf, asOf);
  const paused = pauses.reduce((sum, p) => sum + Math.max(0, Math.min(p.to ?? end, end) - p.from), 0);
  return Math.max(0, end - Math.min(startedAt, reportedAt) - paused);
}

function distributionOf(times: ResponseFigure['times']): ResponseFigure['distribution'] {
  const bounds = [0, ...STEPS_HOURS, Infinity];
  return bounds.slice(1).map((bound, i) => ({
    ...(bound !== Infinity && { withinHours: bound }),
    cases: times
      .filter(({ ms }) => (i === 0 || ms > bounds[i]! * HOUR) && ms <= bound * HOUR)
      .map(({ caseId }) => caseId),
  }));
}

/** Per class: met by its own clock or not; one that still runs is neither. */
function complianceOf(rows: ClockRow[], urgency: Urgency): { inTime: string[]; late: string[] } {
  const own = rows.filter((row) => row.urgency === urgency);
  return {
    inTime: casesOf(own.filter((row) => row.state === 'met')),
    late: casesOf(own.filter((row) => row.missedAt !== undefined)),
  };
}

const casesOf = (rows: readonly ClockRow[]): string[] => [...new Set(rows.map(({ caseId }) => caseId))].sort();
