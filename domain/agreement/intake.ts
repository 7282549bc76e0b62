import { fail, requireThat } from '../failures';
import type { AgreementBook } from './book';
import type { Handlers } from './phases';
import type { Agreement, IntakeDocument } from './types';

/** 1 Intake (需求沟通与信息收集), domain.md §3.1. */

/** What every client hands in, sealed and scanned. */
export const REQUIRED_DOCUMENTS = ['business-licence', 'contact-identity', 'customer-list'] as const;
export const DOCUMENT_ZH: Record<string, string> = {
  'business-licence': '营业执照',
  'contact-identity': '对接人身份及联系资料',
  'customer-list': '拟维护客户名单',
};

export function enterIntake(book: AgreementBook): void {
  book.enter('intake');
  for (const kind of REQUIRED_DOCUMENTS) book.state.intake.documents[kind] = { state: 'wanted' };
  book.open('intake.documents', book.now);
  book.notify('intake.documents-requested', 'client', { kinds: [...REQUIRED_DOCUMENTS] });
}

export const documentsAccepted = ({ intake }: Agreement): boolean =>
  Object.values(intake.documents).every((d) => d.state === 'accepted');

export function intakeOutcome(state: Agreement): 'settled' | undefined {
  return documentsAccepted(state) && state.intake.settled && state.intake.consent ? 'settled' : undefined;
}

export const intakeHandlers: Handlers<
  'document.require' | 'document.receive' | 'document.accept' | 'document.return' | 'consent.record' | 'intake.settle'
> = {
  'document.require'(book, { kind, title }) {
    requireThat(!book.state.intake.documents[kind], `材料 ${kind} 已在清单中`, 'kind');
    book.state.intake.documents[kind] = { state: 'wanted', title };
    if (!book.find('intake.documents')) {
      book.cancel('intake.settlement');
      book.open('intake.documents', book.now);
    }
    handIntakeOn(book);
  },

  'document.receive'(book, { kind, upload, table, validUntil, declaredCount }) {
    const document = wanted(book, kind);
    requireThat(document.state !== 'accepted', `材料 ${kind} 已通过审核`, 'kind');
    Object.assign(document, { state: 'received', upload, table, validUntil, declaredCount });
    handIntakeOn(book);
  },

  'document.accept'(book, { kind }, { occurredAt }) {
    const document = wanted(book, kind);
    requireThat(document.state !== 'accepted', `材料 ${kind} 已通过审核`, 'kind');
    requireThat(document.state === 'received', `材料 ${kind} 尚未收到, 不能审核通过`, 'kind');
    if (kind === 'business-licence') {
      if (!document.validUntil) fail('Invalid', '营业执照须登记有效期(长期有效的填 9999-12-31)', 'validUntil');
      if (document.validUntil < book.today)
        fail('LicenceExpired', `营业执照有效期至 ${document.validUntil}, 已过期`, 'kind');
    }
    if (kind === 'customer-list') countsAgree(document);
    document.state = 'accepted';
    if (!documentsAccepted(book.state)) return;
    book.meet('intake.documents', occurredAt);
    if (!intakeOutcome(book.state)) book.open('intake.settlement', occurredAt);
  },

  'document.return'(book, { kind, reason }) {
    const document = wanted(book, kind);
    requireThat(document.state === 'received', `材料 ${kind} 尚未收到, 不能退回`, 'kind');
    document.state = 'returned';
    handIntakeOn(book);
    book.notify('intake.document-returned', 'client', { kind, reason });
  },

  'consent.record'(book, _payload, { occurredAt }) {
    requireThat(!book.state.intake.consent, '个人信息处理同意已记录');
    book.state.intake.consent = true;
    settleIfComplete(book, occurredAt);
  },

  'intake.settle'(book, { requirements, targets = [], consent }, { occurredAt }) {
    for (const [field, list] of Object.entries({ requirements, targets })) {
      if (new Set(list.map((r) => r.key)).size !== list.length) fail('Invalid', '编号不能重复', field);
    }
    const weight = targets.reduce((sum, { weightPercent = 0 }) => sum + weightPercent, 0);
    if (weight > 100) fail('Invalid', `指标权重之和为 ${weight}%, 不能超过 100%`, 'targets');
    Object.assign(book.state.intake, { requirements, targets });
    book.state.intake.settled = true;
    if (consent) book.state.intake.consent = true;
    settleIfComplete(book, occurredAt);
  },
};

/** While something is still to be handed in it waits for the client, then for whoever checks it. */
function handIntakeOn(book: AgreementBook): void {
  const missing = Object.values(book.state.intake.documents).some(
    ({ state }) => state === 'wanted' || state === 'returned',
  );
  book.handOn('intake.documents', missing ? 'client' : 'account-manager');
}

function wanted(book: AgreementBook, kind: string): IntakeDocument {
  const document = book.state.intake.documents[kind];
  requireThat(document, `材料 ${kind} 不在清单中`, 'kind');
  return document;
}

/** The sealed scan and the table of the same list are counted against each other (domain.md §3.1). */
function countsAgree({ table, declaredCount }: IntakeDocument): void {
  if (table?.rows === undefined) fail('CountMismatch', '客户名单须同时提供表格文件(CSV 或 XLSX)', 'table');
  if (table.rows === 0) fail('CountMismatch', '客户名单没有客户', 'table');
  if (declaredCount === undefined) fail('CountMismatch', '须登记盖章名单上的客户数', 'declaredCount');
  if (table.rows !== declaredCount) {
    fail('CountMismatch', `盖章名单为 ${declaredCount} 家, 表格为 ${table.rows} 家, 不一致`, 'declaredCount');
  }
}

function settleIfComplete(book: AgreementBook, occurredAt: number): void {
  if (intakeOutcome(book.state)) book.meet('intake.settlement', occurredAt);
}
