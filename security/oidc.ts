import { createRemoteJWKSet, decodeJwt, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { Failure } from '../domain/failures';
import type { KeyRing } from './keyring';
import type { Environment } from './mode';
import { personId } from './person';
import { identityOf, refuseAs401, roleOf, verifyToken, type Identity } from './tokens';

export type TokenVerifier = (bearer: string) => Promise<Identity>;

/**
 * Verifies bearer tokens: our own, and with `LVYUE_OIDC_ISSUER` also those of an identity provider. There the person is
 * the subject (`sub`), not the name. `LVYUE_OIDC_AUDIENCE` is required with it: a token made for another application
 * of the same issuer must not open this one. `LVYUE_OIDC_ROLE_CLAIM` (default `role`) names the claim with the role.
 */
export function createTokenVerifier(keyRing: KeyRing, env: Environment): TokenVerifier {
  const issuer = env['LVYUE_OIDC_ISSUER'];
  if (!issuer) return (bearer) => verifyToken(keyRing, bearer);
  const audience = env['LVYUE_OIDC_AUDIENCE'];
  if (!audience) throw new Error('设置了 LVYUE_OIDC_ISSUER 时必须同时设置 LVYUE_OIDC_AUDIENCE');
  const roleClaim = env['LVYUE_OIDC_ROLE_CLAIM'] ?? 'role';
  let keys: Promise<JWTVerifyGetKey> | undefined;

  return async (bearer) => {
    if (!claimsIssuer(bearer, issuer)) return verifyToken(keyRing, bearer);
    keys ??= discover(issuer);
    const keySet = await keys.catch(() => {
      keys = undefined; // asked again next time: the identity provider may be back
      throw new Failure('Unavailable', '身份提供方暂不可用');
    });
    return refuseAs401(async () => {
      const { payload } = await jwtVerify(bearer, keySet, {
        issuer,
        audience,
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        requiredClaims: ['exp', 'sub'],
      });
      const role = roleOf(payload[roleClaim]);
      return identityOf({ ...payload, role }, personId(keyRing, role, `oidc\0${payload.sub}`));
    });
  };
}

/** Unverified: only chooses whose keys are asked. */
function claimsIssuer(bearer: string, issuer: string): boolean {
  try {
    return decodeJwt(bearer).iss === issuer;
  } catch {
    return false;
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(5_000),
  });
  const found = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (found.issuer !== issuer || typeof found.jwks_uri !== 'string') throw new Error('OIDC 发现文档不符');
  return createRemoteJWKSet(new URL(found.jwks_uri));
}
