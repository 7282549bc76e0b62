import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import type { Party } from '../domain/agreement/types';
import { Failure } from '../domain/failures';
import type { Instant } from '../domain/time';
import { deriveKey, type KeyRing } from './keyring';

/** What one link is good for; nothing else can be done with it. */
export type LinkPurpose =
  /** 电子签署: the page of one party's signature, of one flow by its start key. */
  | { sign: string; party: Party }
  /** 纸质签署: the confirmed file to be printed, of one flow by its start key. */
  | { print: string; party: Party }
  /** 签收书面通知, by its number. */
  | { acknowledge: number }
  /** 满意度调查, by its number. */
  | { survey: number };

/** 个人链接, in a mail or asked for by whoever may: its bearer may do the one thing that it is for. It names nobody. */
export interface PersonalLink {
  no: string;
  opens: LinkPurpose;
  /** Of the client's contact it was sent to (`Actor.id`): dead once somebody else is the contact. Absent: our own desk. */
  person?: string;
}

const [ISSUER, AUDIENCE] = ['lvyue', 'lvyue-link'];

/** A JWT (HS256) under a key of its own, so that it is no bearer token of the API. */
export const issueLink = (keyRing: KeyRing, { no, opens, person }: PersonalLink, expiresAt: Instant): Promise<string> =>
  new SignJWT({ no, opens, ...(person !== undefined && { person }) })
    .setProtectedHeader({ alg: 'HS256', kid: keyRing.currentId })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setExpirationTime(Math.floor(expiresAt / 1_000))
    .sign(deriveKey(keyRing, keyRing.currentId, 'link'));

/** Throws `Unauthenticated` for one that is not ours or is over. */
export async function readLink(keyRing: KeyRing, token: string): Promise<PersonalLink> {
  try {
    const { kid } = decodeProtectedHeader(token);
    const { payload } = await jwtVerify<PersonalLink>(token, deriveKey(keyRing, kid ?? '', 'link'), {
      algorithms: ['HS256'], // pinned: the header must not choose
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['exp'],
    });
    const { no, opens, person } = payload;
    return { no, opens, ...(person !== undefined && { person }) };
  } catch (error) {
    const expired = (error as { code?: unknown }).code === 'ERR_JWT_EXPIRED';
    throw new Failure('Unauthenticated', expired ? '链接已过期' : '链接无效');
  }
}
