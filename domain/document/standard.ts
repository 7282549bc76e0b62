import { caseRow } from '../case/standard';
import type { Target } from '../deadline/types';

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
  agreedForCases: { kind: 'complaint' | 'request'; level?: string; title: string; target: Target }[];
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
const hours = (value: number): Target => ({ value, unit: 'h' });

/** Defaults of domain.md; changeable per agreement before signing and by amendment afterwards. */
export const DEFAULT_STANDARD_FIGURES: StandardFigures = {
  clientReview: workdays(5),
  plan: workdays(5),
  ledgerFiling: workdays(5),
  reviewMeeting: 'monthly',
  performanceReport: 'quarterly',
  minutesRemarks: workdays(3),
  acceptanceCheck: workdays(5),
  thirdPartyDecision: workdays(10),
  complaint: {
    firstContact: { value: 30, unit: 'min' },
    firstSolution: hours(24),
    plan: workdays(3),
    callback: workdays(2),
  },
  request: {
    urgentResponse: hours(2),
    urgentSolution: hours(24),
    importantResponse: hours(24),
    importantPlan: workdays(3),
    regularResponse: hours(48),
    progress: workdays(5),
    callback: workdays(3),
  },
  agreedForCases: [],
  survey: { open: workdays(10), analysis: workdays(5), plan: workdays(10) },
  paymentReminder: workdays(5),
  evaluation: { startDays: 30, confirm: workdays(5), satisfaction: 85, onTimePercent: 95, responseHours: 24 },
  terminationNoticeDays: 30,
  curePeriod: workdays(15),
  dataReturn: workdays(15),
};

/** Where a figure of the document has its deadline: the ids of contract.md. */
const PLACES = {
  clientReview: 'review.client',
  plan: 'execution.plan',
  ledgerFiling: 'ledger.filing',
  minutesRemarks: 'meeting.feedback',
  dataReturn: 'handover.backup',
} as const;
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

/**
 * The figures that an agreement prints, from what it has changed of the standard (`deadline id → target`), so that the
 * paper and the clocks cannot differ.
 */
export function standardFigures(
  overrides: Readonly<Record<string, Target>>,
  chosen: Partial<Pick<StandardFigures, 'reviewMeeting' | 'performanceReport' | 'evaluation'>> = {},
): StandardFigures {
  const base = DEFAULT_STANDARD_FIGURES;
  return {
    ...base,
    ...pick(PLACES, overrides),
    ...chosen,
    complaint: { ...base.complaint, ...pick(COMPLAINT, overrides) },
    request: { ...base.request, ...pick(REQUEST, overrides) },
    agreedForCases: agreedForCases(overrides),
    evaluation: { ...(chosen.evaluation ?? base.evaluation), ...pick({ confirm: 'evaluation.confirm' }, overrides) },
    survey: { ...base.survey, ...pick({ analysis: 'survey.analysis', plan: 'survey.plan' }, overrides) },
  };
}

/** For one level where that is agreed, else for all. */
function pick<K extends string>(places: Record<K, string>, overrides: Readonly<Record<string, Target>>) {
  const found: Partial<Record<K, Target>> = {};
  for (const key of Object.keys(places) as K[]) {
    const target = overrides[places[key]] ?? overrides[places[key].split('@')[0]!];
    if (target) found[key] = target;
  }
  return found;
}

function agreedForCases(overrides: Readonly<Record<string, Target>>): StandardFigures['agreedForCases'] {
  const printed = new Set(
    [...Object.values(COMPLAINT), ...Object.values(REQUEST)].flatMap((place) => [place, place.split('@')[0]!]),
  );
  return Object.entries(overrides).flatMap(([place, target]) => {
    const [id = '', level] = place.split('@');
    const kind = id.startsWith('complaint.') ? 'complaint' : 'request';
    if (!id.startsWith(`${kind}.`) || printed.has(place)) return [];
    return [{ kind, ...(level && { level }), title: caseRow(id).title, target }];
  });
}
