import type { RecordedDelegation } from '../../db/delegations';
import { DELEGATORS, periodOf } from '../../domain/delegation';
import { ROLE_ZH, type Role } from '../../domain/roles';
import { iso, type Instant } from '../../domain/time';
import type { Identity } from '../../security/tokens';

/** Who may see why somebody is away, besides the two of them. */
const TOLD_WHY: readonly Role[] = [...DELEGATORS, 'head-of-service', 'auditor'];

function stateOf(delegation: RecordedDelegation, now: Instant): 'planned' | 'active' | 'ended' | 'revoked' {
  if (delegation.revokedAt !== undefined) return 'revoked';
  const { from, until } = periodOf(delegation);
  if (now >= until) return 'ended';
  return now < from ? 'planned' : 'active';
}

/** What a command answers: no people, as answers are kept with their keys in plain columns. */
export function answerOf(delegation: RecordedDelegation, now: Instant): object {
  const { id, role, agreement, startsOn, endsOn, recordedAt, revokedAt } = delegation;
  return {
    ...{ id, role, roleTitle: ROLE_ZH[role] },
    ...(agreement !== undefined && { agreement }),
    ...{ startsOn, endsOn, state: stateOf(delegation, now), recordedAt: iso(recordedAt) },
    ...(revokedAt !== undefined && { revokedAt: iso(revokedAt) }),
  };
}

/** As people read it; the reason only where it is the reader's business. */
export function delegationOf(
  delegation: RecordedDelegation,
  { actor, name }: Identity,
  names: ReadonlyMap<string, string>,
  now: Instant,
): object {
  const { from, to, reason, recordedBy, revokedBy } = delegation;
  const knowsWhy = TOLD_WHY.includes(actor.role) || name === from.name || name === to.name;
  const by = (who: RecordedDelegation['recordedBy']) => ({
    ...who,
    ...(names.has(who.id) && { name: names.get(who.id) }),
  });
  return {
    ...answerOf(delegation, now),
    ...{ from, to, recordedBy: by(recordedBy) },
    ...(reason !== undefined && knowsWhy && { reason }),
    ...(revokedBy && { revokedBy: by(revokedBy) }),
  };
}
