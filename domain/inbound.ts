import type { Role } from './roles';
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

/** Kind of the notice by which operations hears that a mail of ours came back; of no execution. */
export const BOUNCED_NOTICE = 'inbound.bounced';

export interface BouncedData {
  /** Of the report that came in. */
  id: string;
  agreement?: string;
  /** Whom the mail was for. */
  to: Role;
  /** Of the written notice that it brought. */
  notice?: number;
  /** As the other side's server put it, e.g. `5.1.1`. */
  status: string;
  receivedAt: Instant;
}
