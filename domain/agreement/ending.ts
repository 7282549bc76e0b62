import { fail, requireThat } from '../failures';
import { dropAmendments, OPEN, UNSIGNED } from './amendment-moot';
import { otherParty, SPEAKER, speaksFor } from './authority';
import { dateAt, dayFromDate, startOfDay, type Instant } from '../time';
import type { DocumentMade } from '../record/types';
import type { AgreementBook } from './book';
import { expiryOf } from './execution';
import type { DueHooks, Handlers } from './phases';
import type { Agreement, Ending } from './types';
import { dropMoot } from './written-notices';

/** The end (domain.md §3.6, §9): 30 days' written notice, handover, settlement, completion certificate. */

/** Expiry without notice and without successor: the agreement simply ends. */
export function endWithout(book: AgreementBook): void {
  book.state.ending = { endsAt: expiryOf(book.state), ended: true, noticeBy: [], certificate: {} };
}

/** Its term is over and the successor was signed in time: it goes on there (domain.md §3.6). */
export const isRenewed = ({ ending, successorSigned }: Agreement): boolean =>
  ending?.ended === true && ending.noticeAt === undefined && !ending.rescission && successorSigned === true;

/** The last month's ledger is still owed after the end. */
export const lastLedgerFiled = ({ deadlines }: Agreement): boolean =>
  !deadlines.some((d) => d.id.startsWith('ledger.filing'));

/** What is owed after an end without successor. */
export const CLOSING = ['handover', 'handover.acceptance', 'handover.backup', 'settlement', 'completion'] as const;

/** Until the end, and some of it after. */
const GOES_ON =
  /^(termination\.notice|rescission\.date|notice\.|breach\.|amendment\.effective|ledger\.filing|meeting\.feedback|rectification|survey\.|execution\.plan)/;

export function enterTermination(book: AgreementBook): void {
  const { state } = book;
  const { ended, endsAt } = state.ending!;
  book.enter('termination');
  const at = ended ? Math.min(endsAt, book.now) : book.now; // what fell due after the end was owed no more
  for (const { id } of [...state.deadlines]) if (!GOES_ON.test(id)) book.cancel(id, at);
  dropAmendments(book, UNSIGNED, at);
  if (ended) openClosing(book);
}

export function terminationOutcome(state: Agreement): 'terminated' | 'expired' | 'renewed' | undefined {
  const { ending } = state;
  if (isRenewed(state)) return lastLedgerFiled(state) ? 'renewed' : undefined;
  if (!ending?.ended || ending.handover !== 'accepted' || !ending.backup || !ending.settled) return undefined;
  if (!ending.certificate.provider || !ending.certificate.client) return undefined;
  if (!lastLedgerFiled(state)) return undefined;
  return ending.noticeAt === undefined && !ending.rescission ? 'expired' : 'terminated';
}

export const endingHandlers: Handlers<
  'handover.submit' | 'handover.accept' | 'handover.backup' | 'settlement.confirm' | 'certificate.sign'
> = {
  'handover.submit'(book, { items }, { occurredAt }) {
    const ending = endingOf(book);
    requireThat(ending.handover !== 'accepted', '交接已被客户接收');
    const missing = items.findIndex((i) => !i.done);
    if (missing >= 0) fail('Invalid', `第 ${missing + 1} 项交接事项尚未完成`, `items.${missing}.done`);
    const version = book.orderDocument('handover-list', {
      endsAt: ending.endsAt,
      items,
      backup: ending.backup === true,
    });
    ending.handover = 'submitted';
    book.meet('handover', occurredAt);
    if (!book.find('handover.acceptance')) book.open('handover.acceptance', occurredAt);
    book.notify('handover.submitted', 'client', { version });
  },

  /** Terminated only when the handover is accepted; overdue it escalates, it does not lapse. */
  'handover.accept'(book, _payload, { occurredAt }) {
    const ending = endingOf(book);
    requireThat(ending.handover === 'submitted', '交接清单尚未提交, 或已被接收');
    ending.handover = 'accepted';
    ending.handoverAcceptedOn = dateAt(occurredAt);
    book.meet('handover.acceptance', occurredAt);
    openCompletion(book, occurredAt);
  },

  'handover.backup'(book, { receipt }, { occurredAt }) {
    const ending = endingOf(book);
    requireThat(!ending.backup, '客户数据备份已交付');
    ending.backup = true;
    ending.backupDeliveredOn = dateAt(occurredAt);
    book.meet('handover.backup', occurredAt);
    book.emit('handover.backed-up', { receipt }, occurredAt);
  },

  'settlement.confirm'(book, settlement, { occurredAt }) {
    const ending = endingOf(book);
    requireThat(ending.ended, '协议尚未终止, 不能结算');
    requireThat(!ending.settled, '结算已确认');
    ending.settled = true;
    const version = book.orderDocument('settlement', {
      ...settlement,
      period: { from: book.state.effectiveOn, to: dateAt(ending.endsAt - 1) },
    });
    ending.settledFen = settlement.lines.reduce((sum, line) => sum + line.fen, 0);
    if (settlement.payBy) ending.payBy = settlement.payBy;
    book.meet('settlement', occurredAt);
    for (const role of ['client', 'manager'] as const) book.notify('settlement.drawn-up', role, { version });
    openCompletion(book, occurredAt);
  },

  'certificate.sign'(book, { party, scan, version, sha256 }, { by, occurredAt }) {
    const ending = endingOf(book);
    speaksFor(by.role, party);
    requireThat(ending.settled && ending.handover === 'accepted', '交接与结算完成后才能签署履行完毕确认书');
    requireThat(!ending.certificate[party], '该方已签署');
    const { paper } = ending;
    if (version !== undefined && version !== paper?.version)
      fail('VersionVoid', `当前履行完毕确认书为第 ${paper?.version} 版`, 'version');
    if (sha256 !== undefined && sha256 !== paper?.sha256)
      fail('VersionVoid', '哈希与当前履行完毕确认书不一致', 'sha256');
    ending.certificate[party] = true;
    book.emit('certificate.signed', { party, sha256: scan.sha256 }, occurredAt);
    if (!ending.certificate.provider || !ending.certificate.client) {
      return book.partDone('completion', SPEAKER[otherParty(party)]);
    }
    book.meet('completion', occurredAt);
  },
};

export const endingHooks: DueHooks = { 'termination.notice': end, 'rescission.date': end };

function end(book: AgreementBook): void {
  const { state } = book;
  const ending = state.ending!;
  ending.ended = true;
  book.emit('agreement.ended', { endsOn: dateAt(ending.endsAt - 1) }, ending.endsAt);
  const served = state.termEnd && startOfDay(dayFromDate(state.effectiveOn!)) < ending.endsAt;
  if (!served)
    state.outcome = 'terminated'; // it never came into force: nothing to hand over or to settle
  else if (state.phase === 'termination') openClosing(book);
}

/** When there is something to certify: the certificate goes to both sides, to be signed. */
function openCompletion(book: AgreementBook, at: Instant): void {
  const ending = endingOf(book);
  if (!ending.settled || ending.handover !== 'accepted') return;
  book.open('completion', at);
  const { effectiveOn: from, termEnd: to, content } = book.state;
  const backup = book.find('handover.backup');
  const version = book.orderDocument('completion-certificate', {
    ...ending,
    term: { from, to },
    confidentialityYears: content?.confidentialityYears ?? 0,
    ...(backup && { backupDueOn: dateAt(backup.dueAt - 1) }),
  });
  ending.paper = { version };
  for (const role of ['client', 'manager'] as const) book.notify('completion.requested', role, { version });
}

/** The certificate has its hash: what is signed can be named by it. */
export function hashCertificate({ ending }: Agreement, made: DocumentMade): void {
  if (made.kind !== 'completion-certificate' || ending?.paper?.version !== made.version || 'failed' in made) return;
  ending.paper.sha256 = made.sha256;
}

function openClosing(book: AgreementBook): void {
  book.cancel('execution.plan'); // nothing is left to plan
  const { endsAt, handover } = book.state.ending!;
  dropMoot(book, Math.min(endsAt, book.now));
  dropAmendments(book, OPEN, Math.min(endsAt, book.now));
  if (!handover) book.open('handover', endsAt - 1);
  if (!book.state.ending!.backup) book.open('handover.backup', endsAt - 1);
  book.open('settlement', endsAt - 1);
  for (const role of ['account-manager', 'finance', 'client'] as const) book.notify('agreement.ended', role);
}

function endingOf(book: AgreementBook): Ending {
  const { ending } = book.state;
  requireThat(ending, '协议没有进入终止');
  return ending;
}
