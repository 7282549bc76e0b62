import { createDelegations } from '../db/delegations';
import { PROVIDER } from '../db/vault';
import { isSamePerson, substitutionAt, type Delegation } from '../domain/delegation';
import { PERSON_IN_ROLE, type Parties } from '../domain/parties';
import type { Role } from '../domain/roles';
import { dateAt, type Instant } from '../domain/time';
import type { Identity } from '../security/tokens';
import type { ApiDeps } from './deps';
import { agreementSteered } from './steered';

/** A role in which somebody stands in for another. */
export interface HeldSeat {
  role: Role;
  /** Workflow ids of the open agreements and cases that name the absent one; undefined for a role with one mailbox: all. */
  workflows?: string[];
  substitution: { delegation: string; role: Role; from: string; to: string };
}

type Deps = Pick<ApiDeps, 'db' | 'vault'>;

/** Whose people somebody belongs to: the provider's, or the client's of the one agreement of their token. */
export const sideOf = async ({ db }: Deps, { agreement }: Pick<Identity, 'agreement'>): Promise<string> =>
  agreement === undefined ? PROVIDER : agreementSteered(agreement).clientId(db);

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
    const workflows = await namedIn(deps, { role, side, from });
    seats.push({
      role,
      ...(workflows && { workflows }),
      substitution: { delegation: first.id, role, from: from.name, to: last.to.name },
    });
  }
  return seats;
}

/**
 * Workflow ids of the open agreements and cases whose record names the absent one in that role, by which their mails go
 * as well; undefined where a role has one mailbox. Two statements, as who is named is sealed.
 */
export async function namedIn(
  { db, vault }: Deps,
  { role, side, from }: Pick<Delegation, 'role' | 'side' | 'from'>,
): Promise<string[] | undefined> {
  const named = PERSON_IN_ROLE[role];
  if (!named) return undefined;
  const { rows } = await db.raw<{ rows: { workflow_id: string; ref: string }[] }>(
    `select workflow_id, state->>'partiesRef' as ref from (
       select workflow_id, client_id, state from agreements where phase <> 'closed'
       union all
       select c.workflow_id, c.client_id, coalesce(own.state, c.state) from cases c
         left join agreements own on own.no = c.agreement_no where c.phase <> 'closed'
     ) open where :client::text is null or client_id = :client order by workflow_id`,
    { client: side === PROVIDER ? null : side },
  );
  const records = await vault.openTexts(rows.map(({ ref }) => ref));
  const names = (ref: string): boolean => {
    const record = records.get(ref);
    return record !== undefined && isSamePerson((JSON.parse(record) as Parties)[named], from);
  };
  return rows.filter(({ ref }) => names(ref)).map(({ workflow_id: id }) => id);
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
