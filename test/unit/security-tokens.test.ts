import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { createKeyRing, deriveKey } from '../../security/keyring';
import { createTokenVerifier } from '../../security/oidc';
import { issueToken, verifyToken } from '../../security/tokens';

const keyRing = createKeyRing([['k1', randomBytes(32)]]);
const unauthenticated = { type: 'Unauthenticated' };
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (claims: Record<string, unknown>, audience = 'lvyue', issuer = 'lvyue'): Promise<string> =>
  new SignJWT({ role: 'manager', name: '张三', sub: 'p-1', ...claims })
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(deriveKey(keyRing, 'k1', 'token'));

describe('令牌', () => {
  test('a token says who acts: role, opaque id, name, agreement', async () => {
    const token = await issueToken(keyRing, { role: 'client', name: '李四', agreement: '2026-客户维护-001' });
    const identity = await verifyToken(keyRing, token);
    expect(identity).toEqual({
      actor: { role: 'client', id: expect.stringMatching(/^p-[0-9a-f]{16}$/) as string },
      name: '李四',
      agreement: '2026-客户维护-001',
    });
  });

  test('one person in two roles is one person; a client of the same name is another; ids tell no names', async () => {
    const idOf = async (role: 'legal' | 'service-review' | 'client', name: string) =>
      (await verifyToken(keyRing, await issueToken(keyRing, { role, name }))).actor.id;
    expect(await idOf('legal', '张三')).toBe(await idOf('service-review', '张三'));
    expect(await idOf('legal', '张三')).not.toBe(await idOf('legal', '李四'));
    expect(await idOf('legal', '张三')).not.toBe(await idOf('client', '张三'));
    expect(await idOf('legal', '张三')).not.toContain(createHash('sha256').update('张三').digest('hex').slice(0, 16));
  });

  test('a person keeps the id through a key rotation', async () => {
    const rotated = createKeyRing([
      ['k2', randomBytes(32)],
      ['k1', keyRing.get('k1')],
    ]);
    const [before, after] = await Promise.all(
      [keyRing, rotated].map(async (ring) =>
        verifyToken(ring, await issueToken(ring, { role: 'legal', name: '张三' })),
      ),
    );
    expect(after!.actor.id).toBe(before!.actor.id);
    const old = await issueToken(keyRing, { role: 'legal', name: '张三' });
    expect((await verifyToken(rotated, old)).name).toBe('张三');
  });

  test('algorithm none is refused', async () => {
    const claims = {
      role: 'manager',
      name: '张三',
      sub: 'p-1',
      iss: 'lvyue',
      aud: 'lvyue',
      iat: 1,
      exp: 9_999_999_999,
    };
    for (const header of [{ alg: 'none' }, { alg: 'none', kid: 'k1' }, { alg: 'HS512', kid: 'k1' }]) {
      await expect(verifyToken(keyRing, `${encode(header)}.${encode(claims)}.`)).rejects.toMatchObject(unauthenticated);
    }
  });

  test('a token of another key, or of a key id that is unknown, is refused', async () => {
    for (const id of ['k1', 'k9']) {
      const foreign = await issueToken(createKeyRing([[id, randomBytes(32)]]), { role: 'manager', name: '张三' });
      await expect(verifyToken(keyRing, foreign)).rejects.toMatchObject({ ...unauthenticated, detail: '令牌无效' });
    }
  });

  test('an expired token is refused, and says so', async () => {
    const token = await issueToken(keyRing, { role: 'manager', name: '张三', ttl: -1 });
    await expect(verifyToken(keyRing, token)).rejects.toMatchObject({ ...unauthenticated, detail: '令牌已过期' });
  });

  test('an unknown role, no name, a wrong issuer, a changed letter, and no token at all are refused', async () => {
    const good = await sign({});
    expect((await verifyToken(keyRing, good)).actor.role).toBe('manager');
    const [header, , signature] = good.split('.');
    const bad = [
      await sign({ role: 'root' }),
      await sign({ role: undefined }),
      await sign({ name: '' }),
      await sign({}, 'lvyue', 'somebody'),
      `${header}.${encode({ role: 'administrator', name: 'x', sub: 'p-1', iss: 'lvyue', aud: 'lvyue', iat: 1, exp: 9e9 })}.${signature}`,
      '',
      'Bearer',
      'a.b.c',
    ];
    for (const token of bad) await expect(verifyToken(keyRing, token)).rejects.toMatchObject(unauthenticated);
  });

  test('a token for reading payloads does not open the API, nor the other way round', async () => {
    const codec = await issueToken(keyRing, { role: 'manager', name: '张三', audience: 'lvyue-codec' });
    await expect(verifyToken(keyRing, codec)).rejects.toMatchObject(unauthenticated);
    await expect(verifyToken(keyRing, await sign({}), 'lvyue-codec')).rejects.toMatchObject(unauthenticated);
  });
});

describe('身份提供方 (OIDC)', () => {
  let server: Server;
  let issuer: string;
  let key: CryptoKey;
  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'idp', alg: 'ES256' };
    server = createServer((request, response) => {
      const discovery = { issuer, jwks_uri: `${issuer}/keys` };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : discovery));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const external = (claims: Record<string, unknown>, audience = 'lvyue-api'): Promise<string> =>
    new SignJWT({ name: '王五', role: 'finance', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'idp' })
      .setIssuer(issuer)
      .setSubject('user-7')
      .setAudience(audience)
      .setExpirationTime('5m')
      .sign(key);

  test('its tokens are accepted beside our own; the person is the subject, whatever the name', async () => {
    const verify = createTokenVerifier(keyRing, { LVYUE_OIDC_ISSUER: issuer, LVYUE_OIDC_AUDIENCE: 'lvyue-api' });
    const one = await verify(await external({}));
    expect(one).toMatchObject({ name: '王五', actor: { role: 'finance' } });
    expect((await verify(await external({ name: '王小五' }))).actor.id).toBe(one.actor.id);
    expect((await verify(await issueToken(keyRing, { role: 'legal', name: '王五' }))).actor.id).not.toBe(one.actor.id);
  });

  test('a token for another application, with an unknown role, or with our algorithm is refused', async () => {
    const verify = createTokenVerifier(keyRing, { LVYUE_OIDC_ISSUER: issuer, LVYUE_OIDC_AUDIENCE: 'lvyue-api' });
    for (const token of [
      await external({}, 'shop'),
      await external({ role: 'boss' }),
      await sign({}, 'lvyue-api', issuer),
    ]) {
      await expect(verify(token)).rejects.toMatchObject(unauthenticated);
    }
  });

  test('an identity provider that cannot be reached is 503, not 401, and asked again', async () => {
    const gone = 'http://127.0.0.1:9';
    const verify = createTokenVerifier(keyRing, { LVYUE_OIDC_ISSUER: gone, LVYUE_OIDC_AUDIENCE: 'x' });
    const token = await sign({}, 'x', gone);
    await expect(verify(token)).rejects.toMatchObject({ type: 'Unavailable' });
    await expect(verify(token)).rejects.toMatchObject({ type: 'Unavailable' });
  });
});
