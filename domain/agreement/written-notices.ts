import { fail, requireThat } from '../failures';
import { CLOCK_TOLERANCE } from '../record/occasion';
import type { DocumentMade } from '../record/types';
import type { Role } from '../roles';
import { dateAt, type Instant } from '../time';
import type { AgreementBook } from './book';
import type { WrittenChannel } from './delivery';
import { specOf } from './standard';
import type { Agreement, Party } from './types';
import type { Breach, Paper, WrittenKind, WrittenNotice } from './written-types';

/**
 * 书面通知 (domain.md §9): numbered, on paper, with its attempts and its delivery. What a notice brings about begins with
 * its proven delivery (notice-effects.ts); until then one clock runs, so that nobody forgets to deliver it.
 */

/** Throws `Invalid` (field `notice`) for a number that is none. */
export function writtenOf({ state }: AgreementBook, n: number): WrittenNotice {
  return state.written?.[n - 1] ?? fail('Invalid', '没有这份书面通知', 'notice');
}

/** The party's notice of a kind that has been begun and not delivered yet. */
export const pending = ({ state }: AgreementBook, kind: WrittenKind, party: Party): WrittenNotice | undefined =>
  state.written?.find((one) => one.kind === kind && one.party === party && !one.delivery && !one.dropped);

/** Throws `NotNow` before both have signed, `Invalid` for a day before that. */
export function afterSigning({ state }: AgreementBook, at: Instant): void {
  const signedOn = state.signedOn ?? state.effectiveOn;
  requireThat(signedOn, '双方尚未签署; 签署前请用撤回或结束');
  if (dateAt(at) < signedOn) fail('Invalid', '不能早于双方签署', 'occurredAt');
}

/** What somebody may send out, and how. Throws `Invalid` (field `channel`). */
export function sendableBy(book: AgreementBook, role: Role, channel: WrittenChannel): void {
  if (role === 'client' && channel !== 'platform')
    fail('Invalid', '客户经平台提交; 以其他方式发出的, 由运营登记', 'channel');
  agreedChannel(book, channel);
}

/** A notice is given in a way that was agreed, by post in any case. Throws `Invalid` (field `channel`). */
export function agreedChannel({ state }: AgreementBook, channel: WrittenChannel): void {
  const agreed = state.content?.notices.channels;
  if (agreed && channel !== 'post' && !agreed.includes(channel)) fail('Invalid', '协议没有约定这种送达方式', 'channel');
}

/** A notice with the next number; nothing is on paper yet. */
export function register(book: AgreementBook, notice: Omit<WrittenNotice, 'n' | 'attempts'>): WrittenNotice {
  const { state } = book;
  const registered: WrittenNotice = { ...notice, n: (state.written?.length ?? 0) + 1, attempts: [] };
  state.written = [...(state.written ?? []), registered];
  return registered;
}

/**
 * Makes the paper of a registered notice and starts the clock of its delivery. By e-mail, and where it waits on the
 * platform, it leaves with this record; only proof of receipt is delivery. The clock of a notice that was tried before goes
 * on: a miss of it stays.
 */
export function issue(book: AgreementBook, notice: WrittenNotice): void {
  const { n, kind, party, channel, issuedAt } = notice;
  notice.paper = draw(book, notice);
  book.emit('notice.issued', { notice: n, kind, party, channel }, issuedAt);
  const clock = `notice.delivery/${n}`;
  if (!book.find(clock)) book.open(clock, issuedAt);
}

/** The mail that brings the provider's notice to the client. */
export function mailOut(book: AgreementBook, { n, kind, party, channel, paper }: WrittenNotice): void {
  if (party !== 'provider' || (channel !== 'email' && channel !== 'platform')) return;
  book.notify('notice.issued', 'client', { notice: n, kind, channel, paper: paper!.kind, version: paper!.version });
}

/** `more`: of a notice whose delivery is known when its paper is made. */
export function draw(book: AgreementBook, notice: WrittenNotice, more: Record<string, unknown> = {}): Paper {
  const { n, kind, party, channel, text, asks, ground, issuedAt } = notice;
  const facts = { party, channel, ...(asks && { asks }), ...more };
  if (kind === 'termination') return order(book, 'termination-notice', { ...facts, notice: n, reason: text });
  const breach = notice.breach === undefined ? undefined : book.state.breaches![notice.breach - 1]!;
  return order(book, 'written-notice', {
    ...facts,
    notice: n,
    kind,
    text,
    issuedOn: dateAt(issuedAt),
    ...(ground && { ground }),
    ...(breach && { breach: factsOf(breach) }),
    ...(kind === 'cure' && { curePeriod: specOf('breach.cure', book.state).target }),
  });
}

export const order = (book: AgreementBook, kind: Paper['kind'], data: Record<string, unknown>): Paper => ({
  kind,
  version: book.orderDocument(kind, data),
});

/** As papers name it. */
export const factsOf = ({ n, party, recordedBy, clause, facts, amountFen, at }: Breach) => ({
  breach: n,
  party,
  recordedBy,
  clause,
  facts,
  ...(amountFen !== undefined && { amountFen }),
  at,
});

/** The paper has its hash: what was sent can be named by it. */
export function hashWritten({ written = [], breaches = [] }: Agreement, made: DocumentMade): void {
  if ('failed' in made) return;
  const { kind, version, sha256 } = made;
  for (const { paper } of [...written, ...breaches])
    if (paper?.kind === kind && paper.version === version) paper.sha256 = sha256;
}

/** Throws `NotNow` for one that was dropped, `Invalid` for an instant before its issue, unless it was made elsewhere. */
export function deliverable({ dropped, paper, printed, issuedAt }: WrittenNotice, at: Instant): void {
  requireThat(!dropped, '通知已撤回, 或已无须送达', 'notice');
  if (paper && !printed && at < issuedAt - CLOCK_TOLERANCE) fail('Invalid', '早于通知发出', 'occurredAt');
}

/** Nobody has to deliver it any more. */
export function drop(
  book: AgreementBook,
  notice: WrittenNotice,
  why: NonNullable<WrittenNotice['dropped']>,
  at: Instant = book.now,
): void {
  notice.dropped = why;
  for (const id of deliveryClocks(notice)) book.cancel(id, at);
  book.emit('notice.dropped', { notice: notice.n, kind: notice.kind, why });
}

export const deliveryClocks = ({ n }: WrittenNotice): string[] => [`notice.delivery/${n}`, `notice.post/${n}`];

const TOWARDS_THE_END: readonly WrittenKind[] = ['termination', 'cure', 'rescission'];

/** What an end makes pointless: cures, and undelivered notices that were to bring it about. */
export function dropMoot(book: AgreementBook, at: Instant): void {
  for (const { id } of [...book.state.deadlines]) if (id.startsWith('breach.')) book.cancel(id, at);
  for (const notice of book.state.written ?? [])
    if (TOWARDS_THE_END.includes(notice.kind) && !notice.delivery && !notice.dropped) drop(book, notice, 'moot', at);
}
