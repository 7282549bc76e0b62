import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { CaseKind } from '../domain/case/types';
import { Failure } from '../domain/failures';
import { agreementId } from '../domain/ids';

const RECORDED_WITHIN_MS = 10_000;
const POLL_MS = 40;

/** 案件编号, and whether the case itself has been recorded. */
interface Filed {
  id: string;
  recorded: boolean;
}

/**
 * The case that a command of the agreement has filed, once its own first record is there: whoever filed it reads and
 * steers it at once. One statement each time it looks. Throws `Unavailable` when it takes too long; asked again with the
 * same command id it answers the same case.
 */
export async function filedCase(
  db: Knex,
  filing: { kind: CaseKind; no: string; commandId: string },
  waitMs = RECORDED_WITHIN_MS,
): Promise<string> {
  const until = Date.now() + waitMs;
  for (;;) {
    const filed = await filedBy(db, filing);
    if (filed?.recorded) return filed.id;
    if (Date.now() > until) throw new Failure('Unavailable', '已登记, 正在启动; 请用同一 Idempotency-Key 重试');
    await sleep(POLL_MS);
  }
}

/** What a command has filed so far, if it was carried out. Its event is among the newest of the agreement. */
export async function filedBy(
  db: Knex,
  { kind, no, commandId }: { kind: CaseKind; no: string; commandId: string },
): Promise<Filed | undefined> {
  const row = await db('audit_events as e')
    .leftJoin('cases as c', db.raw(`c.id = e.data->>'id'`))
    .where({ 'e.workflow_id': agreementId(no), 'e.event': `${kind}.filed`, 'e.command_id': commandId })
    .orderBy('e.seq', 'desc')
    .first<{ id: string; recorded: boolean } | undefined>(
      db.raw(`e.data->>'id' as id`),
      db.raw('c.id is not null as recorded'),
    );
  return row;
}

/** `/v1/complaints/2026-…-C3` */
export const caseHref = (kind: CaseKind, id: string): string => `/v1/${kind}s/${encodeURIComponent(id)}`;
