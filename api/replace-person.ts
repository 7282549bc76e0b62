import { recordRef, textRef } from '../db/vault';
import type { SealedReplacement } from '../domain/agreement/commands';
import { isClientSeat, type Parties, type Person, type Seat } from '../domain/parties';
import { personId } from '../security/person';
import type { Identity } from '../security/tokens';
import { notFound } from './auth';
import type { ApiDeps } from './deps';
import { ApiFailure } from './problems';

/**
 * 人员更换 (domain.md §1): seals the parties' record with the newcomer in the seat, and both names for the trail. The refs
 * hang on the record that was replaced as well, so that a retry after another change seals anew instead of undoing it.
 * One ref for both names: they are the same, only contact data are corrected. Three statements. Throws `NotFound`, or
 * `NotNow` for a record that was erased.
 */
export async function sealReplacement(
  { db, vault, keyRing }: Pick<ApiDeps, 'db' | 'vault' | 'keyRing'>,
  { no, commandId, seat, person }: { no: string; commandId: string; seat: Seat; person: Person },
): Promise<SealedReplacement> {
  const row = await db('agreements')
    .where({ no })
    .first<{ client_id: string; ref: string } | undefined>('client_id', db.raw(`state->>'partiesRef' as ref`));
  if (!row) throw notFound();
  const { client_id: clientId, ref: replaces } = row;
  const before = await vault.openRecord<Parties>(replaces);
  if (!before) throw new ApiFailure('NotNow', '该协议的人员资料已删除');
  // whoever signs for the provider is the manager where nobody else has been named
  const left = (before[seat] ?? before.manager).name;
  const after: Parties = { ...before, [seat]: person };
  const partiesRef = recordRef(commandId, `parties after ${replaces}`);
  const to = textRef(commandId, 'to');
  const from = left === person.name ? to : textRef(commandId, `from ${replaces}`);
  await vault.sealTexts(clientId, [
    { ref: partiesRef, text: JSON.stringify(after) },
    ...(from === to ? [] : [{ ref: from, text: left }]),
    { ref: to, text: person.name },
  ]);
  const replaced = { partiesRef, replaces, from, to };
  if (!isClientSeat(seat)) return replaced;
  const stays = [after.contact.name, after.signatory.name].includes(left);
  return {
    ...replaced,
    ...(!stays && { leaves: personId(keyRing, 'client', left) }),
    joins: personId(keyRing, 'client', person.name),
  };
}

/**
 * Whether a client's token is that of somebody who was replaced: the personal link is dead, however long the token would
 * last. Tokens know people by name. One statement, none for the provider's people.
 */
export async function hasLeft(
  { db, keyRing }: Pick<ApiDeps, 'db' | 'keyRing'>,
  { actor, name, agreement }: Identity,
): Promise<boolean> {
  if (actor.role !== 'client' || agreement === undefined) return false;
  const former = await db('agreements')
    .where({ no: agreement })
    .whereRaw(`state->'formerClients' @> to_jsonb(?::text)`, [personId(keyRing, 'client', name)])
    .first<object | undefined>('no');
  return former !== undefined;
}
