import { createHash, createHmac } from 'node:crypto';

/** e签宝 SaaS API V3: https://open.esign.cn/doc/opendoc/dev-guide3/tggw2e (requests), …/notify3/pmy852 (call-backs). */

export const contentMd5 = (body: Buffer): string => createHash('md5').update(body).digest('base64');

export interface Request {
  method: string;
  /** With its query, names in ascending order, values not encoded. */
  path: string;
  body?: Buffer | undefined;
  contentType: string;
}

/** Seven lines: method, accept, digest, type, an empty date, no headers, path. The time stamp is not part of it. */
export function requestSignature(secret: string, { method, path, body, contentType }: Request): string {
  const lines = [method, '*/*', body?.length ? contentMd5(body) : '', contentType, '', path];
  return createHmac('sha256', secret).update(lines.join('\n'), 'utf8').digest('base64');
}

/** Time stamp, the values of the query in the order of their names, the body as it came. */
export function callbackSignature(
  secret: string,
  timestamp: string,
  query: Readonly<Record<string, string | undefined>>,
  body: Buffer,
): string {
  const values = Object.keys(query)
    .sort()
    .map((name) => query[name] ?? '');
  return createHmac('sha256', secret).update(timestamp).update(values.join('')).update(body).digest('hex');
}
