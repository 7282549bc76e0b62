import { evaluationStart } from '../calendar/term';
import { requireThat } from '../failures';
import { dateAt, dayFromDate, endOfDay, startOfDay, type Instant } from '../time';
import type { AgreementBook } from './book';
import { expiryOf } from './execution';
import type { Agreement, Ending, Party } from './types';
import { afterSigning } from './written-notices';
import type { Rescission } from './written-types';

/** When an agreement ends otherwise than by its expiry (domain.md §3.6, §9): one end, whatever comes first. */

/** Throws `NotNow` once it has ended or before both have signed, `Invalid` for a delivery before that. */
export function mayEnd(book: AgreementBook, at: Instant): void {
  requireThat(!book.state.ending?.ended, '协议已终止');
  afterSigning(book, at);
}

/**
 * Notice of termination, counted from its delivery: during execution it ends 30 days after it; once the evaluation has
 * begun, at the later of that and the expiry. Of both sides' notices the earliest counts. Returns the end.
 */
export function endByNotice(book: AgreementBook, party: Party, deliveredAt: Instant): Instant {
  const { state } = book;
  const before = state.ending;
  const noticeAt = Math.min(before?.noticeAt ?? deliveredAt, deliveredAt);
  const noticeBy = [...new Set([...(before?.noticeBy ?? []), party])];
  const thirtyDays = endOfDay(dayFromDate(dateAt(noticeAt)) + 30);
  const endsAt = evaluationHadBegun(state, noticeAt) ? Math.max(expiryOf(state), thirtyDays) : thirtyDays;
  if (before && (noticeAt === before.noticeAt || (before.rescission && before.endsAt <= endsAt))) {
    state.ending = { ...before, noticeAt, noticeBy };
    return before.endsAt;
  }
  const { rescission: _overtaken, ...rest }: Partial<Ending> = before ?? {};
  state.ending = { certificate: {}, ...rest, noticeAt, noticeBy, endsAt };
  openEnd(book, 'termination.notice', noticeAt);
  return endsAt;
}

/** Rescinded, or ended early by agreement: at 24:00 of a day, unless a notice ends it before that. Returns the end. */
export function endEarly(
  book: AgreementBook,
  rescission: Rescission,
  { from, endsAt }: Record<'from' | 'endsAt', Instant>,
): Instant {
  const { state } = book;
  const before = state.ending;
  if (before && before.endsAt <= endsAt) {
    state.ending = { ...before, rescission };
    return before.endsAt;
  }
  state.ending = { certificate: {}, noticeBy: [], ...before, rescission, endsAt };
  openEnd(book, 'rescission.date', from);
  return endsAt;
}

const ENDS = ['termination.notice', 'rescission.date'] as const;

function openEnd(book: AgreementBook, id: (typeof ENDS)[number], from: Instant): void {
  for (const other of ENDS) book.cancel(other);
  book.open(id, from, { dueAt: book.state.ending!.endsAt });
}

/** By when the notice was delivered, not by when that was recorded. */
function evaluationHadBegun({ termEnd, effectiveOn, evaluation }: Agreement, at: Instant): boolean {
  return evaluation !== undefined && at >= evaluationStart(termEnd!, startOfDay(dayFromDate(effectiveOn!)));
}
