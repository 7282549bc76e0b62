import { DEPARTMENT_ZH, type Department } from '../domain/case/types';
import { PERSON_IN_ROLE, type Parties } from '../domain/parties';
import { ROLES, ROLE_ZH, type Role } from '../domain/roles';
import { modeOf, SettingsError, type Environment } from '../security/mode';

export interface Address {
  address: string;
  name?: string;
}

/** Who is written to in which role. */
export interface Recipients {
  /** Whether the role's person is named in the agreement's own sealed record. */
  inParties(role: Role): boolean;
  /**
   * The address of a role, of the service team's by department where it has a mailbox of its own; `parties` is the
   * opened record. Undefined: the record was erased. Throws `NoAddressError`
   * when the staff directory lacks the role.
   */
  find(role: Role, parties: Parties | undefined, department?: Department): Address | undefined;
}

export class NoAddressError extends Error {
  constructor(readonly role: Role) {
    super(`LVYUE_STAFF 中没有「${ROLE_ZH[role]}」(${role}) 的邮箱`);
    this.name = 'NoAddressError';
  }
}

/**
 * Client, account manager and manager are people of the agreement; every other role has a mailbox in `LVYUE_STAFF`, a
 * JSON object of role → address, and of `service-team/support` and the like → address for a department (domain.md §5). In embedded mode a role that is not in it has `<role>@lvyue.local`, which ends in the
 * mail page. Throws `SettingsError`.
 */
export function createRecipients(env: Environment): Recipients {
  const staff = readStaff(env['LVYUE_STAFF']);
  const embedded = modeOf(env) === 'embedded';
  return {
    inParties: (role) => PERSON_IN_ROLE[role] !== undefined,
    find(role, parties, department) {
      const person = PERSON_IN_ROLE[role];
      if (person) {
        const found = parties?.[person];
        return found && { address: found.email, name: found.name };
      }
      const own = role === 'service-team' && department ? staff[`${role}/${department}`] : undefined;
      const address = own ?? staff[role] ?? (embedded ? `${role}@lvyue.local` : undefined);
      if (!address) throw new NoAddressError(role);
      return { address };
    },
  };
}

type Mailbox = Role | `service-team/${Department}`;
const MAILBOXES: readonly string[] = [...ROLES, ...Object.keys(DEPARTMENT_ZH).map((name) => `service-team/${name}`)];

function readStaff(text: string | undefined): Partial<Record<Mailbox, string>> {
  if (!text) return {};
  let staff: unknown;
  try {
    staff = JSON.parse(text);
  } catch {
    staff = undefined;
  }
  if (typeof staff !== 'object' || staff === null || Array.isArray(staff)) {
    throw new SettingsError(['LVYUE_STAFF 应为 JSON 对象: {"角色": "邮箱"}']);
  }
  const problems = Object.entries(staff).flatMap(([role, address]) => {
    if (!MAILBOXES.includes(role)) return [`LVYUE_STAFF 中的角色 ${role} 不存在`];
    const valid = typeof address === 'string' && /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address);
    return valid ? [] : [`LVYUE_STAFF 中 ${role} 的邮箱无效`];
  });
  if (problems.length) throw new SettingsError(problems);
  return staff;
}
