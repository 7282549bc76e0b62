import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import express, { type NextFunction, type Request, type Response } from 'express';
import request from 'supertest';
import { codecRouter, type CodecOptions, type DecodeAudit } from '../../api/codec-endpoint';
import { Failure, FAILURES } from '../../domain/failures';
import type { Role } from '../../domain/roles';
import { createKeyRing } from '../../security/keyring';
import { issueToken, verifyToken } from '../../security/tokens';
import { sealPayload } from '../../worker/codec';

const keyRing = createKeyRing([['k1', randomBytes(32)]]);
const UI = 'http://localhost:8233';
const WORKFLOW = 'agreement/2026-客户维护-001';

function setUp(options: Partial<CodecOptions> = {}) {
  const log: DecodeAudit[] = [];
  const app = express();
  app.use(
    '/codec',
    codecRouter({
      keyRing,
      namespaces: ['default', 'rehearsal'],
      uiOrigins: [UI],
      embedded: true,
      verify: (bearer) => verifyToken(keyRing, bearer),
      audit: (entry) => Promise.resolve(void log.push(entry)),
      ...options,
    }),
  );
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    if (!(error instanceof Failure)) throw error;
    response.status(FAILURES[error.type].http).json({ type: error.type, detail: error.detail });
  });
  const ask = (headers: Record<string, string>, body: object = { payloads: [wire(sealed())] }) =>
    request(app)
      .post('/codec/decode?preserveStorageRefs=true')
      .set({ 'X-Namespace': 'default', ...headers })
      .send(body);
  return { app, log, ask };
}

const sealed = (value: unknown = '张三已签署', namespace = 'default', ring = keyRing): Payload =>
  sealPayload({ keyRing: ring, namespace }, WORKFLOW, defaultPayloadConverter.toPayload(value));
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const wire = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, base64(value)])),
  data: base64(data ?? new Uint8Array()),
});
const shown = (body: unknown): unknown[] =>
  (body as { payloads: { data: string }[] }).payloads.map(({ data }) =>
    JSON.parse(Buffer.from(data, 'base64').toString()),
  );
const token = (role: Role) => issueToken(keyRing, { role, name: '赵六' });
const plain = { metadata: { encoding: base64(Buffer.from('json/plain')) }, data: base64(Buffer.from('"公开"')) };

describe('Temporal UI 解密端点', () => {
  test('embedded: the UI on this machine reads without a login; each decode is logged with whose payloads', async () => {
    const { ask, log } = setUp();
    const answer = await ask({ Origin: UI }, { payloads: [wire(sealed()), wire(sealed(2)), plain] });
    expect(answer.status).toBe(200);
    expect(shown(answer.body)).toEqual(['张三已签署', 2, '公开']);
    expect(answer.headers['access-control-allow-origin']).toBe(UI);
    expect(answer.headers['access-control-allow-credentials']).toBe('true');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(log).toEqual([
      {
        actor: { role: 'operations', id: 'p-local-temporal-ui' },
        namespace: 'default',
        workflowIds: [WORKFLOW],
        count: 2,
      },
    ]);
  });

  test('another origin gets nothing, even with a good token; without an origin a token is needed', async () => {
    const { ask, log } = setUp();
    for (const origin of ['http://evil.example', 'http://localhost:82330', 'http://localhost', 'null']) {
      const answer = await ask({ Origin: origin, Authorization: `Bearer ${await token('manager')}` });
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect((await ask({})).status).toBe(401);
    expect(log).toEqual([]);
  });

  test('the preflight allows the headers of the UI for its own origin only', async () => {
    const { app } = setUp();
    const preflight = (origin: string) => request(app).options('/codec/decode').set('Origin', origin);
    const own = await preflight(UI);
    expect(own.status).toBe(204);
    expect(own.headers['access-control-allow-headers']).toContain('X-Namespace');
    expect((await preflight('http://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  test('production: the right origin is not enough', async () => {
    const { ask } = setUp({ embedded: false });
    expect((await ask({ Origin: UI })).status).toBe(401);
    expect((await ask({ Origin: UI, Authorization: `Bearer ${await token('auditor')}` })).status).toBe(200);
  });

  test('a client never reads payloads, nor does who has no business in the Temporal UI', async () => {
    const { ask } = setUp();
    for (const role of ['client', 'finance', 'legal', 'service-team'] as const) {
      expect((await ask({ Origin: UI, Authorization: `Bearer ${await token(role)}` })).status).toBe(403);
    }
  });

  test('a login sets a cookie for decoding only: HttpOnly, strict, and over https in production', async () => {
    for (const embedded of [true, false]) {
      const { app, ask, log } = setUp({ embedded });
      const login = await request(app)
        .post('/codec/login')
        .type('form')
        .send({ token: await token('manager') });
      expect(login.status).toBe(303);
      expect(login.headers['location']).toBe(UI);
      const cookie = login.headers['set-cookie']![0]!;
      expect(cookie).toMatch(/HttpOnly/);
      expect(cookie).toMatch(/SameSite=Strict/);
      expect(cookie).toMatch(/Path=\/codec/);
      expect(/Secure/.test(cookie)).toBe(!embedded);
      const value = cookie.split(';')[0]!;
      expect((await ask({ Origin: UI, Cookie: value })).status).toBe(200);
      expect(log[0]!.actor.role).toBe('manager');
      await expect(verifyToken(keyRing, value.split('=')[1]!)).rejects.toMatchObject({ type: 'Unauthenticated' });
      expect((await ask({ Origin: UI, Cookie: 'lvyue_codec=forged' })).status).toBe(401);
    }
  });

  test('a login by link is for trying out only: in production it shows the form', async () => {
    const link = `/codec/login?token=${await token('manager')}`;
    expect((await request(setUp().app).get(link)).status).toBe(303);
    const production = await request(setUp({ embedded: false }).app).get(link);
    expect(production.status).toBe(200);
    expect(production.headers['set-cookie']).toBeUndefined();
    expect(production.text).toContain('<form method="post"');
    expect((await request(setUp().app).get('/codec/login?token=x')).status).toBe(401);
    expect((await request(setUp().app).get(`/codec/login?token=${await token('client')}`)).status).toBe(403);
  });

  test('what cannot be logged is not shown', async () => {
    const { ask } = setUp({ audit: () => Promise.reject(new Failure('Unavailable', '访问日志不可写')) });
    const answer = await ask({ Origin: UI });
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain('payloads');
  });

  test('one unreadable payload shows why and does not hide the others', async () => {
    const broken = wire(sealed());
    broken.data = base64(Buffer.from(broken.data, 'base64').reverse());
    const lost = sealed('x', 'default', createKeyRing([['k7', randomBytes(32)]]));
    const { ask } = setUp();
    const answer = await ask(
      { Origin: UI },
      { payloads: [broken, wire(lost), wire(sealed(3)), wire(sealed(4, 'rehearsal'))] },
    );
    expect(shown(answer.body)).toEqual(['(无法解密: 校验失败)', '(无法解密: 缺少密钥 k7)', 3, '(无法解密: 校验失败)']);
  });

  test('it does not encode, and does not guess: unknown namespace or shape is 400', async () => {
    const { app, ask } = setUp();
    expect(
      (
        await request(app)
          .post('/codec/encode')
          .set('Origin', UI)
          .send({ payloads: [plain] })
      ).status,
    ).toBe(404);
    expect((await ask({ Origin: UI, 'X-Namespace': 'other' })).status).toBe(400);
    expect((await ask({ Origin: UI }, { payloads: 'x' })).status).toBe(400);
    expect((await ask({ Origin: UI }, { payloads: [{ data: '***' }] })).status).toBe(400);
  });
});
