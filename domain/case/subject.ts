import { requireThat } from '../failures';
import type { CaseBook } from './book';
import { openClock } from './clocks';
import type { CaseHandlers } from './handlers';
import { responsible } from './round';
import { caseRow, caseSpecOf, ownerOf } from './standard';

/** 投诉所涉: who reports a complaint, and a mail above all, may not say or know what it is about (domain.md §1, §4). */

export const subjectHandlers: CaseHandlers<'complaint.subject'> = {
  /** Clocks that still run are handed to whoever answers for it now; a miss stays with who missed it. */
  'complaint.subject'(book, { about }) {
    const { state } = book;
    const { about: from, current } = state;
    requireThat(about !== from, '投诉所涉没有变化', 'about');
    const before = responsible(state);
    state.about = about;
    book.emit('complaint.reclassified', { from, about });
    if (from === 'data-leak') book.cancel('complaint.incident');
    for (const deadline of state.deadlines.filter((d) => d.state === 'open')) {
      const owner = ownerOf(caseRow(deadline.id), state);
      if (owner === deadline.owner) continue;
      book.put({ ...deadline, owner, ladder: caseSpecOf(deadline.id, state).ladder });
      book.emit('deadline.handed-on', { id: deadline.id, owner });
    }
    if (responsible(state) !== before) tellResponsible(book);
    if (about !== 'data-leak') return;
    if (state.incidentAt === undefined) openClock(book, 'complaint.incident', current.startedAt);
    tellLeak(book);
  },
};

/** Whoever answers for the case hears of it, with what was reported. */
export function tellResponsible(book: CaseBook): void {
  const { id, report, severity, urgency, reportedAt } = book.state;
  const what = { id, reportedAt, channel: report.channel, ...(severity && { severity }), ...(urgency && { urgency }) };
  book.notify('case.opened', responsible(book.state), { ...what, description: report.description });
}

/** 信息泄露: the immediate notice. */
export function tellLeak(book: CaseBook): void {
  const { id, report, reportedAt } = book.state;
  for (const role of ['manager', 'head-of-service'] as const)
    book.notify('complaint.data-leak', role, { id, reportedAt, description: report.description });
}
