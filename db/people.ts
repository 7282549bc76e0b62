import type { Knex } from 'knex';
import type { Actor } from '../domain/roles';
import { Lru } from '../security/lru';
import { PROVIDER, textRef, type Vault } from './vault';

/** Who stands behind an opaque actor id. Names are read for people's screens and papers, never written anywhere else. */
export interface People {
  /** Two statements the first time this process meets somebody, none afterwards. */
  rememberPerson(actor: Actor, name: string): Promise<void>;
  /** One statement. Ids that are unknown, or whose name was erased, are missing. */
  namesOf(ids: readonly string[]): Promise<Map<string, string>>;
}

export function createPeople(db: Knex, vault: Vault): People {
  const known = new Lru<true>(5_000);
  return {
    async rememberPerson({ id, role }, name) {
      if (known.get(id)) return;
      const ref = textRef(id, 'name');
      await vault.sealText(PROVIDER, ref, name);
      await db('people').insert({ id, role, name_ref: ref }).onConflict('id').ignore();
      known.set(id, true);
    },

    async namesOf(ids) {
      const refs = new Map(ids.map((id) => [textRef(id, 'name'), id]));
      const names = new Map<string, string>();
      for (const [ref, name] of await vault.openTexts([...refs.keys()])) {
        if (name !== undefined) names.set(refs.get(ref)!, name);
      }
      return names;
    },
  };
}
