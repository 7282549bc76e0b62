import { openDelegations } from '../db/delegations';
import { substitutionAt } from '../domain/delegation';
import type { ClaimedNotice } from './outbox';
import type { Address } from './recipients';

/** To whom a mail really goes. */
export interface Addressee {
  address: Address;
  /** Who is away, and through whom the work has come; the first is who the mail was meant for. */
  onBehalfOf: string[];
  /** The delegations that led there. */
  delegations: string[];
}

/** 外出委托 (domain.md §1): what leaves while its addressee is away goes to the substitute, with both names. */
export function addresseeOf(
  { to_role: role, delegations, at, not_before: notBefore }: ClaimedNotice,
  meant: Address,
  texts: ReadonlyMap<string, string | undefined>,
): Addressee {
  const side = delegations[0]?.side ?? '';
  const holder = { email: meant.address, ...(meant.name !== undefined && { name: meant.name }) };
  const chain = substitutionAt(
    openDelegations(delegations, texts),
    { role, side, holder },
    (notBefore ?? at).getTime(),
  );
  const substitute = chain.at(-1)?.to;
  return {
    address: substitute ? { address: substitute.email, name: substitute.name } : meant,
    onBehalfOf: chain.map(({ from }) => from.name),
    delegations: chain.map(({ id }) => id),
  };
}
