import { CODE_VALUES, codeOf } from '../domain/codes/verification';
import { deriveKey, type KeyRing } from './keyring';
import { keyedHash } from './seal';

/** What a document is known by; none of it is personal. */
export interface Issued {
  /** Of the agreement or case. */
  number: string;
  kind: string;
  version: number;
  /** SHA-256 of the recorded data, hex. */
  dataHash: string;
}

/**
 * 验证码: the same for the same document, whichever process makes it and whichever key is current; without the key
 * nobody can tell one from fifteen random characters.
 */
export function verificationCode(ring: KeyRing, { number, kind, version, dataHash }: Issued): string {
  const key = deriveKey(ring, ring.anchorId, 'verification');
  const mac = keyedHash(key, [number, kind, version, dataHash].join('\0'));
  return codeOf([...mac.subarray(0, CODE_VALUES)].map((byte) => byte & 31));
}
