import type { Knex } from 'knex';
import type { Delegation } from '../domain/delegation';
import { delegationKey } from '../domain/ids';
import type { Actor, Role } from '../domain/roles';
import { dateAt, iso, type Instant, type PlainDate } from '../domain/time';
import type { Vault } from './vault';

/** The people of a delegation, sealed as one record. */
export type DelegationPeople = Pick<Delegation, 'from' | 'to'> & { reason?: string };

/** A delegation as others may carry it: a reference in place of the people. */
export type SealedDelegation = Omit<Delegation, 'from' | 'to'> & { ref: string };

/** A delegation with its record: who said so, who took it back. */
export interface RecordedDelegation extends Delegation {
  /** Grows in the order of record. */
  seq: number;
  reason?: string;
  /** Through which agreement the client was named. */
  agreement?: string;
  recordedBy: Actor;
  revokedBy?: Actor;
  /** Command that revoked it. */
  revokedCommand?: string;
}

/** `ref` names the sealed people; derived from the command, like every reference. */
export type NewDelegation = Omit<RecordedDelegation, 'seq'> & { ref: string };

/** Of an erased record; matches nobody. */
const ERASED = { name: '(已删除)', email: '' };

export interface Delegations {
  /** The row, its people under their side's key, and the substitute's notice: all or nothing. */
  insert(delegation: NewDelegation): Promise<void>;
  /** Changes nothing when it is revoked already. The substitute is told. */
  revoke(delegation: RecordedDelegation, by: Actor, commandId: string, at: Instant): Promise<void>;
  find(id: string): Promise<RecordedDelegation | undefined>;
  /** In the order of record. */
  list(
    filter: { side?: string; on?: PlainDate; after?: number; ids?: string[] },
    limit?: number,
  ): Promise<RecordedDelegation[]>;
  /** Whatever of a role and side is or may come into effect from an instant on. */
  ahead(role: Role, side: string, at: Instant): Promise<RecordedDelegation[]>;
}

/** Every method costs a statement, and one more for the people when there are any. */
export function createDelegations(db: Knex, vault: Vault): Delegations {
  const select = () => db('delegations').orderBy('seq').select<Row[]>('*');

  async function open(rows: Row[]): Promise<RecordedDelegation[]> {
    if (rows.length === 0) return [];
    const texts = await vault.openTexts(rows.map((row) => row.people_ref));
    return rows.map((row) => recordedOf(row, texts.get(row.people_ref)));
  }

  return {
    async insert({ ref, from, to, reason, ...delegation }) {
      const people: DelegationPeople = { from, to, ...(reason !== undefined && { reason }) };
      await db.transaction(async (trx) => {
        await vault.sealRecord(delegation.side, ref, people, trx);
        await trx('delegations').insert({
          id: delegation.id,
          role: delegation.role,
          client_id: delegation.side,
          agreement_no: delegation.agreement ?? null,
          people_ref: ref,
          starts_on: delegation.startsOn,
          ends_on: delegation.endsOn,
          recorded_at: iso(delegation.recordedAt),
          recorded_by: delegation.recordedBy.id,
          recorded_role: delegation.recordedBy.role,
        });
        await tell(trx, 'delegation.recorded', 1, delegation.recordedAt, { ...delegation, ref });
      });
    },

    async revoke({ id }, by, commandId, at) {
      await db.transaction(async (trx) => {
        const [row] = await trx('delegations')
          .where({ id, revoked_at: null })
          .update({ revoked_at: iso(at), revoked_by: by.id, revoked_role: by.role, revoked_command: commandId })
          .returning<Row[]>('*');
        if (row) await tell(trx, 'delegation.revoked', 2, at, sealedOf(row));
      });
    },

    async find(id) {
      return (await open(await select().where({ id })))[0];
    },

    async list({ side, on, after, ids }, limit) {
      const query = select();
      if (side !== undefined) void query.where({ client_id: side });
      if (on !== undefined) void query.where('starts_on', '<=', on).where('ends_on', '>=', on);
      if (after !== undefined) void query.where('seq', '>', after);
      if (ids !== undefined) void query.whereIn('id', ids);
      if (limit !== undefined) void query.limit(limit);
      return open(await query);
    },

    async ahead(role, side, at) {
      return open(await select().where({ role, client_id: side, revoked_at: null }).where('ends_on', '>=', dateAt(at)));
    },
  };
}

/**
 * SQL: the delegations of a role and a side that may be in effect at an instant, as `SealedDelegation[]`. Its arguments
 * are SQL as well.
 */
export const delegationsAt = (role: string, side: string, at: string): string =>
  `(select coalesce(json_agg(json_build_object('id', d.id, 'role', d.role, 'side', d.client_id, 'ref', d.people_ref,
      'startsOn', d.starts_on, 'endsOn', d.ends_on, 'recordedAt', extract(epoch from d.recorded_at) * 1000,
      'revokedAt', extract(epoch from d.revoked_at) * 1000)), '[]')
    from delegations d where d.role = ${role} and d.client_id = ${side}
      and (${at} at time zone 'Asia/Shanghai')::date between d.starts_on and d.ends_on)`;

/** Puts the people in; those whose record was erased are left out. */
export function openDelegations(
  sealed: readonly SealedDelegation[],
  texts: ReadonlyMap<string, string | undefined>,
): Delegation[] {
  return sealed.flatMap(({ ref, revokedAt, ...delegation }) => {
    const text = texts.get(ref);
    if (text === undefined) return [];
    const { from, to } = JSON.parse(text) as DelegationPeople;
    return [{ ...delegation, from, to, ...(typeof revokedAt === 'number' && { revokedAt }) }];
  });
}

/** A notice of no execution, so it is written where the delegation is (docs/adr/0015). */
async function tell(
  trx: Knex.Transaction,
  kind: 'delegation.recorded' | 'delegation.revoked',
  seq: number,
  at: Instant,
  { id, role, ref, startsOn, endsOn }: SealedDelegation,
): Promise<void> {
  const key = delegationKey(id);
  await trx('notices').insert({
    key: `${key}#${kind}`,
    workflow_id: key,
    seq,
    kind,
    channel: 'email',
    to_role: role,
    at: iso(at),
    data: JSON.stringify({ ref, startsOn, endsOn }),
  });
}

interface Row {
  id: string;
  seq: string;
  role: Role;
  client_id: string;
  agreement_no: string | null;
  people_ref: string;
  starts_on: PlainDate;
  ends_on: PlainDate;
  recorded_at: Date;
  recorded_by: string;
  recorded_role: Role;
  revoked_at: Date | null;
  revoked_by: string | null;
  revoked_role: Role | null;
  revoked_command: string | null;
}

const sealedOf = (row: Row): SealedDelegation => ({
  id: row.id,
  role: row.role,
  side: row.client_id,
  ref: row.people_ref,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  recordedAt: row.recorded_at.getTime(),
  ...(row.revoked_at && { revokedAt: row.revoked_at.getTime() }),
});

function recordedOf(row: Row, text: string | undefined): RecordedDelegation {
  const { ref: _ref, ...delegation } = sealedOf(row);
  const people: DelegationPeople =
    text === undefined ? { from: ERASED, to: ERASED } : (JSON.parse(text) as DelegationPeople);
  return {
    ...delegation,
    ...people,
    seq: Number(row.seq),
    ...(row.agreement_no && { agreement: row.agreement_no }),
    recordedBy: { role: row.recorded_role, id: row.recorded_by },
    ...(row.revoked_by && row.revoked_role && { revokedBy: { role: row.revoked_role, id: row.revoked_by } }),
    ...(row.revoked_command && { revokedCommand: row.revoked_command }),
  };
}
