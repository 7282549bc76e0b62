import { fail } from '../failures';
import { dateAt } from '../time';
import type { Handlers } from './phases';

/** Tables that people ask for when they need one, of what is recorded at that moment (domain.md §5, §6). */
export const ORDERED_KINDS = ['request-tracking', 'contact-record'] as const;
export type OrderedKind = (typeof ORDERED_KINDS)[number];

export const orderedHandlers: Handlers<'document.order'> = {
  'document.order'(book, { kind, from, to }) {
    const { effectiveOn, terms } = book.state;
    if (kind === 'request-tracking') {
      if (from ?? to) fail('Invalid', '客户需求跟踪表列出全部需求, 不分起止日期', from ? 'from' : 'to');
      book.orderDocument(kind, { tier: terms.tier });
      return;
    }
    const today = dateAt(book.now);
    const period = { from: from ?? effectiveOn!, to: to ?? today };
    if (period.from < effectiveOn!) fail('Invalid', '不能早于协议生效', 'from');
    if (period.to > today) fail('Invalid', '不能晚于今天', 'to');
    if (period.from > period.to) fail('Invalid', '起始日期不能晚于截止日期', 'from');
    book.orderDocument(kind, period);
  },
};
