import type { CaseKind, CaseReport } from '../case/types';
import { fail } from '../failures';
import { formatCaseId } from '../ids';
import { dateAt, type Instant } from '../time';
import type { Actor } from '../roles';
import type { AgreementBook } from './book';
import type { Handlers } from './phases';

/** Complaints and requests are filed with their agreement and then run as executions of their own (domain.md §4, §5). */

export const caseHandlers: Handlers<'complaint.file' | 'request.file'> = {
  'complaint.file'(book, report, { by, occurredAt }) {
    const severity = report.severity ?? '一般';
    const id = file(book, 'complaint', { ...report, severity }, by, occurredAt);
    book.emit('complaint.filed', { id, severity, channel: report.channel }, occurredAt);
  },

  /** An inquiry (咨询) is a regular request. */
  'request.file'(book, report, { by, occurredAt }) {
    const urgency = report.urgency ?? '常规';
    if (report.topic === 'inquiry' && urgency !== '常规') fail('Invalid', '咨询按常规需求办理', 'urgency');
    const id = file(book, 'request', { ...report, urgency }, by, occurredAt);
    book.emit('request.filed', { id, urgency, channel: report.channel }, occurredAt);
  },
};

/** Gives the case its number and orders its execution; what was agreed until now is what its clocks go by. */
function file(book: AgreementBook, kind: CaseKind, report: CaseReport, filedBy: Actor, reportedAt: Instant): string {
  const { no: agreementNo, clientId, partiesRef, terms, standard, ladders = {}, calendar, effectiveOn } = book.state;
  if (dateAt(reportedAt) < effectiveOn!) fail('Invalid', '不能早于协议生效', 'occurredAt');
  const id = formatCaseId(agreementNo, kind, ++book.state.lastNumber[kind]);
  const { tier, serviceHours } = terms;
  book.order({
    order: 'open-case',
    input: {
      kind,
      id,
      agreementNo,
      clientId,
      partiesRef,
      tier,
      ...(serviceHours && { serviceHours }),
      standard: ofKind(standard, kind),
      ladders: ofKind(ladders, kind),
      calendar,
      report,
      reportedAt,
      filedBy,
    },
  });
  return id;
}

const ofKind = <T>(agreed: Record<string, T>, kind: CaseKind): Record<string, T> =>
  Object.fromEntries(Object.entries(agreed).filter(([id]) => id.startsWith(`${kind}.`)));
