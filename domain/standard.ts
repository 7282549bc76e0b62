import { otherwise, type Agreed } from './agreement/otherwise';
import { STANDARD } from './agreement/standard';
import { title as agreementTitle } from './agreement/view';
import { CASE_STANDARD } from './case/standard';
import { SEVERITIES, URGENCIES } from './case/types';
import { title as caseTitle } from './case/view';
import type { Deadline } from './deadline/types';
import { otherwiseBy, standardKey, type StandardRow } from './record/standard';

/** The whole service standard: an agreement's own deadlines and those of its complaints and requests, one look-up. */
export const WHOLE_STANDARD: Readonly<Record<string, StandardRow>> = { ...STANDARD, ...CASE_STANDARD };

/** The row of a deadline, with a suffix or without; undefined for an id that is none. */
export const rowOf = (id: string): StandardRow | undefined =>
  Object.hasOwn(WHOLE_STANDARD, standardKey(id)) ? WHOLE_STANDARD[standardKey(id)] : undefined;

/** What happens if nobody acts on a clock that runs, of an agreement or of one of its cases, by the ladder it climbs. */
export function otherwiseOf({ id, ladder }: Pick<Deadline, 'id' | 'ladder'>, agreed: Agreed): string {
  const key = standardKey(id);
  return Object.hasOwn(CASE_STANDARD, key) ? otherwiseBy(CASE_STANDARD[key]!, ladder) : otherwise(id, agreed, ladder);
}

export const titleOf = (id: string): string =>
  Object.hasOwn(CASE_STANDARD, standardKey(id)) ? caseTitle(id) : agreementTitle(id);

/** Every deadline that somebody owes, those of cases also for one level (`id@严重`): an agreement may choose its ladder. */
export const ESCALATED: readonly string[] = [
  ...Object.keys(STANDARD).filter((id) => !STANDARD[id]!.point),
  ...Object.keys(CASE_STANDARD).flatMap((id) => [
    id,
    ...(id.startsWith('complaint.') ? SEVERITIES : URGENCIES).map((level) => `${id}@${level}`),
  ]),
];

/**
 * Their end is a date of the agreement or of the record, never counted by the standard: a period's, a finding's, a
 * measure's, a condition's, the one that a plan has promised.
 */
const DATED: readonly string[] = [
  'meeting.minutes',
  'report.performance',
  'rectification',
  'survey.measure',
  'effectiveness',
  'request.resolution',
];

/** Of these an agreement may choose the time. */
export const CHANGEABLE: readonly string[] = ESCALATED.filter((id) => !DATED.includes(id.split('@')[0]!));
