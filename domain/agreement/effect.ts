import { termEnd } from '../calendar/term';
import { requireThat } from '../failures';
import { dayFromDate, endOfDay, startOfDay, type Instant, type PlainDate } from '../time';
import type { AgreementBook } from './book';
import { orderEvidence } from './signature-evidence';
import type { Agreement, SignedFiles, Terms } from './types';

/** 生效 (domain.md §3.4): what both signatures bring about, on paper or on a platform. */

export function bothSigned(book: AgreementBook, lastSignedOn: PlainDate): void {
  const { state } = book;
  book.meet('signing', within(lastSignedOn, book.now));
  book.cancel('signing.lapse');
  book.emit('signing.completed', { lastSignedOn });
  if (state.predecessor)
    book.order({ order: 'tell-predecessor', predecessor: state.predecessor, what: { signedOn: lastSignedOn } });
  const { condition } = state.terms;
  state.signedOn = lastSignedOn;
  state.effectiveOn = lastSignedOn;
  if (condition) awaitCondition(book, lastSignedOn, condition.dueOn);
  else inForceFrom(book, lastSignedOn);
  orderEvidence(book, state.flow);
}

function awaitCondition(book: AgreementBook, lastSignedOn: PlainDate, until: PlainDate): void {
  book.open('effectiveness', book.now, { dueAt: endOfDay(dayFromDate(until)) });
  for (const role of ['client', 'account-manager', 'operations'] as const)
    book.notify('signing.completed', role, { lastSignedOn, until, signed: signedFiles(book.state) });
}

/** What each side has signed; on a platform one file. */
const signedFiles = ({ signatures }: Agreement): SignedFiles => ({
  provider: signatures.provider!.scan.sha256,
  client: signatures.client!.scan.sha256,
});

/**
 * Last day of the term (domain.md §2). An agreed first day is printed with its last one: whoever signs later comes into
 * force later, and the end stays.
 */
export const lastDay = ({ startsOn, termMonths }: Terms, effectiveOn: PlainDate): PlainDate =>
  termEnd(startsOn ?? effectiveOn, termMonths);

/** The day the last party signed, unless a later first day was agreed; uploaded late it still counts from then. */
export function inForceFrom(book: AgreementBook, earliest: PlainDate): void {
  const { state } = book;
  const effectiveOn = latest(earliest, state.terms.startsOn ?? earliest);
  state.effectiveOn = effectiveOn;
  state.termEnd = lastDay(state.terms, effectiveOn);
  book.emit('agreement.effective', { effectiveOn, termEnd: state.termEnd });
  const signed = signedFiles(state);
  book.notify('agreement.effective', 'client', { effectiveOn, termEnd: state.termEnd, signed });
  const at = startOfDay(dayFromDate(effectiveOn));
  if (at > book.now) book.open('effective.date', book.now, { dueAt: at });
}

export function windowOpen(book: AgreementBook): void {
  requireThat(!book.find('signing.lapse'), '签署期已失效, 须由负责人或服务总监先决定');
  requireThat(!book.state.effectiveOn, '双方签署已完成');
}

/** What is known by its day only happened before that day was over, however late it is recorded. */
export const within = (day: PlainDate, recorded: Instant): Instant =>
  Math.min(recorded, endOfDay(dayFromDate(day)) - 1);

export const latest = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b);
