import { fail, requireThat } from '../failures';
import { dateAt, type Instant } from '../time';
import type { Handlers } from './phases';
import type { Terms } from './types';

/** 逾期视为接受: silence accepts only what was agreed in writing beforehand, recorded with its document (domain.md §3.3). */

export const silenceHandlers: Handlers<'consent.deemed-acceptance'> = {
  /** Until the version is delivered. Throws `Invalid` for a day that has not come. */
  'consent.deemed-acceptance'(book, { upload, agreedOn }, { occurredAt }) {
    const { state } = book;
    requireThat(!state.review?.deliveredAt || state.phase !== 'review', '本版本已送达客户, 须事先约定');
    if (agreedOn > book.today) fail('Invalid', '约定日期不能晚于今天', 'agreedOn');
    const { sha256 } = upload;
    state.terms = { ...state.terms, deemedAcceptance: { sha256, agreedOn, document: upload } };
    book.emit('consent.deemed-acceptance', { agreedOn, document: sha256 }, occurredAt);
  },
};

/**
 * Beforehand: by the day of the delivery from which the client is silent, and with the document on file; the hash alone
 * that came with the start is no record of it.
 */
export const agreedBefore = ({ deemedAcceptance: agreed }: Terms, deliveredAt: Instant): boolean =>
  agreed?.document !== undefined && agreed.agreedOn <= dateAt(deliveredAt);
