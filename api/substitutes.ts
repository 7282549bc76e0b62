import { createDelegations } from '../db/delegations';
import { PROVIDER } from '../db/vault';
import { isSamePerson, substitutionAt, type Delegation } from '../domain/delegation';
import { PERSON_IN_ROLE, type Parties } from '../domain/parties';
import type { Role } from '../domain/roles';
import { dateAt, type Instant } from '../domain/time';
import type { Identity } from '../security/tokens';
import type { ApiDeps } from './deps';
import { clientOf } from './run-command';

/** A role in which somebody stands in for another. */
export interface HeldSeat {
  role: Role;
  /** Numbers of the open agreements that name the absent one in that role; undefined for a role with one mailbox: all. */
  agreements?: string[];
  substitution: { delegation: string; role: Role; from: string; to: string };
}

type Deps = Pick<ApiDeps, 'db' | 'vault'>;

/** Whose people somebody belongs to: the provider's, or the client's of the one agreement of their token. */
export const sideOf = async (deps: Deps, { agreement }: Pick<Identity, 'agreement'>): Promise<string> =>
  agreement === undefined ? PROVIDER : clientOf(deps, agreement);

/**
 * The seats that the caller holds for others now. Tokens know people by name, so the substitute is who has that name on
 * that side. One statement when nobody is away.
 */
export async function seatsHeldBy(deps: Deps, identity: Identity, now: Instant): Promise<HeldSeat[]> {
  const all = await createDelegations(deps.db, deps.vault).list({ on: dateAt(now) });
  if (all.length === 0) return [];
  const side = await sideOf(deps, identity);
  const seats: HeldSeat[] = [];
  for (const { role, side: ofSide, from } of all) {
    const chain = ofSide === side ? substitutionAt(all, { role, side, holder: from }, now) : [];
    const [first, last] = [chain[0], chain.at(-1)];
    if (!first || last?.to.name !== identity.name) continue;
    seats.push({
      role,
      ...(await agreementsIn(deps, { role, side, from })),
      substitution: { delegation: first.id, role, from: from.name, to: last.to.name },
    });
  }
  return seats;
}

/**
 * The open agreements that name the absent one in that role; none asked for where a role has one mailbox. Two
 * statements, as who is named is sealed.
 */
export async function agreementsIn(
  { db, vault }: Deps,
  { role, side, from }: Pick<Delegation, 'role' | 'side' | 'from'>,
): Promise<{ agreements?: string[] }> {
  const named = PERSON_IN_ROLE[role];
  if (!named) return {};
  const query = db('agreements')
    .whereNot('phase', 'closed')
    .orderBy('no')
    .select<{ no: string; ref: string }[]>('no', db.raw(`state->>'partiesRef' as ref`));
  if (side !== PROVIDER) void query.where({ client_id: side });
  const rows = await query;
  const records = await vault.openTexts(rows.map(({ ref }) => ref));
  const names = (ref: string): boolean => {
    const record = records.get(ref);
    return record !== undefined && isSamePerson((JSON.parse(record) as Parties)[named], from);
  };
  return { agreements: rows.filter(({ ref }) => names(ref)).map(({ no }) => no) };
}

/**
 * Both names of a mail that went to a substitute, by the delegations that led there: who was away, and who got it. No
 * statement when there are none.
 */
export async function substitutionsOf(
  { db, vault }: Deps,
  chains: readonly string[][],
): Promise<(chain: readonly string[]) => { from: string; to: string }> {
  const ids = [...new Set(chains.flat())];
  const found = ids.length > 0 ? await createDelegations(db, vault).list({ ids }) : [];
  const byId = new Map(found.map((delegation) => [delegation.id, delegation]));
  return (chain) => ({ from: byId.get(chain[0]!)!.from.name, to: byId.get(chain.at(-1)!)!.to.name });
}
