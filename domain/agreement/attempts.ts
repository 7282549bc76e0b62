import { fail, requireThat } from '../failures';
import { CLOCK_TOLERANCE } from '../record/occasion';
import { speaksFor } from './authority';
import type { Handlers } from './phases';

/**
 * 送达未成: a notice that did not arrive is no delivery; the attempt is recorded, and what was refused or sent to an old
 * address follows by post (domain.md §9). No clock starts and none stops.
 */
export const attemptHandlers: Handlers<'notice.attempt'> = {
  'notice.attempt'(book, { party = 'provider', channel, result, proof }, { by, occurredAt }) {
    const { phase, review, signedOn, effectiveOn, ending } = book.state;
    speaksFor(by.role, party);
    const kind = phase === 'review' ? 'draft' : 'termination';
    if (kind === 'draft') {
      if (party !== 'provider') fail('Invalid', '草案由服务方送达', 'party');
      requireThat(review?.approvedAt !== undefined && review.legal && review.service, '内部审核尚未全部通过');
      requireThat(!review.deliveredAt, '本轮已送达客户');
      if (occurredAt < review.approvedAt - CLOCK_TOLERANCE) fail('Invalid', '早于内部审核通过', 'occurredAt');
    } else {
      requireThat(signedOn ?? effectiveOn, '双方尚未签署; 没有可送达的终止通知');
      requireThat(!ending?.noticeBy.includes(party), '该方的终止通知已送达');
    }
    const follow = (result === 'refused' || result === 'moved') && channel !== 'post';
    book.emit(
      'notice.attempted',
      { kind, party, channel, result, ...(proof && { proof: proof.sha256 }), ...(follow && { follow: 'post' }) },
      occurredAt,
    );
  },
};
