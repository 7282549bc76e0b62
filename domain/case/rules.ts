import { fail, requireThat } from '../failures';
import type { Actor } from '../roles';
import type { Instant } from '../time';
import type { TextRef } from '../agreement/types';
import { DECIDERS } from './commands';
import type { Case } from './types';

/** Checks that commands on complaints and requests share. */

/** Throws `Invalid` (field `occurredAt`) when it would have happened before what it follows from. */
export function notBefore(occurredAt: Instant, ...earlier: (Instant | undefined)[]): void {
  if (earlier.some((at) => at !== undefined && occurredAt < at))
    fail('Invalid', '发生时间不能早于此前的步骤', 'occurredAt');
}

/** Closing without the client's consent: the manager's or the head of service's, with a reason; one who cannot be reached has been tried. */
export function mayGiveUp(
  { attempts }: Case,
  by: Actor,
  outcome: 'unreachable' | 'withdrawn',
  reason: TextRef | undefined,
): void {
  if (!DECIDERS.includes(by.role)) fail('Forbidden', '客户未认可的结案由负责人或服务总监决定');
  if (!reason) fail('Invalid', '须写明结案原因', 'reason');
  requireThat(outcome !== 'unreachable' || attempts > 0, '须先登记至少一次未能联系上客户');
}
