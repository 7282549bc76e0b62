import { Refused } from '../errors';
import { jsonOf, send, unavailable } from '../http';
import { essTransient } from '../transient';
import { signedHeaders, tc3Authorization } from './signature';

export interface EssConfig {
  /** `https://ess.tencentcloudapi.com`; files go to `fileEndpoint`, `https://file.ess.tencent.cn`. */
  endpoint: string;
  fileEndpoint: string;
  secretId: string;
  secretKey: string;
  /** 经办人: in whose name the requests are made. */
  operatorId: string;
  /** 回调加密 key (32 characters) and 回调签名 token of the console. */
  callbackKey: string;
  callbackToken: string;
}

interface Envelope<T> {
  Response?: T & { Error?: { Code: string } };
}

export type EssCall = <T>(action: string, parameters: object, signal?: AbortSignal) => Promise<T>;

const VERSION = '2020-11-11';
const SERVICE = 'ess';

/** Throws `Refused` with the platform's code, or `Unavailable`. */
export function createEssClient({ endpoint, fileEndpoint, secretId, secretKey }: EssConfig, now = Date.now): EssCall {
  return async <T>(action: string, parameters: object, signal?: AbortSignal): Promise<T> => {
    const base = action === 'UploadFiles' ? fileEndpoint : endpoint;
    const { host } = new URL(base);
    const payload = JSON.stringify(parameters);
    const timestamp = Math.floor(now() / 1_000);
    const signed = signedHeaders(host, action);
    const answer = await send(base, {
      method: 'POST',
      headers: {
        'Content-Type': signed[0]![1],
        'X-TC-Action': action,
        'X-TC-Version': VERSION,
        'X-TC-Timestamp': String(timestamp),
        Authorization: tc3Authorization({ secretId, secretKey, service: SERVICE, timestamp, headers: signed, payload }),
      },
      body: payload,
      signal,
      ...(action === 'UploadFiles' && { timeoutMs: 30_000 }),
    });
    const { Response } = jsonOf<Envelope<T>>(answer);
    if (!Response) throw unavailable(); // JSON, but not the platform's
    const code = Response.Error?.Code;
    if (code === undefined) return Response;
    throw essTransient(code) ? unavailable() : new Refused('腾讯电子签', code);
  };
}
