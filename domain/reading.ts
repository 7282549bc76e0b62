import type { CommandName } from './agreement/commands';
import type { Agreement } from './agreement/types';
import type { Survey } from './agreement/survey-types';
import type { Amendment } from './agreement/amendment-types';
import type { Breach, WrittenNotice } from './agreement/written-types';
import type { CaseCommandName } from './case/commands';
import type { DocumentKind } from './record/types';
import { standardKey } from './record/standard';
import { ROLES, type Role } from './roles';

/** Who may see what; who may do what is `RULES` in agreement/commands.ts and `CASE_RULES` in case/commands.ts. */

/**
 * Agreements with their parties, texts, papers, cases, timelines and deadlines: everyone who takes part, a client only
 * its own.
 * Administrators keep the product, not the clients.
 */
export const READERS: readonly Role[] = ROLES.filter((role) => role !== 'administrator');

/**
 * Evidence of signatures (签署证据) holds network addresses and people's names of both sides: for those who answer for the
 * agreement and who audit it. A client is given its copy by operations.
 */
export const EVIDENCE_READERS: readonly Role[] = ['operations', 'legal', 'manager', 'head-of-service', 'auditor'];

/** The desk's own words: a client sees that it happened, not what was written. */
const INTERNAL: readonly (CommandName | CaseCommandName)[] = [
  'draft.submit',
  'review.legal.approve',
  'review.legal.return',
  'review.service.approve',
  'review.service.return',
  'review.client-lapse.decide',
  'signing.lapse.decide',
  'signing.cancel',
  'condition.decide',
  'inspection.record',
  'rectification.complete',
  'survey.analyse',
  'miss.exclude',
  'evaluation.decide',
  'notice.issue',
  'notice.withdraw',
  'notice.attempt',
  'breach.record',
  'amendment.propose',
  'amendment.approve',
  'amendment.return',
  'amendment.lapse.decide',
  'breach.waive',
  'agreement.rescind',
  'deadline.acknowledge',
  'deadline.extend',
  'person.replace',
  'complaint.attempt',
  'complaint.team',
  'complaint.declare-complex',
  'complaint.incident',
  'complaint.subject',
  'complaint.severity',
  'complaint.retrospective',
  'complaint.close',
  'complaint.acknowledge',
  'complaint.exclude',
  'request.attempt',
  'request.assess',
  'request.urgency',
  'request.close',
  'request.acknowledge',
  'request.exclude',
];

/**
 * Commands of the provider that a client's timeline leaves out: they would give away a notice, a breach or an amendment
 * before it has been brought to the client, which has its own events from then on.
 */
export const HOUSE_COMMANDS: readonly CommandName[] = [
  'notice.issue',
  'notice.withdraw',
  'notice.attempt',
  'breach.record',
  'breach.waive',
  'agreement.rescind',
  'amendment.propose',
  'amendment.approve',
  'amendment.return',
];

/** Clocks of what has not reached the client yet, by key: no client sees them unless it owes them itself. */
export const HOUSE_CLOCKS: readonly string[] = [
  'notice.delivery',
  'notice.post',
  'breach.response',
  'breach.decision',
  'amendment.review',
];

/** Whether a client sees a clock of its agreement. */
export const clockIsTheirs = ({ id, owner }: { id: string; owner: string }): boolean =>
  owner === 'client' || !HOUSE_CLOCKS.includes(standardKey(id));

export const isInternal = (command: string): boolean => (INTERNAL as readonly string[]).includes(command);

/** Papers with the desk's own words, or about other clients: no client reads them. */
export const INTERNAL_KINDS: readonly DocumentKind[] = ['complaint-record', 'client-classification'];

/** A client reads a draft once it has been delivered; until then it is the provider's own paper. */
export const draftIsDelivered = ({ phase, review }: Pick<Agreement, 'phase' | 'review'>): boolean =>
  phase === 'review' ? review?.deliveredAt !== undefined : phase !== 'intake' && phase !== 'drafting';

/** A notice is the client's to read once it has been sent out to it, or is its own. */
export const noticeIsTheirs = ({ party, channel, delivery, dropped, paper }: WrittenNotice): boolean =>
  party === 'client' ||
  delivery !== undefined ||
  (dropped === undefined && paper !== undefined && isElectronic(channel));

/** A record of a breach once a notice about it is the client's to read, or where the provider's is the client's to act on. */
export const breachIsTheirs = ({ party, notice }: Breach, { written = [] }: Pick<Agreement, 'written'>): boolean =>
  party === 'provider' || (notice !== undefined && noticeIsTheirs(written[notice - 1]!));

const isElectronic = (channel: WrittenNotice['channel']): boolean => channel === 'email' || channel === 'platform';

/** An amendment once both desks have approved it. */
export const amendmentIsTheirs = ({ approvedOn }: Amendment): boolean => approvedOn !== undefined;

/** A survey as its client sees it: what was made of the answer once the plan has been delivered. */
export const surveyAsTheirs = ({ analysis, ...survey }: Survey): Survey =>
  survey.plan && analysis ? { ...survey, analysis } : survey;

/** Papers of an agreement that its client does not read, or not yet, as `kind/version`. */
export function papersKept(state: Pick<Agreement, 'written' | 'breaches' | 'amendments'>): string[] {
  const kept = [
    ...(state.written ?? []).filter((notice) => !noticeIsTheirs(notice)),
    ...(state.breaches ?? []).filter((breach) => !breachIsTheirs(breach, state)),
  ];
  return [
    ...kept.flatMap(({ paper }) => (paper ? [`${paper.kind}/${paper.version}`] : [])),
    ...(state.amendments ?? [])
      .filter((one) => !amendmentIsTheirs(one))
      .map(({ paper }) => `amendment/${paper.version}`),
  ];
}
