import type { Knex } from 'knex';
import { CASE_KIND_ZH } from '../domain/case/types';
import { agreementId, caseWorkflowId } from '../domain/ids';
import type { CommandAnswer } from '../workflows/agreement/messages';
import type { CaseAnswer } from '../workflows/case/messages';
import { notFound, type CaseAddress } from './auth';
import { Lru } from '../security/lru';
import type { StateNow } from './problems';

/** What a command is sent to: an agreement, or a complaint or request beside it. */
export interface Steered<A extends StateNow = StateNow> {
  workflowId: string;
  /** The agreement it is or belongs to: texts are under its client's key, uploads are its own. */
  no: string;
  /** Its name in messages to people. */
  noun: string;
  /** Whose key texts and scans are under; it never changes. Throws `NotFound` when there is no such thing. */
  clientId(db: Knex): Promise<string>;
  /** What a command would answer now, from the records; undefined when there is no such thing. One statement. */
  recorded(db: Knex): Promise<A | undefined>;
}

export const agreementSteered = (no: string): Steered<CommandAnswer> => ({
  workflowId: agreementId(no),
  no,
  noun: '协议',
  clientId: (db) => clientOf(db, 'agreements', { no }),
  async recorded(db) {
    const row = await stateRow(db, 'agreements', { no });
    return row && ({ no, ...row } as CommandAnswer);
  },
});

export const caseSteered = ({ kind, id, no }: CaseAddress): Steered<CaseAnswer> => ({
  workflowId: caseWorkflowId(kind, id),
  no,
  noun: CASE_KIND_ZH[kind],
  clientId: (db) => clientOf(db, 'cases', { id }),
  async recorded(db) {
    const row = await stateRow(db, 'cases', { id });
    return row && ({ id, agreementNo: no, ...row } as CaseAnswer);
  },
});

type Table = 'agreements' | 'cases';
type Key = { no: string } | { id: string };

async function stateRow(db: Knex, table: Table, key: Key): Promise<object | undefined> {
  const row = await db(table)
    .where(key)
    .first<{ phase: string; waiting_for: string; version: number; outcome: string | null } | undefined>(
      'phase',
      'waiting_for',
      'version',
      'outcome',
    );
  if (!row) return undefined;
  const { phase, waiting_for: waitingFor, version, outcome } = row;
  return { phase, waitingFor, version, ...(outcome && { outcome }) };
}

const clients = new WeakMap<object, Lru<string>>();

/** One statement, none when remembered. */
async function clientOf(db: Knex, table: Table, key: Key): Promise<string> {
  let known = clients.get(db);
  if (!known) clients.set(db, (known = new Lru(5_000)));
  const name = Object.values(key).join();
  let clientId = known.get(name);
  if (clientId) return clientId;
  clientId = (await db(table).where(key).first<{ client_id: string } | undefined>('client_id'))?.client_id;
  if (!clientId) throw notFound();
  known.set(name, clientId);
  return clientId;
}
