import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { Vault } from '../../db/vault';
import type { NoticeKind } from '../../domain/notice-kinds';
import type { Role } from '../../domain/roles';
import { createKeyRing, parseKeys, type KeyRing } from '../../security/keyring';

/** An agreement with its sealed people, and notices in its outbox: the rows as the record activity writes them. */
export interface OutboxFixture {
  workflowId: string;
  queue(notices: { kind: NoticeKind; to: Role; data?: object }[]): Promise<string[]>;
}

/** Keys as `LVYUE_KEYS` holds them, so that another process can have the same ring. */
export const testKeys = (): string => `test:${randomBytes(32).toString('base64')}`;
export const testKeyRing = (keys = testKeys()): KeyRing => createKeyRing(parseKeys(keys));

export const DUE = Date.parse('2027-01-08T16:00:00Z');
/** The virtual time of every notice; long before or after the machine's. */
export const AT = '2027-01-06T09:30:00+08:00';

const person = (name: string, email: string) => ({ name, email });

let lastNumber = 0;

export async function outboxFixture(db: Knex, vault: Vault, clientEmail = 'xu@client.example'): Promise<OutboxFixture> {
  const no = `2026-客户维护-${String(++lastNumber).padStart(3, '0')}`;
  const workflowId = `agreement/${no}`;
  const clientId = `c-${lastNumber}`;
  const partiesRef = `r-parties-of-${lastNumber}`;
  await vault.sealRecord(clientId, partiesRef, {
    contact: person('许静', clientEmail),
    accountManager: person('林知远', 'lin@provider.example'),
    manager: person('沈若溪', 'shen@provider.example'),
    signatory: person('许衡', 'heng@client.example'),
  });
  await db('agreements').insert({
    ...{ no, workflow_id: workflowId, client_id: clientId, phase: 'review', waiting_for: 'client', attention: 'none' },
    ...{ tier: '重点', client_type: '长期合作', calendar_revision: 1, version: 1, recorded_at: AT },
    state: JSON.stringify({
      partiesRef,
      terms: {},
      intake: { documents: { other: { state: 'wanted', title: 't-0000000000000000000001' } } },
      deadlines: [{ id: 'intake.documents', dueAt: DUE }],
    }),
  });
  let next = 0;
  return {
    workflowId,
    async queue(notices) {
      const rows = notices.map(({ kind, to, data = {} }) => {
        const seq = ++next;
        const key = `${workflowId}#${seq}`;
        return {
          ...{ key, workflow_id: workflowId, seq, kind, channel: 'email', to_role: to, at: AT },
          data: JSON.stringify(data),
        };
      });
      await db('notices').insert(rows);
      return rows.map(({ key }) => key);
    },
  };
}
