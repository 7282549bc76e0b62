import { fail, requireThat } from '../failures';
import { CLOCK_TOLERANCE, type Occasion } from '../record/occasion';
import { speaksFor } from './authority';
import type { AgreementBook } from './book';
import type { CommandPayloads } from './commands';
import type { Handlers } from './phases';
import { afterSigning, deliverable, pending, register, writtenOf } from './written-notices';
import type { WrittenNotice } from './written-types';

type Attempt = CommandPayloads['notice.attempt'];

/**
 * 送达未成: a notice that did not arrive is no delivery; the attempt is recorded, and what was refused or sent to an old
 * address follows by post (domain.md §9). No clock that hangs on the delivery starts.
 */
export const attemptHandlers: Handlers<'notice.attempt'> = {
  'notice.attempt'(book, attempt, occasion) {
    if (book.state.phase === 'review' && attempt.notice === undefined) ofDraft(book, attempt, occasion);
    else ofNotice(book, attempt, occasion);
  },
};

/** Its delivery has a clock already, which goes on. */
function ofDraft(book: AgreementBook, attempt: Attempt, { by, occurredAt }: Occasion): void {
  const { review } = book.state;
  const { party = 'provider', channel, result, proof } = attempt;
  speaksFor(by.role, party);
  if (party !== 'provider') fail('Invalid', '草案由服务方送达', 'party');
  requireThat(review?.approvedAt !== undefined && review.legal && review.service, '内部审核尚未全部通过');
  requireThat(!review.deliveredAt, '本轮已送达客户');
  if (occurredAt < review.approvedAt - CLOCK_TOLERANCE) fail('Invalid', '早于内部审核通过', 'occurredAt');
  book.emit('notice.attempted', { kind: 'draft', party, channel, result, ...traces(attempt, proof) }, occurredAt);
}

function ofNotice(book: AgreementBook, attempt: Attempt, { by, occurredAt }: Occasion): void {
  const { notice: n, channel, result, proof, note } = attempt;
  if (n === undefined) speaksFor(by.role, attempt.party ?? 'provider');
  const notice = n === undefined ? termination(book, attempt, occurredAt) : writtenOf(book, n);
  const { kind, party } = notice;
  if (attempt.party && attempt.party !== party) fail('Invalid', '该通知由另一方发出', 'party');
  speaksFor(by.role, party);
  deliverable(notice, occurredAt);
  requireThat(!notice.delivery, '通知已送达', 'notice');
  notice.attempts.push({
    channel,
    at: occurredAt,
    result,
    ...(proof && { proof: proof.sha256 }),
    ...(note && { note }),
  });
  const data = { kind, party, channel, result, ...traces(attempt, proof), notice: notice.n };
  book.emit('notice.attempted', data, occurredAt);
  const id = `notice.post/${notice.n}`;
  if (followsByPost(attempt) && !book.find(id)) book.open(id, occurredAt);
}

/** Where no notice is named, one of termination is meant, also one that was made elsewhere. */
function termination(book: AgreementBook, { party = 'provider', channel }: Attempt, at: number): WrittenNotice {
  afterSigning(book, at);
  requireThat(!book.state.ending?.noticeBy.includes(party), '该方的终止通知已送达');
  const begun = pending(book, 'termination', party);
  if (begun) return begun;
  const elsewhere = register(book, { kind: 'termination', party, channel: written(channel), issuedAt: at });
  book.open(`notice.delivery/${elsewhere.n}`, at);
  return elsewhere;
}

const written = (channel: Attempt['channel']): WrittenNotice['channel'] =>
  channel === 'in-person' ? fail('Invalid', '书面通知以邮寄, 传真, 电子邮件或平台送达', 'channel') : channel;

const followsByPost = ({ result, channel }: Attempt): boolean =>
  (result === 'refused' || result === 'moved') && channel !== 'post';

const traces = (attempt: Attempt, proof: Attempt['proof']) => ({
  ...(proof && { proof: proof.sha256 }),
  ...(followsByPost(attempt) && { follow: 'post' }),
});
