import { decodeProtectedHeader, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { Failure } from '../domain/failures';
import { ROLES, type Actor, type Role } from '../domain/roles';
import { deriveKey, type KeyRing } from './keyring';
import { personId } from './person';

const ISSUER = 'lvyue';

/** What a token is good for: the API, or only reading payloads in the Temporal UI (its cookie must not open the API). */
export type Audience = 'lvyue' | 'lvyue-codec';

export interface Identity {
  actor: Actor;
  name: string;
  /** The one agreement that a client's token is for. */
  agreement?: string;
}

export interface TokenRequest {
  role: Role;
  name: string;
  agreement?: string;
  /** Seconds; default 12 h. */
  ttl?: number;
  /** `Actor.id` when it is known from elsewhere (an identity provider); default: from the name. */
  personId?: string;
  audience?: Audience;
}

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

/** A JWT (HS256) signed with a key derived from the ring's current one. */
export async function issueToken(keyRing: KeyRing, request: TokenRequest): Promise<string> {
  const { role, name, agreement, ttl = 12 * 3_600, audience = 'lvyue' } = request;
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ role, name, ...(agreement === undefined ? {} : { agreement }) })
    .setProtectedHeader({ alg: 'HS256', kid: keyRing.currentId })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(request.personId ?? personId(keyRing, role, name))
    .setIssuedAt(now)
    .setExpirationTime(now + ttl)
    .sign(deriveKey(keyRing, keyRing.currentId, 'token'));
}

/** Throws `Unauthenticated` for anything but an unexpired token of ours with a known role. */
export async function verifyToken(keyRing: KeyRing, bearer: string, audience: Audience = 'lvyue'): Promise<Identity> {
  return refuseAs401(async () => {
    const { kid } = decodeProtectedHeader(bearer);
    const { payload } = await jwtVerify(bearer, deriveKey(keyRing, kid ?? '', 'token'), {
      algorithms: ['HS256'], // pinned: the header must not choose
      issuer: ISSUER,
      audience,
      requiredClaims: ['exp', 'iat', 'sub'],
    });
    return identityOf(payload, payload.sub!);
  });
}

/** Reads role, name and agreement of a verified token of the person `id`. Throws `Unauthenticated` when one is missing. */
export function identityOf({ role, name, agreement }: JWTPayload, id: string): Identity {
  if (typeof name !== 'string' || !name) throw new Failure('Unauthenticated', '令牌中没有姓名');
  return { actor: { role: roleOf(role), id }, name, ...(typeof agreement === 'string' ? { agreement } : {}) };
}

/** Throws `Unauthenticated` for a role that does not exist (any more). */
export function roleOf(value: unknown): Role {
  if (isRole(value)) return value;
  throw new Failure('Unauthenticated', '令牌中没有有效角色');
}

/** Why a token failed is nobody's business but its owner's; expiry is, so that a client knows to fetch another. */
export async function refuseAs401<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const expired = (error as { code?: unknown }).code === 'ERR_JWT_EXPIRED';
    throw new Failure('Unauthenticated', expired ? '令牌已过期' : '令牌无效');
  }
}
