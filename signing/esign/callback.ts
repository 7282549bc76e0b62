import { createHash } from 'node:crypto';
import { Failure } from '../../domain/failures';
import { MINUTE } from '../../domain/time';
import type { CallbackHint, RawCallback } from '../provider';
import { same } from '../same';
import type { EsignConfig } from './client';
import { callbackSignature } from './signature';

/** The documentation names no window; this is the one it has for requests. */
export const WINDOW = 15 * MINUTE;

/** A repeated call-back has the body of the first (its `timestamp` is of the event), so the body's hash names it. */
export function parseEsignCallback(
  { appId, secret }: Pick<EsignConfig, 'appId' | 'secret'>,
  { headers, query, body }: RawCallback,
  now: number,
): CallbackHint {
  const timestamp = headers['x-tsign-open-timestamp'] ?? '';
  const signed = same(headers['x-tsign-open-signature'], callbackSignature(secret, timestamp, query, body));
  const fresh = /^\d{13}$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= WINDOW;
  if (!signed || !fresh || headers['x-tsign-open-app-id'] !== appId) throw forged();
  const { action, signFlowId } = read(body);
  return {
    flowId: signFlowId ?? '',
    messageId: createHash('sha256').update(body).digest('hex'),
    event: action ?? '',
  };
}

function read(body: Buffer): { action?: string; signFlowId?: string } {
  try {
    return JSON.parse(body.toString('utf8')) as { action?: string; signFlowId?: string };
  } catch {
    throw forged();
  }
}

const forged = (): Failure => new Failure('Unauthenticated', '回调签名无效或已过时');
