import { createHash } from 'node:crypto';
import { Failure } from '../../domain/failures';
import { MINUTE } from '../../domain/time';
import type { CallbackHint, RawCallback } from '../provider';
import { same } from '../same';
import type { FascConfig } from './client';
import { fascSignature, SIGN_TYPE } from './signature';

/** To either side of now. */
export const WINDOW = 5 * MINUTE;
const NONCE_MOST = 32;

/**
 * A form with `bizContent`, and signed headers. A repeated call-back may come with a new time stamp and nonce, so event
 * and content name it; a copy within the window is therefore a duplicate and tells nobody anything.
 */
export function parseFascCallback(
  { appId, secret }: Pick<FascConfig, 'appId' | 'secret'>,
  { headers, body }: RawCallback,
  now: number,
): CallbackHint {
  const bizContent = new URLSearchParams(body.toString('utf8')).get('bizContent') ?? '';
  const timestamp = headers['x-fasc-timestamp'] ?? '';
  const nonce = headers['x-fasc-nonce'] ?? '';
  const event = headers['x-fasc-event'] ?? '';
  const expected = fascSignature(secret, timestamp, {
    'X-FASC-App-Id': headers['x-fasc-app-id'],
    'X-FASC-Sign-Type': SIGN_TYPE,
    'X-FASC-Timestamp': timestamp,
    'X-FASC-Nonce': nonce,
    'X-FASC-Event': event,
    bizContent,
  });
  const fresh = /^\d{13}$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= WINDOW;
  const shaped = event !== '' && nonce !== '' && nonce.length <= NONCE_MOST;
  const ours = headers['x-fasc-app-id'] === appId && headers['x-fasc-sign-type'] === SIGN_TYPE;
  if (!same(headers['x-fasc-sign'], expected) || !fresh || !shaped || !ours) throw forged();
  return {
    flowId: flowIn(bizContent),
    messageId: createHash('sha256').update(`${event}\0${bizContent}`, 'utf8').digest('hex'),
    event,
  };
}

/** One event of the platform spells it `signtaskId`. */
function flowIn(bizContent: string): string {
  try {
    const { signTaskId, signtaskId } = JSON.parse(bizContent) as { signTaskId?: string; signtaskId?: string };
    return signTaskId ?? signtaskId ?? '';
  } catch {
    throw forged();
  }
}

const forged = (): Failure => new Failure('Unauthenticated', '回调签名无效或已过时');
