import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { Failure } from '../domain/failures';
import { identityOf, principalOf } from './auth';
import type { ApiDeps } from './deps';
import { PROCESS_LOCK } from './locks';
import { ApiFailure } from './problems';

export interface Answer {
  status: number;
  body: unknown;
  location?: string;
}

/** What a command may rely on: one id for all tries of one key, and what an earlier try has left. */
export interface Attempt<P> {
  /** From principal and key: update id, event id, effect key. */
  commandId: string;
  /** What `progress` was given by an earlier try that got no answer. */
  before?: P;
  /** The columns that name this key's row, for recording progress in the caller's own transaction. */
  row: { principal: string; key: string };
}

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Runs a command once per `Idempotency-Key` and principal, whatever happens in between (contract.md).
 *
 * A key is bound to its route and body for good (422 for another). Only an answer of success ends it: then every later
 * try gets the stored answer. A refusal by the state (409, 422) or an outage (503) leaves it open, so that the same key
 * may succeed later, with the same command id and therefore still one effect. While it runs, others get 409; should its
 * process die, or need more than a minute, the next try takes over.
 */
export async function once<P = never>(
  deps: Pick<ApiDeps, 'db' | 'locks'>,
  request: Request,
  response: Response,
  work: (attempt: Attempt<P>) => Promise<Answer>,
): Promise<void> {
  const key = request.get('Idempotency-Key');
  if (key === undefined || key === '')
    throw new Failure('IdempotencyKeyMissing', '命令须带 Idempotency-Key 请求头', 'Idempotency-Key');
  if (!KEY.test(key)) throw new Failure('Malformed', 'Idempotency-Key 须为 1–200 个可见 ASCII 字符', 'Idempotency-Key');
  const principal = principalOf(identityOf(request));
  const route = `${request.method} ${request.originalUrl.split('?')[0]}`;
  const row = { principal, key };
  const id = `${principal}\0${key}`;
  const busy = runningOf(deps.locks);
  const claimed = await claim<P>(
    deps,
    { ...row, route, body_hash: hash(canonical(request.body ?? {})) },
    !busy.has(id),
  );
  if ('stored' in claimed) {
    response.set('Idempotency-Replayed', 'true');
    return send(response, claimed.stored);
  }
  busy.add(id);
  try {
    const { progress } = claimed;
    const answer = await work({
      commandId: hash(id).slice(0, 32),
      row,
      ...(progress !== undefined && { before: progress }),
    });
    // the effect is durable; an answer that cannot be stored is given again under the same command id
    const done = { status: answer.status, answer: JSON.stringify(answer) };
    await deps.db('command_keys').where(row).whereNull('status').update(done);
    send(response, answer);
  } finally {
    busy.delete(id);
  }
}

/** Keys that this process is working on: what its row calls running but is not among them has ended without an answer. */
const running = new WeakMap<object, Set<string>>();
function runningOf(locks: ApiDeps['locks']): Set<string> {
  let keys = running.get(locks);
  if (!keys) running.set(locks, (keys = new Set()));
  return keys;
}

interface KeyRow {
  principal: string;
  key: string;
  route: string;
  body_hash: string;
}

type Claim<P> = { progress?: P } | { stored: Answer };

/** One statement when the key is new. `answer` holds who runs it, and progress, until it holds the answer. */
async function claim<P>({ db, locks }: Pick<ApiDeps, 'db' | 'locks'>, row: KeyRow, idle: boolean): Promise<Claim<P>> {
  const by = await locks.alive();
  const { rows } = await db.raw<{ rows: { answer: { progress?: P } }[] }>(
    `insert into command_keys (principal, key, route, body_hash, answer)
     values (:principal, :key, :route, :body_hash, jsonb_build_object('by', :by::int))
     on conflict (principal, key) do update
       set created_at = now(), answer = command_keys.answer || excluded.answer
       where command_keys.status is null and command_keys.route = excluded.route
         and command_keys.body_hash = excluded.body_hash
         and case when (command_keys.answer->>'by')::int = :by then :idle
           else command_keys.created_at < now() - interval '60 seconds' or not exists (
             select 1 from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
             where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = :lock::oid
               and l.objid = ((command_keys.answer->>'by')::bigint)::oid) end
     returning answer`,
    { ...row, by, idle, lock: PROCESS_LOCK },
  );
  if (rows[0]) return { ...(rows[0].answer.progress !== undefined && { progress: rows[0].answer.progress }) };
  const stored = (await db('command_keys').where({ principal: row.principal, key: row.key }).first()) as
    (KeyRow & { status: number | null; answer: Answer }) | undefined;
  if (stored && (stored.route !== row.route || stored.body_hash !== row.body_hash)) {
    throw new Failure('IdempotencyKeyReused', '该 Idempotency-Key 已用于另一请求', 'Idempotency-Key');
  }
  if (stored?.status) return { stored: stored.answer };
  throw new ApiFailure('CommandRunning', '使用同一 Idempotency-Key 的命令仍在执行');
}

function send(response: Response, { status, body, location }: Answer): void {
  if (location) response.location(location);
  response.status(status).json(body);
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The same JSON whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
    .join(',')}}`;
}
