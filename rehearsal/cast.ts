import type { Parties } from '../domain/parties';
import type { Role } from '../domain/roles';
import type { KeyRing } from '../security/keyring';
import { personId } from '../security/person';
import type { Identity } from '../security/tokens';

/** Everybody who is not named in the agreement; invented. */
const STAFF: Record<Exclude<Role, 'client' | 'account-manager' | 'manager'>, string> = {
  operations: '方晓',
  'service-team': '高岚',
  legal: '贺文',
  'service-review': '邵宁',
  finance: '钱敏',
  'head-of-service': '秦越',
  auditor: '严正',
  administrator: '管维',
};
/** Checks what somebody else of the same role has recorded. */
const SECOND = '姚清';

/** The people of a play, as the API would know them by their tokens. */
export interface Cast {
  person(role: Role, second?: boolean): Identity;
  nameOf(id: string): string | undefined;
}

export function createCast(keyRing: KeyRing, parties: Parties, no: string): Cast {
  const names = new Map<string, string>();
  const identity = (role: Role, name: string): Identity => {
    const id = personId(keyRing, role, name);
    names.set(id, name);
    return { actor: { role, id }, name, ...(role === 'client' && { agreement: no }) };
  };
  const named = (role: Role): string => {
    switch (role) {
      case 'client':
        return parties.contact.name;
      case 'account-manager':
        return parties.accountManager.name;
      case 'manager':
        return parties.manager.name;
      default:
        return STAFF[role];
    }
  };
  return {
    person: (role, second) => identity(role, second ? SECOND : named(role)),
    nameOf: (id) => names.get(id),
  };
}
