import { clauseIds } from '../document/agreement-draft';
import { fail, requireThat } from '../failures';
import { otherParty, SPEAKER, withReason } from './authority';
import type { AgreementBook } from './book';
import type { VersionRef } from './commands';
import { CLOCK_TOLERANCE, type Occasion } from '../record/occasion';
import { dateAt } from '../time';
import { proven } from './delivery';
import type { DueHooks, Handlers } from './phases';
import { agreedBefore } from './silence';
import type { Agreement, DraftVersion, Party, Review } from './types';

/** 3 Review (双方审核), domain.md §3.3: internal four eyes, the client's 5-working-day window, final confirmation. */

export function enterReview(book: AgreementBook): void {
  book.enter('review');
  const last = book.state.review;
  const before = last?.delivered ?? last?.before;
  book.state.review = { round: (last?.round ?? 0) + 1, confirmed: {}, ...(before !== undefined && { before }) };
  book.open('review.legal', book.now);
  book.open('review.service', book.now);
  book.notify('review.requested', 'legal', { version: draftOf(book).version });
  book.notify('review.requested', 'service-review', { version: draftOf(book).version });
}

export function reviewOutcome({ review }: Agreement): 'confirmed' | 'returned' | 'objected' | undefined {
  if (review?.returned) return 'returned';
  if (review?.client === 'objected') return 'objected';
  return review?.confirmed.provider && review.confirmed.client ? 'confirmed' : undefined;
}

export const reviewHandlers: Handlers<
  | 'review.legal.approve'
  | 'review.legal.return'
  | 'review.service.approve'
  | 'review.service.return'
  | 'review.deliver'
  | 'review.client.accept'
  | 'review.client.object'
  | 'review.client-lapse.decide'
  | 'clauses.explain'
  | 'confirm.client'
  | 'confirm.provider'
> = {
  'review.legal.approve': (book, payload, occasion) => approve(book, 'legal', payload, occasion),
  'review.service.approve': (book, payload, occasion) => approve(book, 'service', payload, occasion),
  'review.legal.return': (book, payload, occasion) => sendBack(book, 'legal', payload, occasion),
  'review.service.return': (book, payload, occasion) => sendBack(book, 'service', payload, occasion),

  'review.deliver'(book, { version, channel, proof }, { by, occurredAt }) {
    const review = reviewOf(book);
    currentVersion(book, version);
    proven(channel, proof, by.role);
    requireThat(review.legal && review.service, '内部审核尚未全部通过, 不能送达客户');
    requireThat(!review.deliveredAt, '本轮已送达客户');
    if (occurredAt < review.approvedAt! - CLOCK_TOLERANCE) fail('Invalid', '送达时间早于内部审核通过', 'occurredAt');
    review.deliveredAt = occurredAt;
    review.delivered = version;
    if (agreedBefore(book.state.terms, occurredAt)) review.silenceAccepts = true;
    book.meet('review.delivery', occurredAt);
    book.open('review.client', occurredAt);
    const { before } = review;
    const due = book.find('review.client')!.dueAt;
    book.notify('review.delivered', 'client', { version, due, ...(before !== undefined && { before }) });
  },

  'review.client.accept'(book, ref, { occurredAt }) {
    sameBytes(book, ref);
    answer(book, 'accepted', occurredAt);
    openExplanation(book);
  },

  'review.client.object'(book, { version, objections }, { occurredAt }) {
    currentVersion(book, version);
    if (objections.length === 0) fail('Invalid', '异议须逐条列明', 'objections');
    const clauses = clauseIds(book.state.content!);
    objections.forEach(({ clause }, i) => {
      if (!clauses.includes(clause)) fail('Invalid', '本版本没有此条款', `objections[${i}].clause`);
    });
    answer(book, 'objected', occurredAt);
    book.notify('review.objected', 'account-manager', { version, clauses: objections.map((o) => o.clause) });
  },

  'review.client-lapse.decide'(book, { answer: decision, days, reason }, { occurredAt }) {
    const review = reviewOf(book);
    requireThat(review.lapsed && book.find('review.client-lapse'), '反馈期未失效, 或已经决定');
    if (decision === 'extend') {
      if (!Number.isInteger(days) || days! < 1 || days! > 10) fail('Invalid', '延期须为 1 至 10 个工作日', 'days');
      book.meet('review.client-lapse', occurredAt);
      review.lapsed = false;
      book.cancel('review.client');
      book.open('review.client', occurredAt, { target: { value: days!, unit: 'workday' } });
      book.notify('review.extended', 'client', { due: book.find('review.client')!.dueAt });
      return;
    }
    withReason(reason);
    book.meet('review.client-lapse', occurredAt);
    book.state.outcome = decision === 'withdraw' ? 'withdrawn' : 'closed';
  },

  'clauses.explain'(book, ref, { occurredAt }) {
    sameBytes(book, ref);
    const review = reviewOf(book);
    requireThat(accepted(review), '客户尚未接受本版本');
    requireThat(!review.explained, '条款已说明');
    review.explained = true;
    book.meet('review.explanation', occurredAt);
    book.open('review.confirmation', occurredAt);
  },

  'confirm.client': (book, ref, occasion) => confirm(book, 'client', ref, occasion),
  'confirm.provider': (book, ref, occasion) => confirm(book, 'provider', ref, occasion),
};

export const reviewHooks: DueHooks = {
  /** The window has lapsed. Silence is never acceptance, unless both had agreed to that in writing beforehand. */
  'review.client'(book) {
    const review = reviewOf(book);
    book.acknowledge('review.client');
    if (review.silenceAccepts) {
      review.client = 'deemed-accepted';
      review.deemedAt = book.find('review.client')!.dueAt;
      book.cancel('review.client');
      book.emit('review.deemed-accepted', { document: book.state.terms.deemedAcceptance!.sha256 });
      openExplanation(book);
      return;
    }
    review.lapsed = true;
    book.openAfter('review.client', 'review.client-lapse');
    book.notify('review.lapsed', 'manager');
  },
};

function approve(book: AgreementBook, desk: 'legal' | 'service', ref: VersionRef, { by, occurredAt }: Occasion): void {
  sameBytes(book, ref);
  const review = reviewOf(book);
  requireThat(!review[desk], '该部门已通过本版本');
  const other = desk === 'legal' ? review.service : review.legal;
  if (by.id === draftOf(book).drafter) fail('FourEyes', '起草人不能审核自己的草案');
  if (other && other.id === by.id) fail('FourEyes', '法务与客服部须由两人分别审核');
  review[desk] = by;
  book.meet(`review.${desk}`, occurredAt);
  review.approvedAt = Math.max(review.approvedAt ?? occurredAt, occurredAt);
  if (review.legal && review.service) book.open('review.delivery', review.approvedAt);
}

function sendBack(
  book: AgreementBook,
  desk: 'legal' | 'service',
  { version }: { version: number },
  { by, occurredAt }: Occasion,
): void {
  currentVersion(book, version);
  const review = reviewOf(book);
  requireThat(!review.deliveredAt, '已送达客户, 不能再退回');
  requireThat(!review[desk], '该部门已通过本版本');
  if (by.id === draftOf(book).drafter) fail('FourEyes', '起草人不能审核自己的草案');
  review.returned = true;
  book.meet(`review.${desk}`, occurredAt);
  book.cancelAll('review.');
}

/** An answer after the lapse still counts until the manager has decided. */
function answer(book: AgreementBook, what: 'accepted' | 'objected', occurredAt: number): void {
  const review = reviewOf(book);
  requireThat(review.deliveredAt !== undefined, '本版本尚未送达客户');
  const inTime = review.deemedAt !== undefined && occurredAt <= review.deemedAt;
  const final = review.confirmed.provider || review.confirmed.client;
  requireThat(!review.client || (inTime && !final), '客户已答复本轮');
  if (occurredAt < review.deliveredAt) fail('Invalid', '答复时间早于送达时间', 'occurredAt');
  review.client = what;
  review.lapsed = false;
  if (inTime) withdrawDeemed(book, review);
  book.meet('review.client', occurredAt);
  book.cancel('review.client-lapse');
}

/** The client had answered in time after all: its silence was none. */
function withdrawDeemed(book: AgreementBook, review: Review): void {
  delete review.deemedAt;
  delete review.explained;
  for (const id of ['review.explanation', 'review.confirmation']) book.cancel(id);
}

function confirm(book: AgreementBook, party: Party, ref: VersionRef, { occurredAt }: Occasion): void {
  sameBytes(book, ref);
  const review = reviewOf(book);
  requireThat(accepted(review), '客户尚未接受本版本');
  requireThat(review.explained, '确认前须先向客户说明条款');
  requireThat(!review.confirmed[party], '该方已确认');
  review.confirmed[party] = true;
  const day = dateAt(occurredAt);
  review.confirmedOn = review.confirmedOn && review.confirmedOn > day ? review.confirmedOn : day;
  if (review.confirmed.provider && review.confirmed.client) book.meet('review.confirmation', occurredAt);
  else book.partDone('review.confirmation', SPEAKER[otherParty(party)]);
}

const accepted = (review: Review): boolean => review.client === 'accepted' || review.client === 'deemed-accepted';

function openExplanation(book: AgreementBook): void {
  book.open('review.explanation', book.now);
}

export function reviewOf(book: AgreementBook): Review {
  const { review } = book.state;
  requireThat(review, '协议不在审核阶段');
  return review;
}

export function draftOf(book: AgreementBook): DraftVersion {
  const { draft } = book.state;
  requireThat(draft, '尚无草案');
  return draft;
}

export function currentVersion(book: AgreementBook, version: number): void {
  const current = draftOf(book).version;
  if (version !== current) fail('VersionVoid', `当前版本为第 ${current} 版, 第 ${version} 版已作废`, 'version');
}

export function sameBytes(book: AgreementBook, { version, sha256 }: VersionRef): void {
  currentVersion(book, version);
  if (sha256 !== draftOf(book).sha256) fail('VersionVoid', '哈希与当前版本的文件不一致', 'sha256');
}
