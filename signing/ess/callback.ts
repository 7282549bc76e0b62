import { createHash } from 'node:crypto';
import { Failure } from '../../domain/failures';
import type { CallbackHint, RawCallback } from '../provider';
import { same } from '../same';
import type { EssConfig } from './client';
import { contentSignature, decryptCallback } from './signature';

interface Message {
  MsgId?: string;
  MsgType?: string;
  MsgData?: { FlowId?: string; Operate?: string };
}

/**
 * https://qian.tencent.com/developers/company/callback_types_v2: signed over the encrypted body, no time stamp; a copy
 * of an old message is known by its `MsgId`.
 */
export function parseEssCallback(
  { callbackKey, callbackToken }: Pick<EssConfig, 'callbackKey' | 'callbackToken'>,
  { headers, body }: RawCallback,
): CallbackHint {
  if (!same(headers['content-signature'], contentSignature(callbackToken, body))) throw forged();
  const { MsgId, MsgType, MsgData } = open(callbackKey, body);
  return {
    flowId: MsgData?.FlowId ?? '',
    messageId: MsgId ?? createHash('sha256').update(body).digest('hex'),
    event: [MsgType, MsgData?.Operate].filter(Boolean).join('/'),
  };
}

function open(key: string, body: Buffer): Message {
  try {
    const { encrypt } = JSON.parse(body.toString('utf8')) as { encrypt: string };
    return JSON.parse(decryptCallback(key, encrypt)) as Message;
  } catch {
    throw forged();
  }
}

const forged = (): Failure => new Failure('Unauthenticated', '回调签名无效');
