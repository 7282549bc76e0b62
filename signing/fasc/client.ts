import { randomBytes } from 'node:crypto';
import { MINUTE } from '../../domain/time';
import { Refused } from '../errors';
import { jsonOf, send, unavailable } from '../http';
import { numberedTransient } from '../transient';
import { fascSignature, SIGN_TYPE, SUB_VERSION } from './signature';

export interface FascConfig {
  /** `https://api.fadada.com/api/v5`. */
  endpoint: string;
  appId: string;
  /** Signs requests; the platform signs call-backs with it. */
  secret: string;
  /** 发起方: the firm in whose name flows begin and who pays for them. */
  openCorpId: string;
}

interface Envelope<T> {
  code?: string;
  msg?: string;
  data?: T;
}

export type FascCall = <T>(path: string, parameters: object, signal?: AbortSignal) => Promise<T>;

const GOOD = '100000';
const TOKEN_INVALID = '100002';

/** Gets its access token itself and keeps it until shortly before its end. Throws `Refused`, or `Unavailable`. */
export function createFascClient({ endpoint, appId, secret }: FascConfig, now = Date.now): FascCall {
  let token: { value: string; until: number } | undefined;

  async function post<T>(path: string, extra: Record<string, string>, bizContent?: string, signal?: AbortSignal) {
    const timestamp = String(now());
    const headers: Record<string, string> = {
      'X-FASC-App-Id': appId,
      'X-FASC-Sign-Type': SIGN_TYPE,
      'X-FASC-Timestamp': timestamp,
      'X-FASC-Nonce': randomBytes(16).toString('hex'),
      'X-FASC-Api-SubVersion': SUB_VERSION,
      ...extra,
    };
    const sign = fascSignature(secret, timestamp, { ...headers, bizContent });
    const answer = await send(endpoint + path, {
      method: 'POST',
      headers: { ...headers, 'X-FASC-Sign': sign, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: bizContent === undefined ? '' : new URLSearchParams({ bizContent }).toString(),
      signal,
    });
    const { code, msg, data } = jsonOf<Envelope<T>>(answer);
    if (code === GOOD) return data as T;
    if (code === undefined || numberedTransient(code, msg)) throw unavailable();
    throw new Refused('法大大', code);
  }

  async function accessToken(signal?: AbortSignal): Promise<string> {
    if (!token || token.until <= now()) {
      type Token = { accessToken: string; expiresIn: string | number };
      const grant = { 'X-FASC-Grant-Type': 'client_credential' };
      const fresh = await post<Token>('/service/get-access-token', grant, undefined, signal);
      token = { value: fresh.accessToken, until: now() + Number(fresh.expiresIn) * 1_000 - MINUTE };
    }
    return token.value;
  }

  return async <T>(path: string, parameters: object, signal?: AbortSignal): Promise<T> => {
    const bizContent = JSON.stringify(parameters);
    const attempt = async (): Promise<T> =>
      post<T>(path, { 'X-FASC-AccessToken': await accessToken(signal) }, bizContent, signal);
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== TOKEN_INVALID) throw error;
      token = undefined; // refused before anything was done: ended early, or the platform forgot it
      return attempt();
    }
  };
}
