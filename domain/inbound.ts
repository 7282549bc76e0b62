import type { Instant } from './time';

/** Why a client's mail that came in could not be filed with an agreement. */
export const UNMATCHED_ZH = {
  'no-agreement': '没有指明协议',
  'unknown-sender': '发件人不是该协议的对接人',
  refused: '协议不能登记',
} as const;
export type Unmatched = keyof typeof UNMATCHED_ZH;

/** Kind of the notice by which operations hears of it; of no execution. */
export const UNMATCHED_NOTICE = 'inbound.unmatched';

/** What that notice carries: nothing of what a stranger wrote. */
export interface UnmatchedData {
  /** Of the mail, as it is listed. */
  id: string;
  reason: Unmatched;
  /** That it named, where it named one of ours. */
  agreement?: string;
  receivedAt: Instant;
}
