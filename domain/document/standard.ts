import { STANDARD, THRESHOLDS, type LadderOverrides, type StandardOverrides } from '../agreement/standard';
import { EVALUATION_LEAD_DAYS } from '../calendar/term';
import { caseRow } from '../case/standard';
import type { CaseKind } from '../case/types';
import type { Rung, Target } from '../deadline/types';
import type { Role } from '../roles';

/**
 * The figures of the service standard (服务标准) as an agreement prints them. A running agreement keeps the figures it
 * was signed with, so they are part of the document's data, never looked up when it is rendered.
 */
export interface StandardFigures {
  /** From delivery of a version, the client accepts or objects (§3.3). */
  clientReview: Target;
  /** 《服务执行计划》 to the client, from the effective date (§3.5). */
  plan: Target;
  /** Ledger of a month filed with the client: the n-th working day of the next month (§3.5). */
  ledgerFiling: Target;
  reviewMeeting: 'monthly' | 'quarterly';
  performanceReport: 'quarterly' | 'half-yearly';
  /** Remarks on the minutes, from their delivery (§3.5). */
  minutesRemarks: Target;
  acceptanceCheck: Target;
  thirdPartyDecision: Target;
  complaint: { firstContact: Target; firstSolution: Target; plan: Target; callback: Target };
  request: {
    urgentResponse: Target;
    urgentSolution: Target;
    importantResponse: Target;
    importantPlan: Target;
    regularResponse: Target;
    progress: Target;
    callback: Target;
  };
  /** What else has been agreed for complaints and requests, for all of them or for one severity or urgency. */
  agreedForCases: { kind: CaseKind; level?: string; title: string; target: Target }[];
  /** What else has been agreed for the steps of the agreement itself. */
  agreedForSteps: { title: string; owner: Role; target: Target }[];
  /** Whom a miss is told to instead, rung by rung. */
  agreedLadders: { kind?: CaseKind; level?: string; title: string; rungs: Rung[] }[];
  survey: { open: Target; analysis: Target; plan: Target };
  paymentReminder: Target;
  /** §3.6: days before expiry on which the evaluation starts, and the thresholds that must be reached. */
  evaluation: {
    startDays: number;
    confirm: Target;
    satisfaction: number;
    onTimePercent: number;
    responseHours: number;
  };
  terminationNoticeDays: number;
  curePeriod: Target;
  dataReturn: Target;
}

const workdays = (value: number): Target => ({ value, unit: 'workday' });

/** `request.response@紧急`: a deadline, for one level. */
const idOf = (place: string): string => place.split('@')[0]!;
const levelOf = (place: string): string | undefined => place.split('@')[1];
const ofCase = (place: string): boolean => !(idOf(place) in STANDARD);

/** Where a figure of the document has its deadline: the ids of contract.md. */
const PLACES = {
  clientReview: 'review.client',
  plan: 'execution.plan',
  ledgerFiling: 'ledger.filing',
  minutesRemarks: 'meeting.feedback',
  dataReturn: 'handover.backup',
  curePeriod: 'breach.cure',
} as const;
const EVALUATION = { confirm: 'evaluation.confirm' } as const;
const SURVEY = { open: 'survey.open', analysis: 'survey.analysis', plan: 'survey.plan' } as const;
const COMPLAINT = {
  firstContact: 'complaint.first-contact',
  firstSolution: 'complaint.first-solution',
  plan: 'complaint.plan',
  callback: 'complaint.callback',
} as const;
const REQUEST = {
  urgentResponse: 'request.response@紧急',
  urgentSolution: 'request.solution@紧急',
  importantResponse: 'request.response@重要',
  importantPlan: 'request.plan@重要',
  regularResponse: 'request.response@常规',
  progress: 'request.progress',
  callback: 'request.callback',
} as const;

/** Printed where the wording has a place for them; with a level, what is agreed for all levels is, too. */
const PRINTED = new Set<string>(
  [PLACES, EVALUATION, SURVEY, COMPLAINT, REQUEST].flatMap((places) =>
    Object.values(places).flatMap((place: string) => [place, idOf(place)]),
  ),
);

/**
 * The figures that an agreement prints: the standard (agreement/standard.ts, case/standard.ts) and what it has changed of
 * it (`deadline id → target`, `deadline id → ladder`), so that the paper and the clocks cannot differ. What the standard
 * has no clock for stands here only. Defaults of domain.md; changeable before signing and by amendment afterwards.
 */
export function standardFigures(
  overrides: Readonly<StandardOverrides>,
  ladders: Readonly<LadderOverrides> = {},
  chosen: Partial<Pick<StandardFigures, 'reviewMeeting' | 'performanceReport'>> = {},
): StandardFigures {
  return {
    ...figures(PLACES, overrides),
    reviewMeeting: 'monthly',
    performanceReport: 'quarterly',
    ...chosen,
    acceptanceCheck: workdays(5),
    thirdPartyDecision: workdays(10),
    complaint: figures(COMPLAINT, overrides),
    request: figures(REQUEST, overrides),
    agreedForCases: agreedForCases(overrides),
    agreedForSteps: agreedForSteps(overrides),
    agreedLadders: agreedLadders(ladders),
    survey: figures(SURVEY, overrides),
    paymentReminder: workdays(5),
    evaluation: { startDays: EVALUATION_LEAD_DAYS, ...figures(EVALUATION, overrides), ...THRESHOLDS },
    terminationNoticeDays: STANDARD['termination.notice']!.target.value,
  };
}

/** Nothing changed. */
export const DEFAULT_STANDARD_FIGURES: StandardFigures = standardFigures({});

/** Agreed for the level, else for all levels, else the standard's. */
function figures<K extends string>(places: Record<K, string>, overrides: Readonly<StandardOverrides>) {
  return Object.fromEntries(
    Object.entries<string>(places).map(([key, place]) => [key, agreedTarget(place, overrides)]),
  ) as Record<K, Target>;
}

/** Of a deadline, or of one level of it (`request.response@紧急`). */
export function agreedTarget(place: string, overrides: Readonly<StandardOverrides>): Target {
  return overrides[place] ?? overrides[idOf(place)] ?? usual(place);
}

function usual(place: string): Target {
  const id = idOf(place);
  if (id in STANDARD) return STANDARD[id]!.target;
  const { levels, target } = caseRow(id);
  return levels?.[levelOf(place) ?? ''] ?? target;
}

function agreedForCases(overrides: Readonly<StandardOverrides>): StandardFigures['agreedForCases'] {
  return Object.entries(overrides)
    .filter(([place]) => ofCase(place) && !PRINTED.has(place))
    .map(([place, target]) => ({ ...subject(place), target }));
}

function agreedForSteps(overrides: Readonly<StandardOverrides>): StandardFigures['agreedForSteps'] {
  return Object.entries(overrides)
    .filter(([place]) => !ofCase(place) && !PRINTED.has(place))
    .map(([place, target]) => ({ title: STANDARD[place]!.title, owner: STANDARD[place]!.owner, target }));
}

function agreedLadders(ladders: Readonly<LadderOverrides>): StandardFigures['agreedLadders'] {
  return Object.entries(ladders).map(([place, rungs]) =>
    ofCase(place) ? { ...subject(place), rungs } : { title: STANDARD[place]!.title, rungs },
  );
}

/** Of which complaints or requests a place of the standard speaks, and of what. */
function subject(place: string): { kind: CaseKind; level?: string; title: string } {
  const level = levelOf(place);
  const kind: CaseKind = place.startsWith('complaint.') ? 'complaint' : 'request';
  return { kind, ...(level && { level }), title: caseRow(idOf(place)).title };
}
