import { fail } from '../failures';
import type { Role } from '../roles';
import type { Party } from './types';

/** Who acts for a party where nobody else is named. */
export const SPEAKER: Record<Party, Role> = { provider: 'manager', client: 'client' };
export const otherParty = (party: Party): Party => (party === 'client' ? 'provider' : 'client');

/** A client never speaks for the provider, a manager never for the client; operations record either side's paper. */
export function speaksFor(role: Role, party: Party): void {
  if (role === 'client' && party !== 'client') fail('Forbidden', '客户不能代表服务方', 'party');
  if (role === 'manager' && party !== 'provider') fail('Forbidden', '负责人不能代表客户', 'party');
}
