import { PLATFORM_NAMES, type PlatformName } from '../../domain/agreement/esign';
import express, { Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { Failure } from '../../domain/failures';
import { keepCallback } from '../../signing/callbacks';
import type { ApiDeps } from '../deps';
import type { Metrics } from '../metrics';

/** The largest call-back of any of them is a few kilobytes. */
const BODY_LIMIT = '1mb';
const CALLBACKS_PER_MINUTE = 1_200;

/**
 * `POST /v1/esign/{provider}/callback`: a signing platform tells that something has happened. Signed in the platform's
 * own way instead of a token, so mounted before the tokens are asked for. It is only a hint: kept, acknowledged at once,
 * told to the agreement by the worker (worker/hint-relay.ts), which then asks the platform. A forged one is refused, and
 * nothing of it is kept.
 */
export function esignRoutes(
  { db, signing, rateLimit: limit = CALLBACKS_PER_MINUTE }: Pick<ApiDeps, 'db' | 'signing' | 'rateLimit'>,
  metrics: Pick<Metrics, 'refusedCallback'>,
): Router {
  const router = Router();
  router.post(
    '/esign/:provider/callback',
    rateLimit({ windowMs: 60_000, limit, legacyHeaders: false, handler: tooMany }),
    express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false }),
    async (request, response) => {
      const name = PLATFORM_NAMES.find((one) => one === request.params['provider']);
      const provider = name && signing?.find(name);
      if (!provider) throw new Failure('NotFound', '没有这个地址');
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const raw = { headers: flat(request.headers), query: flat(request.query), body };
      const hint = refusalsCounted(name, metrics, () => provider.parseCallback(raw, Date.now()));
      await keepCallback(db, name, hint, body);
      const { status, contentType, body: answer } = provider.acknowledgement;
      response.status(status).set('Cache-Control', 'no-store').type(contentType).send(answer);
    },
  );
  return router;
}

function refusalsCounted<T>(provider: PlatformName, metrics: Pick<Metrics, 'refusedCallback'>, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    metrics.refusedCallback(provider);
    throw error;
  }
}

/** A name that came more than once has no one value; no platform sends that. */
const flat = (values: Readonly<Record<string, unknown>>): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  );

const tooMany = (): never => {
  throw new Failure('TooManyRequests', '请求过于频繁, 请稍后再试');
};
