import { fail } from '../failures';
import { countedInHours, type LadderOverrides, type StandardOverrides } from '../record/standard';
import type { Agreement, Terms } from './types';

/** 协商变更 (domain.md, head; §3.3): until signing every number may change, with a new version of the text. */

/** `null` drops what had been agreed. */
export interface TermChanges extends Partial<Pick<Terms, 'termMonths' | 'reviewMeeting' | 'performanceReport'>> {
  startsOn?: Terms['startsOn'] | null;
  condition?: Terms['condition'] | null;
  serviceHours?: Terms['serviceHours'] | null;
}

/** What comes with a version beside its draft; each deadline that is named takes the place of what it had. */
export interface Negotiated {
  terms?: TermChanges;
  standard?: StandardOverrides;
  ladders?: LadderOverrides;
}

type Agreed = Pick<Agreement, 'terms' | 'standard' | 'ladders'>;

/**
 * What holds from this version on; clocks that run keep theirs. Throws `Invalid`: for the first day of a renewal, which
 * follows its predecessor's term, and for service hours that something is counted in without being agreed.
 */
export function negotiated(before: Agreement, changes: Negotiated): Agreed {
  if (before.predecessor && changes.terms?.startsOn !== undefined)
    fail('Invalid', '续签协议的首日随前一协议的期满日, 不能另行约定', 'terms.startsOn');
  const terms = withoutNull({ ...before.terms, ...changes.terms });
  const standard = { ...before.standard, ...changes.standard };
  const ladders = before.ladders || changes.ladders ? { ...before.ladders, ...changes.ladders } : undefined;
  const [needing] = terms.serviceHours ? [] : countedInHours(standard, ladders);
  if (needing) fail('Invalid', '按服务时间计算的, 须先约定服务时间', needing.join('.'));
  return { terms, standard, ...(ladders && { ladders }) };
}

const withoutNull = (terms: object): Terms =>
  Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== null)) as unknown as Terms;
