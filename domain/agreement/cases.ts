import type { CaseKind, CaseReport } from '../case/types';
import { fail, requireThat } from '../failures';
import { formatCaseId, parseCaseId } from '../ids';
import { dateAt, type Instant } from '../time';
import type { Actor } from '../roles';
import type { AgreementBook } from './book';
import type { Handlers } from './phases';

/** Complaints and requests are filed with their agreement and then run as executions of their own (domain.md §4, §5). */

export const caseHandlers: Handlers<'complaint.file' | 'request.file' | 'miss.exclude'> = {
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

  /** At an evaluation most cases are closed and take no commands; the miss stays where everybody sees it. */
  'miss.exclude'(book, exclusion) {
    const { no, lastNumber, exclusions = [] } = book.state;
    const { case: caseId, id, n } = exclusion;
    const of = parseCaseId(caseId);
    if (of?.no !== no || of.n > lastNumber[of.kind]) fail('Invalid', '本协议没有这个投诉或需求', 'case');
    const known = exclusions.some((e) => e.case === caseId && e.id === id && e.n === n);
    requireThat(!known, '该逾期已不计入指标', 'id');
    book.state.exclusions = [...exclusions, exclusion];
    book.emit('miss.excluded', { case: caseId, id, n });
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
