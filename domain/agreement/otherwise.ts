import type { Rung } from '../deadline/types';
import { targetZh } from '../deadline/words';
import { otherwiseBy } from '../record/standard';
import { specOf, standardRow, type ChosenStandard } from './standard';

/** What an agreement may have agreed that changes what follows from silence. */
export interface Agreed extends ChosenStandard {
  /** With its document on file, silence in the client's window is acceptance (domain.md §3.3). */
  terms?: ChosenStandard['terms'] & { deemedAcceptance?: { document?: unknown } };
  /** So it is in the window that runs. */
  review?: { silenceAccepts?: true };
}

/**
 * What happens if nobody acts, as this agreement has agreed it. `ladder`: the one that a running clock climbs, where it
 * is no longer the one it would begin with.
 */
export function otherwise(id: string, agreed: Agreed, ladder?: Rung[]): string {
  if (id === 'review.client') return silence(agreed);
  return otherwiseBy(standardRow(id), ladder ?? specOf(id, agreed).ladder);
}

function silence(agreed: Agreed): string {
  if (agreed.review?.silenceAccepts || agreed.terms?.deemedAcceptance?.document)
    return '双方已事先书面约定: 到期未答复的, 视为接受本版本, 此后仍须说明条款并由双方最终确认';
  const decided = targetZh(specOf('review.client-lapse', agreed).target);
  return `反馈期失效, 由负责人在 ${decided}内决定延期、视为撤回或关闭; 沉默不视为接受`;
}
