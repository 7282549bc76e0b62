import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** AES-256-GCM. Layout: nonce (12) · ciphertext · tag (16). */
const NONCE = 12;
const TAG = 16;

/** Content that was changed, was moved to another place, or was made with another key. Never says what it holds. */
export class SealBrokenError extends Error {
  constructor(what: string) {
    super(`${what}校验失败: 内容被改动, 被移动, 或密钥不符`);
    this.name = 'SealBrokenError';
  }
}

/** `context` is authenticated, not stored: the same words must be given to open. */
export function seal(key: Buffer, plain: Uint8Array, context: string | Buffer): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws `SealBrokenError`; `what` names the thing in its message. */
export function unseal(key: Buffer, sealed: Uint8Array, context: string | Buffer, what: string): Buffer {
  if (sealed.length < NONCE + TAG) throw new SealBrokenError(what);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, sealed.length - TAG)), decipher.final()]);
  } catch {
    throw new SealBrokenError(what);
  }
}

/** A keyed hash: equal for equal texts, and without the key neither readable nor guessable. */
export const keyedHash = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
