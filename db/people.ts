import type { Knex } from 'knex';
import type { Actor } from '../domain/roles';
import { Lru } from '../security/lru';
import { PROVIDER, textRef, type Vault } from './vault';

/** Who stands behind an opaque actor id. Names are read for people's screens and papers, never written anywhere else. */
export interface People {
  /** Two statements the first time this process meets somebody, none afterwards. */
  rememberPerson(actor: Actor, name: string): Promise<void>;
  /** Two statements. Ids that are unknown, or whose name was erased, are missing. */
  namesOf(ids: readonly string[]): Promise<Map<string, string>>;
}

export function createPeople(db: Knex, vault: Vault): People {
  const known = new Lru<true>(5_000);
  return {
    async rememberPerson({ id, role }, name) {
      if (known.get(`${id} ${name}`)) return;
      const ref = textRef(id, `name ${name}`); // a changed name is a new text; the row points to the newest
      await vault.sealText(PROVIDER, ref, name);
      await db('people').insert({ id, role, name_ref: ref }).onConflict('id').merge(['name_ref']);
      known.set(`${id} ${name}`, true);
    },

    async namesOf(ids) {
      const rows = await db('people')
        .whereIn('id', [...ids])
        .select<{ id: string; name_ref: string }[]>('id', 'name_ref');
      const refs = new Map(rows.map((row) => [row.name_ref, row.id]));
      const names = new Map<string, string>();
      for (const [ref, name] of await vault.openTexts([...refs.keys()])) {
        if (name !== undefined) names.set(refs.get(ref)!, name);
      }
      return names;
    },
  };
}
