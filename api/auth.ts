import type { Request, RequestHandler } from 'express';
import type { CaseKind } from '../domain/case/types';
import { Failure, FAILURES } from '../domain/failures';
import { parseCaseId } from '../domain/ids';
import { ROLE_ZH, type Role } from '../domain/roles';
import type { Identity } from '../security/tokens';

/** Set by `authenticate` on every request below it. */
const identities = new WeakMap<object, Identity>();

/**
 * First of all checks: nothing is said about anything before the token is good, and its bearer has not been replaced.
 * Throws `Unauthenticated`.
 */
export function authenticate(
  verify: (bearer: string) => Promise<Identity>,
  hasLeft: (identity: Identity) => Promise<boolean>,
): RequestHandler {
  return async (request, _response, next) => {
    const bearer = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '')?.[1];
    if (!bearer) throw new Failure('Unauthenticated', '缺少 Authorization: Bearer 令牌');
    const identity = await verify(bearer);
    if (identity.actor.role === 'client' && !identity.agreement)
      throw new Failure('Unauthenticated', '客户令牌没有绑定协议');
    if (await hasLeft(identity)) throw new Failure('Unauthenticated', '人员已更换, 原个人链接已失效');
    identities.set(request, identity);
    next();
  };
}

export function identityOf(request: Request): Identity {
  const identity = identities.get(request);
  if (!identity) throw new Error('route without authentication');
  return identity;
}

/** Who is counted, limited and owns idempotency keys: a person in one role, a client for one agreement. */
export const principalOf = ({ actor, agreement }: Identity): string =>
  agreement === undefined ? `${actor.role}:${actor.id}` : `${actor.role}:${actor.id}@${agreement}`;

/** Internal roles learn that they may not. Throws `Forbidden`. */
export function requireRole({ actor }: Identity, roles: readonly Role[]): void {
  if (!roles.includes(actor.role)) {
    throw new Failure('Forbidden', `须由${roles.map((role) => ROLE_ZH[role]).join('、')}办理`);
  }
}

/**
 * A client's token is good for one agreement; any other looks as if it did not exist, because that it exists is
 * confidential. Throws `NotFound`.
 */
export function requireAgreement({ agreement }: Identity, no: string): void {
  if (agreement !== undefined && agreement !== no) throw notFound();
}

export const notFound = (): Failure => new Failure('NotFound', FAILURES.NotFound.title);

/** A complaint or request as an address names it. */
export interface CaseAddress {
  kind: CaseKind;
  id: string;
  /** The agreement it belongs to. */
  no: string;
}

/** As `requireAgreement`, for the case of an address; an id of the other kind names nothing there. Throws `NotFound`. */
export function requireCase(identity: Identity, kind: CaseKind, id: string): CaseAddress {
  const parsed = parseCaseId(id);
  if (parsed?.kind !== kind) throw notFound();
  requireAgreement(identity, parsed.no);
  return { kind, id, no: parsed.no };
}

/** Like `requireRole`, but a client is told 404: whether such a thing exists is not a client's business. */
export function requireReader(identity: Identity, roles: readonly Role[]): void {
  if (roles.includes(identity.actor.role)) return;
  if (identity.actor.role === 'client') throw notFound();
  throw new Failure('Forbidden', '该角色不能查看');
}
