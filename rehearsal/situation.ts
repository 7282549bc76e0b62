import type { Agreement, Party } from '../domain/agreement/types';
import { standardKey } from '../domain/agreement/standard';
import type { Parties } from '../domain/parties';
import type { Role } from '../domain/roles';
import type { Instant } from '../domain/time';
import type { AgreementChoice } from './scenario';

/** What is known when somebody acts. */
export interface Situation {
  state: Agreement;
  now: Instant;
  /** The role that speaks. */
  by: Role;
  /** The deadline that is met, if any. */
  deadline?: string;
  /** What the step says already. */
  said: Record<string, unknown>;
  parties: Parties;
  choice: AgreementChoice;
  /** Clauses objected to in the round before. */
  objected: string[];
}

export type Said = Record<string, unknown>;
export type Wording = (situation: Situation) => Said;

/** Who is spoken for: said, else the speaker's own side. */
export const partyOf = (s: Situation): Party => (s.said['party'] as Party | undefined) ?? ownParty(s);
export const ownParty = ({ by }: Situation): Party => (by === 'client' ? 'client' : 'provider');

/** `breach.cure/2` → `2`; undefined for an id without. */
export const suffix = (deadline: string | undefined): string | undefined =>
  deadline === undefined || standardKey(deadline) === deadline
    ? undefined
    : deadline.slice(standardKey(deadline).length + 1);

/** The marks that a side puts on paper (domain.md §3.4). */
export const marksOf = ({ said, state }: Situation): string[] =>
  said['party'] === 'provider' && state.terms.providerKind === 'natural-person'
    ? ['signature']
    : ['company-seal', 'legal-representative'];
