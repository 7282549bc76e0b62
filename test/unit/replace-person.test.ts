import { randomBytes } from 'node:crypto';
import type { ApiDeps } from '../../api/deps';
import { sealReplacement } from '../../api/replace-person';
import type { Parties } from '../../domain/parties';
import { EXAMPLE } from '../../rehearsal/example-agreement';
import { createKeyRing } from '../../security/keyring';
import { personId } from '../../security/person';
import { failureOf } from '../support/failure-of';

const NO = '2026-客户维护-001';
const NEWCOMER = { name: '孟秋白', email: 'meng@qinghe.example' };
const keyRing = createKeyRing([['k1', randomBytes(32)]]);
const idOf = (name: string): string => personId(keyRing, 'client', name);

/** One agreement with its sealed record; what is sealed is kept. */
function desk(parties: Parties = EXAMPLE.parties) {
  const sealed = new Map<string, string>([['r-1', JSON.stringify(parties)]]);
  const current = { ref: 'r-1' };
  const query = {
    where: () => query,
    first: () => Promise.resolve({ client_id: 'c-1', ref: current.ref }),
  };
  const deps = {
    db: Object.assign(() => query, { raw: (sql: string) => sql }),
    vault: {
      openRecord: (ref: string) => Promise.resolve(sealed.has(ref) ? JSON.parse(sealed.get(ref)!) : undefined),
      sealTexts: (_client: string, entries: { ref: string; text: string }[]) => {
        for (const { ref, text } of entries) {
          if (sealed.has(ref) && sealed.get(ref) !== text) throw new Error(`${ref} stands for another text`);
          sealed.set(ref, text);
        }
        return Promise.resolve();
      },
    },
    keyRing,
  } as unknown as ApiDeps;
  const replace = (seat: 'contact' | 'signatory' | 'accountManager', commandId = 'k1', person = NEWCOMER) =>
    sealReplacement(deps, { no: NO, commandId, seat, person });
  return { sealed, current, replace };
}

test('the newcomer and both names are sealed; the command carries references only', async () => {
  const { sealed, replace } = desk();
  const made = await replace('contact');
  expect(JSON.parse(sealed.get(made.partiesRef)!)).toEqual({ ...EXAMPLE.parties, contact: NEWCOMER });
  expect([made.from, made.to].map((ref) => sealed.get(ref))).toEqual([EXAMPLE.parties.contact.name, NEWCOMER.name]);
  expect(made).toMatchObject({
    replaces: 'r-1',
    leaves: idOf(EXAMPLE.parties.contact.name),
    joins: idOf(NEWCOMER.name),
  });
  expect(JSON.stringify(made)).not.toContain(NEWCOMER.name);
});

test('who stays in another seat of the client keeps the link', async () => {
  const both = { ...EXAMPLE.parties, contact: EXAMPLE.parties.signatory };
  expect((await desk(both).replace('contact')).leaves).toBeUndefined();
});

test('the same name is a correction: one ref for both names, and nobody leaves', async () => {
  const { sealed, replace } = desk();
  const corrected = { ...EXAMPLE.parties.contact, telephone: '139 0013 9009' };
  const made = await replace('contact', 'k1', corrected);
  expect(made.from).toBe(made.to);
  expect(made.leaves).toBeUndefined();
  expect(JSON.parse(sealed.get(made.partiesRef)!)).toEqual({ ...EXAMPLE.parties, contact: corrected });
  const other = await replace('contact', 'k2');
  expect(other.from).not.toBe(other.to);
});

test('links of the provider’s people are none of this', async () => {
  const made = await desk().replace('accountManager');
  expect('leaves' in made || 'joins' in made).toBe(false);
});

test('a retry seals the same again; after somebody else’s change it seals anew instead of undoing that', async () => {
  const { sealed, current, replace } = desk();
  const first = await replace('contact');
  expect(await replace('contact')).toEqual(first);
  const other = await replace('signatory', 'k2', { name: '温如言', email: 'wen@qinghe.example' });
  current.ref = other.partiesRef;
  const again = await replace('contact');
  expect(again.replaces).toBe(other.partiesRef);
  expect(JSON.parse(sealed.get(again.partiesRef)!)).toMatchObject({
    contact: NEWCOMER,
    signatory: { name: '温如言' },
  });
});

test('nothing is made from a record that was erased', async () => {
  const { current, replace } = desk();
  current.ref = 'r-gone';
  const refusal = await replace('contact').catch((error: unknown) => error);
  expect(
    failureOf(() => {
      throw refusal;
    }).type,
  ).toBe('NotNow');
});
