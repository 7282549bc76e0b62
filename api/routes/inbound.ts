import express, { Router, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { Failure } from '../../domain/failures';
import { UNMATCHED_ZH, type Unmatched } from '../../domain/inbound';
import type { Role } from '../../domain/roles';
import { WEBHOOK_HEADERS, type WebhookHeaders } from '../../security/webhook';
import { logAccess } from '../access';
import { identityOf, requireReader } from '../auth';
import type { ApiDeps } from '../deps';
import { inboundBody, type InboundBody } from '../inbound/schema';
import { takeMail } from '../inbound/take-mail';
import { moment, pageOf, paging, positionOf } from '../paging';
import { z } from '../schemas/zod';
import { parse } from '../validation';
import { at } from '../views/agreement';
import { ERASED } from './agreements';

/** Larger than any text of a mail; attachments are not taken. */
const BODY_LIMIT = '1mb';
const MAILS_PER_MINUTE = 600;

/** `POST /v1/inbound/mail`, which has a signature instead of a token: mounted before the tokens are asked for. */
export function inboundRoutes(deps: ApiDeps): Router {
  const { verifyInbound, rateLimit: limit = MAILS_PER_MINUTE } = deps;
  const router = Router();

  /** Nothing is said about a mail before its signature is good, not even whether it can be read. */
  const signed: RequestHandler = (request, _response, next) => {
    if (!verifyInbound) throw new Failure('NotFound', '没有这个地址');
    if (WEBHOOK_HEADERS.some((name) => !request.get(name))) throw new Failure('Unauthenticated', '缺少 webhook 签名');
    next();
  };
  router.post(
    '/inbound/mail',
    rateLimit({ windowMs: 60_000, limit, legacyHeaders: false, handler: tooMany }),
    signed,
    express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false }),
    async (request, response) => {
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const headers = Object.fromEntries(WEBHOOK_HEADERS.map((name) => [name, request.get(name)])) as WebhookHeaders;
      verifyInbound!(headers, raw);
      const mail = await takeMail(deps, headers['webhook-id'], parse(inboundBody, jsonOf(raw)));
      response.status(202).set('Cache-Control', 'no-store').json(mail);
    },
  );
  return router;
}

const tooMany = (): never => {
  throw new Failure('TooManyRequests', '请求过于频繁, 请稍后再试');
};

function jsonOf(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    throw new Failure('Malformed', '请求正文不是有效的 JSON');
  }
}

export const INBOUND_READERS: readonly Role[] = ['operations', 'auditor'];
export const inboundQuery = z.strictObject(paging);

const position = z.tuple([moment(), z.string()]);

interface Row {
  id: string;
  ref: string;
  reason: Unmatched;
  agreement_no: string | null;
  received_at: Date;
}

/** `GET /v1/inbound/mail`: what came in and could not be filed, the newest first. */
export function inboundListRoutes(deps: ApiDeps): Router {
  const { db, vault } = deps;
  const router = Router();
  router.get('/inbound/mail', async (request, response) => {
    const identity = identityOf(request);
    requireReader(identity, INBOUND_READERS);
    const { limit, cursor } = parse(inboundQuery, request.query, '查询参数');
    const after = positionOf(cursor, position);
    const query = db('inbound_mails')
      .orderBy([
        { column: 'received_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit + 1);
    if (after) void query.andWhereRaw('(received_at, id) < (?::timestamptz, ?)', after);
    const rows = await query.select<Row[]>();
    const shown = rows.slice(0, limit);
    await logAccess(deps, identity, 'inbound.read', ...shown.map(({ id }) => id));
    const mails = await vault.openTexts(shown.map(({ ref }) => ref));
    const show = ({ id, ref, reason, agreement_no: agreement, received_at: received }: Row) => ({
      id,
      receivedAt: at(received),
      reason,
      reasonTitle: UNMATCHED_ZH[reason],
      ...(agreement && { agreement }),
      ...opened(mails.get(ref)),
    });
    response.json(pageOf(rows, limit, show, (row) => [at(row.received_at), row.id]));
  });
  return router;
}

function opened(record: string | undefined): Partial<InboundBody> {
  return record === undefined ? { text: ERASED } : (JSON.parse(record) as InboundBody);
}
