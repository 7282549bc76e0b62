import { setTimeout as sleep } from 'node:timers/promises';
import { Router } from 'express';
import type { Knex } from 'knex';
import { recordRef } from '../../db/vault';
import type { NewAgreement } from '../../domain/agreement/open';
import { Failure } from '../../domain/failures';
import type { Role } from '../../domain/roles';
import { dateAt } from '../../domain/time';
import { reserveAgreement, startAgreement } from '../../activities/starting';
import { identityOf, requireRole } from '../auth';
import type { ApiDeps } from '../deps';
import { once, type Attempt } from '../idempotency';
import { takeApart } from '../prepare';
import { startBody, type StartBody } from '../schemas/start';
import { DEADLINE_MS } from '../send';
import { parse } from '../validation';

export const STARTERS: readonly Role[] = ['operations', 'account-manager', 'manager'];
const RECORDED_WITHIN_MS = 10_000;

interface Reserved {
  no: string;
}

/** `POST /v1/agreements`. */
export function startRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.post('/agreements', async (request, response) => {
    const identity = identityOf(request);
    requireRole(identity, STARTERS);
    const body = parse(startBody, request.body);
    await once<Reserved>(deps, request, response, async (attempt) => {
      await deps.people.rememberPerson(identity.actor, identity.name);
      const input = attempt.before ? await intended(deps.db, attempt.before.no) : await reserve(deps, body, attempt);
      await deps.client.withDeadline(Date.now() + (deps.deadlineMs ?? DEADLINE_MS), () => startAgreement(deps, input));
      const answer = await recorded(deps.db, input.no);
      return { status: 201, body: answer, location: `/v1/agreements/${encodeURIComponent(input.no)}` };
    });
  });
  return router;
}

/** Number, parties, start intent and what this key stands for: all or nothing. */
export async function reserve(
  { db, vault, calendar }: Pick<ApiDeps, 'db' | 'vault' | 'calendar'>,
  { terms, parties, standard, ladders, no }: StartBody,
  { commandId, row }: Attempt<Reserved>,
): Promise<NewAgreement> {
  const clientId = await vault.clientFor(parties.client.uscc);
  const pinned = await calendar();
  const { endsOn: _checkedOnly, ...agreed } = terms;
  const parts = takeApart(commandId, { terms: agreed });
  const partiesRef = recordRef(commandId, 'parties');
  return db.transaction(async (trx) => {
    await vault.sealRecord(clientId, partiesRef, parties, trx);
    await vault.sealTexts(clientId, parts.texts, trx);
    const input = await reserveAgreement(trx, {
      year: Number(dateAt(Date.now()).slice(0, 4)),
      shortName: agreed.shortName,
      input: {
        clientId,
        partiesRef,
        ...parts.assemble(new Map()),
        standard: standard ?? {},
        ...(ladders && { ladders }),
        calendar: pinned,
      },
      ...(no && { no }),
    });
    const progress = JSON.stringify({ progress: { no: input.no } satisfies Reserved });
    await trx('command_keys')
      .where(row)
      .update({ answer: trx.raw('answer || ?::jsonb', [progress]) });
    return input;
  });
}

async function intended(db: Knex, no: string): Promise<NewAgreement> {
  const row = await db('start_intents').where({ agreement_no: no }).first<{ input: NewAgreement }>('input');
  return row.input;
}

/** Waits for the workflow's first record: who started it reads it. Throws `Unavailable`. */
async function recorded(db: Knex, no: string): Promise<object> {
  const until = Date.now() + RECORDED_WITHIN_MS;
  for (;;) {
    const row = await db('agreements')
      .where({ no })
      .first<object | undefined>('version', 'phase', 'waiting_for as waitingFor');
    if (row) return { no, ...row };
    if (Date.now() > until) throw new Failure('Unavailable', '协议已登记, 正在启动; 请用同一 Idempotency-Key 重试');
    await sleep(40);
  }
}
