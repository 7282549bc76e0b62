import { createHash, createHmac } from 'node:crypto';

/** FASC OpenAPI 5.1: https://dev.fadada.com, 签名算法; the same for requests and call-backs. */
export const SIGN_TYPE = 'HMAC-SHA256';
export const SUB_VERSION = '5.1';

/**
 * In two steps: a key for this instant out of secret and time stamp, and with it the SHA-256 (as hex) of all parameters
 * in the order of their names, `name=value` joined by `&`. Empty values are left out, values are not encoded.
 */
export function fascSignature(
  secret: string,
  timestamp: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const text = Object.keys(parameters)
    .filter((name) => parameters[name]?.trim())
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
  const key = createHmac('sha256', secret).update(timestamp).digest();
  const digest = createHash('sha256').update(text, 'utf8').digest('hex');
  return createHmac('sha256', key).update(digest).digest('hex');
}
