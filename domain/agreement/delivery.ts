import { fail } from '../failures';
import type { Role } from '../roles';
import type { Upload } from './types';

export type Channel = 'email' | 'post' | 'fax' | 'platform' | 'in-person';
/** How a notice is given (domain.md §9). */
export type WrittenChannel = Exclude<Channel, 'in-person'>;

export const CHANNEL_ZH: Record<Channel, string> = {
  email: '电子邮件',
  post: '邮寄',
  fax: '传真',
  platform: '平台',
  'in-person': '当面',
};

/** 拒收, 迁址, 被退回, 无人签收. */
export const ATTEMPT_RESULTS = ['refused', 'moved', 'bounced', 'unanswered'] as const;
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

/**
 * A delivery counts from proven receipt, by post from the postmark (domain.md §9): without the proof it has not happened.
 * What a client hands in itself through this product is proven by its own record.
 */
export function proven(channel: Channel, proof: Upload | undefined, by: Role): void {
  if (proof || (channel === 'platform' && by === 'client')) return;
  const what = channel === 'post' ? '带邮戳的邮寄凭证' : channel === 'in-person' ? '对方签收的回执' : '对方收到的凭证';
  fail('Invalid', `送达须附${what}, 发生时间为${channel === 'post' ? '邮戳' : '收到'}之时`, 'proof');
}
