import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

/** 腾讯云 API 3.0 的签名方法 v3: https://cloud.tencent.com/document/api/1323/70379 */
export interface Tc3 {
  secretId: string;
  secretKey: string;
  service: string;
  /** Unix seconds. */
  timestamp: number;
  /** Signed headers with lower-case names and values, in the order of their names. */
  headers: readonly (readonly [name: string, value: string])[];
  payload: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/** The value of `Authorization` for a POST to `/`. */
export function tc3Authorization({ secretId, secretKey, service, timestamp, headers, payload }: Tc3): string {
  const names = headers.map(([name]) => name).join(';');
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join('');
  const request = ['POST', '/', '', lines, names, sha256(payload)].join('\n');
  const date = new Date(timestamp * 1_000).toISOString().slice(0, 10); // UTC, as documented
  const scope = `${date}/${service}/tc3_request`;
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256(request)].join('\n');
  const key = [date, service, 'tc3_request'].reduce<string | Buffer>(hmac, `TC3${secretKey}`);
  const signature = hmac(key, text).toString('hex');
  return `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

/** What this product signs: type, host and action. */
export const signedHeaders = (host: string, action: string): [string, string][] => [
  ['content-type', 'application/json; charset=utf-8'],
  ['host', host],
  ['x-tc-action', action.toLowerCase()],
];

/** `Content-Signature` of a call-back: over the body as it came, with the token of the console. */
export const contentSignature = (token: string, body: Buffer): string =>
  `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;

/**
 * The body of a call-back, `{"encrypt": base64}`: AES-256-CBC, the key being the 32 characters of the console and the
 * initial vector their first 16. The vector is always the same, so it hides but does not authenticate; the signature does.
 */
export function encryptCallback(key: string, plain: string): string {
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(key), Buffer.from(key).subarray(0, 16));
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
}

/** Throws for what was not encrypted with this key. */
export function decryptCallback(key: string, encrypted: string): string {
  const decipher = createDecipheriv('aes-256-cbc', Buffer.from(key), Buffer.from(key).subarray(0, 16));
  return Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()]).toString('utf8');
}
