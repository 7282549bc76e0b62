import type { Role } from '../domain/roles';
import { deriveKey, type KeyRing } from './keyring';
import { keyedHash } from './seal';

/**
 * The opaque id of a person (`Actor.id`). It depends on the person and the side, not on the role: whoever holds two
 * roles is still one person, or the four eyes of domain.md §3 could be two of the same head.
 */
export function personId(keyRing: KeyRing, role: Role, identity: string): string {
  const side = role === 'client' ? 'client' : 'provider';
  const key = deriveKey(keyRing, keyRing.anchorId, 'person');
  return `p-${keyedHash(key, `${side}\0${identity}`).toString('hex').slice(0, 16)}`;
}
