import type { Instant } from '../time';
import type { Amendment, AmendmentState } from './amendment-types';
import type { AgreementBook } from './book';

/** 补充协议不再办理 (domain.md §9): an end makes pointless what has not taken effect, and both sides hear of it. */

/** Not signed by both: a notice is enough, for a change of what ends is not agreed any more. */
export const UNSIGNED: readonly AmendmentState[] = ['review', 'signing'];

/** With what both have signed, which holds until the agreement has ended. */
export const OPEN: readonly AmendmentState[] = [...UNSIGNED, 'agreed'];

export function dropAmendments(book: AgreementBook, states: readonly AmendmentState[], at: Instant): void {
  for (const amendment of book.state.amendments ?? []) if (states.includes(amendment.state)) moot(book, amendment, at);
}

/** A client who has not been asked to sign knows nothing of it. */
export function moot(book: AgreementBook, amendment: Amendment, at: Instant = book.now): void {
  const { n, approvedOn } = amendment;
  amendment.state = 'moot';
  for (const clock of ['review', 'signing', 'lapse', 'effective']) book.cancel(`amendment.${clock}/${n}`, at);
  book.emit('amendment.moot', { amendment: n });
  for (const role of ['manager', 'account-manager'] as const) book.notify('amendment.moot', role, { amendment: n });
  if (approvedOn !== undefined) book.notify('amendment.moot', 'client', { amendment: n });
}
