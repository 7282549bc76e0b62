import { fail } from '../failures';
import type { Role } from '../roles';
import type { Party, TextRef } from './types';

/** Who acts for a party where nobody else is named. */
export const SPEAKER: Record<Party, Role> = { provider: 'manager', client: 'client' };
export const otherParty = (party: Party): Party => (party === 'client' ? 'provider' : 'client');

/** What ends an agreement before signing carries its reason (domain.md §3.3). Throws `Invalid`. */
export function withReason(reason: TextRef | undefined): void {
  if (!reason) fail('Invalid', '视为撤回或结束须说明理由', 'reason');
}

/**
 * A client never speaks for the provider, a manager or head of service never for the client; operations record either
 * side's paper.
 */
export function speaksFor(role: Role, party: Party): void {
  if (role === 'client' && party !== 'client') fail('Forbidden', '客户不能代表服务方', 'party');
  if ((role === 'manager' || role === 'head-of-service') && party !== 'provider')
    fail('Forbidden', '负责人不能代表客户', 'party');
}
