import type { Knex } from 'knex';

/** A successor that was given up may be followed by another: one start per agreement and attempt. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    drop index start_intents_expr_idx;
    create unique index start_intents_renewal
      on start_intents ((input->'renews'->>'no'), coalesce(input->'renews'->>'nth', '1'));
  `);
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index start_intents_renewal;
    create unique index start_intents_expr_idx on start_intents ((input->'renews'->>'no'));
  `);
}
