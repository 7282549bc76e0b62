import { requireThat } from '../failures';
import type { CaseBook } from './book';
import { openClock } from './clocks';
import type { CaseHandlers } from './handlers';
import { close, reopen, responsible } from './round';
import { mayGiveUp, notBefore } from './rules';

/** After the resolution of a complaint (domain.md §4): callback with apology, retrospective, closing or a new round. */

export const aftercareHandlers: CaseHandlers<
  'complaint.callback' | 'complaint.retrospective' | 'complaint.reopen' | 'complaint.close'
> = {
  'complaint.callback'(book, { satisfied }, { occurredAt }) {
    const { current } = book.state;
    requireThat(current.satisfiedAt === undefined, '已回访, 客户已认可');
    notBefore(occurredAt, current.resolvedAt);
    book.meet('complaint.callback', occurredAt);
    if (!satisfied) return reopen(book, occurredAt);
    current.satisfiedAt = occurredAt;
    openClosure(book);
  },

  'complaint.retrospective'(book, _payload, { occurredAt }) {
    const { current } = book.state;
    requireThat(current.retrospectiveAt === undefined, '本轮已复盘');
    notBefore(occurredAt, current.resolvedAt);
    current.retrospectiveAt = occurredAt;
    book.meet('complaint.retrospective', occurredAt);
    openClosure(book);
  },

  'complaint.reopen'(book, _payload, { occurredAt }) {
    notBefore(occurredAt, book.state.current.resolvedAt);
    reopen(book, occurredAt);
  },

  'complaint.close'(book, { outcome = 'satisfied', reason }, { by }) {
    const { state } = book;
    const { id, phase, current } = state;
    requireThat(state.about !== 'data-leak' || state.incidentAt !== undefined, '须先登记信息泄露事件');
    if (outcome === 'satisfied') {
      requireThat(phase === 'resolved', '投诉尚未处理完成');
      requireThat(current.satisfiedAt !== undefined, '尚未回访, 或客户尚未认可');
      requireThat(current.retrospectiveAt !== undefined, '尚未完成内部复盘');
    } else mayGiveUp(state, by, outcome, reason);
    close(book, outcome);
    for (const role of ['client', responsible(state)] as const) book.notify('case.closed', role, { id, outcome });
  },
};

/** Called back and learnt from: it waits for nothing but somebody who closes it. */
function openClosure(book: CaseBook): void {
  const { satisfiedAt, retrospectiveAt } = book.state.current;
  if (satisfiedAt === undefined || retrospectiveAt === undefined) return;
  openClock(book, 'complaint.closure', Math.max(satisfiedAt, retrospectiveAt));
}
