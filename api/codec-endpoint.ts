import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Payload } from '@temporalio/common';
import { Failure } from '../domain/failures';
import type { Actor, Role } from '../domain/roles';
import { MissingKeyError, type KeyRing } from '../security/keyring';
import { issueToken, verifyToken, type Identity } from '../security/tokens';
import { openPayload, ownerOf } from '../worker/codec';
import { loginPage } from './codec-login-page';

/** One decode, for the access log: who read payloads of which executions, and how many. */
export interface DecodeAudit {
  actor: Actor;
  namespace: string;
  workflowIds: string[];
  count: number;
}

export interface CodecOptions {
  keyRing: KeyRing;
  /** Namespaces that may be asked for in `X-Namespace`. */
  namespaces: readonly string[];
  /** Exact origins of the Temporal UI, e.g. `http://localhost:8233`. The first is where a login leads. */
  uiOrigins: readonly string[];
  /**
   * Embedded mode: the UI on this machine reads without a login, so that it is readable out of the box. Only for
   * connections from loopback that carry the UI's exact `Origin`, which no other page in the browser can forge.
   */
  embedded: boolean;
  /** Bearer tokens as for the API. */
  verify: (bearer: string) => Promise<Identity>;
  /** Awaited before anything is decoded: what cannot be logged is not shown. */
  audit: (entry: DecodeAudit) => Promise<void>;
}

/** Who may read payloads in the Temporal UI (domain.md §1); never a client. */
const READERS: ReadonlySet<Role> = new Set(['operations', 'manager', 'head-of-service', 'auditor', 'administrator']);
const COOKIE = 'lvyue_codec';
const COOKIE_SECONDS = 8 * 3_600;
const LOCAL_UI: Actor = { role: 'operations', id: 'p-local-temporal-ui' };

/**
 * Temporal's remote codec protocol, decoding only, to be mounted at `/codec` before the API's own authentication. It
 * does not encode: a payload typed into the UI stays plain and is refused by the workers.
 *
 * The UI sends `X-Namespace`, over http no bearer token, and cookies only when its server runs with
 * `codec.includeCredentials` (TEMPORAL_CODEC_INCLUDE_CREDENTIALS=true). Hence a cookie login, good for decoding only.
 * Cookies ignore ports, so UI and API on two ports of one host are one site; elsewhere they must share a domain.
 */
export function codecRouter(options: CodecOptions): Router {
  const router = Router();
  router.use(noStore);
  router.get('/login', loginByLink(options));
  router.post('/login', express.urlencoded({ extended: false, limit: '16kb' }), loginByForm(options));
  router.use('/decode', crossOrigin(options));
  router.post('/decode', authorizeReader(options), express.json({ limit: '16mb' }), decode(options));
  return router;
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  next();
};

function crossOrigin({ uiOrigins }: CodecOptions): RequestHandler {
  return (request, response, next) => {
    const origin = request.get('Origin');
    response.vary('Origin');
    if (origin !== undefined && uiOrigins.includes(origin)) {
      response.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'Content-Type, X-Namespace, Authorization, Authorization-Extras',
        'Access-Control-Max-Age': '600',
      });
    }
    if (request.method !== 'OPTIONS') next();
    else response.sendStatus(204);
  };
}

/** Before the body is read: a stranger shall not make us parse megabytes. */
function authorizeReader(options: CodecOptions): RequestHandler {
  return async (request, response, next) => {
    response.locals['reader'] = await readerOf(request, options);
    next();
  };
}

async function readerOf(request: Request, { keyRing, uiOrigins, embedded, verify }: CodecOptions): Promise<Actor> {
  const origin = request.get('Origin');
  // A page of another origin may send our cookie along (same site is not same origin); it gets nothing.
  if (origin !== undefined && !uiOrigins.includes(origin)) throw new Failure('Forbidden', '来源不被允许');
  const bearer = /^Bearer (.+)$/i.exec(request.get('Authorization') ?? '')?.[1];
  const cookie = cookieOf(request);
  if (bearer) return requireReader(await verify(bearer));
  if (cookie) return requireReader(await verifyToken(keyRing, cookie, 'lvyue-codec'));
  if (embedded && origin !== undefined && isLoopback(request)) return LOCAL_UI;
  throw new Failure('Unauthenticated', '请先登录 /codec/login');
}

function requireReader({ actor }: Identity): Actor {
  if (READERS.has(actor.role)) return actor;
  throw new Failure('Forbidden', '该角色不能在 Temporal UI 中查看内容');
}

/** The connection's own address: `X-Forwarded-For` can say anything. */
function isLoopback(request: Request): boolean {
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function cookieOf(request: Request): string | undefined {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(request.get('Cookie') ?? '')?.[1];
}

function decode({ keyRing, namespaces, audit }: CodecOptions): RequestHandler {
  return async (request, response) => {
    const namespace = request.get('X-Namespace') ?? '';
    if (!namespaces.includes(namespace))
      throw new Failure('Malformed', '缺少 X-Namespace 或命名空间未知', 'X-Namespace');
    const payloads = payloadsOf(request.body);
    const owned = payloads.filter((payload) => ownerOf(payload) !== undefined);
    if (owned.length > 0) {
      const workflowIds = [...new Set(owned.map((payload) => ownerOf(payload)!))];
      await audit({ actor: response.locals['reader'] as Actor, namespace, workflowIds, count: owned.length });
    }
    response.json({ payloads: payloads.map((payload) => toJson(readable({ keyRing, namespace }, payload))) });
  };
}

/** One unreadable payload must not hide the others: it is shown as the reason why it cannot be read. */
function readable(sealing: { keyRing: KeyRing; namespace: string }, payload: Payload): Payload {
  if (ownerOf(payload) === undefined) return payload;
  try {
    return openPayload(sealing, payload);
  } catch (error) {
    const reason = error instanceof MissingKeyError ? `缺少密钥 ${error.keyId}` : '校验失败';
    return {
      metadata: { encoding: Buffer.from('json/plain') },
      data: Buffer.from(JSON.stringify(`(无法解密: ${reason})`)),
    };
  }
}

/** Protobuf JSON: bytes are base64. Throws `Malformed`. */
function payloadsOf(body: unknown): Payload[] {
  const { payloads } = (body ?? {}) as { payloads?: unknown };
  if (!Array.isArray(payloads)) throw new Failure('Malformed', '缺少 payloads 数组', 'payloads');
  return payloads.map((payload: { metadata?: Record<string, unknown>; data?: unknown } | null, index) => ({
    metadata: Object.fromEntries(
      Object.entries(payload?.metadata ?? {}).map(([key, value]) => [
        key,
        fromBase64(value, `payloads[${index}].metadata`),
      ]),
    ),
    data: fromBase64(payload?.data ?? '', `payloads[${index}].data`),
  }));
}

function fromBase64(value: unknown, field: string): Uint8Array {
  if (typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) return Buffer.from(value, 'base64');
  throw new Failure('Malformed', '须为 base64', field);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function toJson({ metadata, data }: Payload): object {
  const named = Object.entries(metadata ?? {}).map(([key, value]) => [key, base64(value)]);
  return { metadata: Object.fromEntries(named) as object, ...(data?.length ? { data: base64(data) } : {}) };
}

/** `?token=` is for trying out: in production addresses end up in logs, so only the form is accepted. */
function loginByLink(options: CodecOptions): RequestHandler {
  // Browsers hold the redirect after a form to `form-action` as well.
  const policy = `default-src 'none'; form-action 'self' ${options.uiOrigins.join(' ')}`;
  return async (request, response) => {
    const { token } = request.query;
    if (typeof token === 'string' && options.embedded) await enter(options, token, response);
    else response.type('html').set('Content-Security-Policy', policy).send(loginPage());
  };
}

function loginByForm(options: CodecOptions): RequestHandler {
  return async (request, response) => {
    const { token } = (request.body ?? {}) as { token?: unknown };
    await enter(options, typeof token === 'string' ? token.trim() : '', response);
  };
}

async function enter(options: CodecOptions, token: string, response: Response): Promise<void> {
  const identity = await options.verify(token);
  const { role, id } = requireReader(identity);
  const cookie = await issueToken(options.keyRing, {
    role,
    name: identity.name,
    personId: id,
    ttl: COOKIE_SECONDS,
    audience: 'lvyue-codec',
  });
  response.cookie(COOKIE, cookie, {
    httpOnly: true,
    sameSite: 'strict',
    secure: !options.embedded,
    path: '/codec',
    maxAge: COOKIE_SECONDS * 1_000,
  });
  response.redirect(303, options.uiOrigins[0] ?? '/');
}
