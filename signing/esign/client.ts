import { Refused } from '../errors';
import { jsonOf, send, unavailable } from '../http';
import { numberedTransient } from '../transient';
import { contentMd5, requestSignature } from './signature';

export interface EsignConfig {
  /** `https://openapi.esign.cn`. */
  endpoint: string;
  appId: string;
  /** Signs requests; the platform signs call-backs with it. */
  secret: string;
}

interface Envelope<T> {
  code?: number;
  message?: string;
  data?: T;
}

export type EsignCall = <T>(
  method: 'GET' | 'POST',
  path: string,
  parameters?: object,
  signal?: AbortSignal,
) => Promise<T>;

export const JSON_TYPE = 'application/json; charset=UTF-8';

/** Throws `Refused` with the platform's code, or `Unavailable`. */
export function createEsignClient({ endpoint, appId, secret }: EsignConfig, now = Date.now): EsignCall {
  return async <T>(method: 'GET' | 'POST', path: string, parameters?: object, signal?: AbortSignal): Promise<T> => {
    const body = parameters && Buffer.from(JSON.stringify(parameters), 'utf8');
    const answer = await send(endpoint + path, {
      method,
      headers: {
        Accept: '*/*',
        'Content-Type': JSON_TYPE,
        ...(body && { 'Content-MD5': contentMd5(body) }),
        'X-Tsign-Open-App-Id': appId,
        'X-Tsign-Open-Auth-Mode': 'Signature',
        'X-Tsign-Open-Ca-Timestamp': String(now()),
        'X-Tsign-Open-Ca-Signature': requestSignature(secret, { method, path, body, contentType: JSON_TYPE }),
      },
      ...(body && { body }),
      signal,
    });
    const { code, message, data } = jsonOf<Envelope<T>>(answer);
    if (code === 0) return data as T;
    if (code === undefined || numberedTransient(code, message)) throw unavailable();
    throw new Refused('e签宝', String(code));
  };
}
