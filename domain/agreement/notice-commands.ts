import { fail, requireThat } from '../failures';
import { noticeIsTheirs } from '../reading';
import { speaksFor } from './authority';
import type { AgreementBook } from './book';
import { askAgain, askForCure, breachOf } from './breach';
import { proven } from './delivery';
import { mayEnd } from './end-date';
import { arrive } from './notice-effects';
import type { Handlers } from './phases';
import type { Party } from './types';
import {
  afterSigning,
  agreedChannel,
  drop,
  issue,
  mailOut,
  pending,
  register,
  sendableBy,
  writtenOf,
} from './written-notices';
import type { WrittenNotice } from './written-types';

/** Written notices are issued, brought to the other side, acknowledged or taken back (domain.md §9). */
export const noticeHandlers: Handlers<
  'notice.issue' | 'notice.deliver' | 'notice.acknowledge' | 'notice.withdraw' | 'notice.terminate'
> = {
  /** Makes the paper. With the proof of its receipt, or handed in by the client itself, it is delivered as well. */
  'notice.issue'(book, { kind, party, channel, text, asks, breach: n, proof }, { by, occurredAt }) {
    speaksFor(by.role, party);
    sendableBy(book, by.role, channel);
    afterSigning(book, occurredAt);
    if (n !== undefined && kind !== 'cure') fail('Invalid', '只有补正通知指明违约记录', 'breach');
    if (kind === 'termination') mayTerminate(book, party, occurredAt);
    const begun = kind === 'termination' ? pending(book, kind, party) : undefined;
    requireThat(!begun?.paper, '该方已有一份终止通知尚未送达', 'kind');
    const breach = kind === 'cure' ? askForCure(book, n, party, occurredAt) : undefined;
    const notice = begun ?? register(book, { kind, party, channel, issuedAt: occurredAt });
    Object.assign(notice, { channel, text, issuedAt: occurredAt, ...(asks && { asks }), ...(breach && { breach: n }) });
    if (breach) breach.notice = notice.n;
    issue(book, notice);
    if (kind === 'termination' && party === 'provider') book.meet('termination.decision', occurredAt);
    if (proof || by.role === 'client') {
      arrive(book, notice.n, { channel, at: occurredAt, ...(proof && { proof: proof.sha256 }) });
    } else mailOut(book, notice);
  },

  /** `occurredAt` is the receipt, by post the postmark. */
  'notice.deliver'(book, { notice: n, channel, proof }, { by, occurredAt }) {
    const notice = writtenOf(book, n);
    speaksFor(by.role, notice.party);
    agreedChannel(book, channel);
    onPaper(notice);
    arrive(book, n, { channel, at: occurredAt, proof: proof.sha256 });
  },

  /** The client has it: its own record is the proof. */
  'notice.acknowledge'(book, { notice: n }, { occurredAt }) {
    const notice = writtenOf(book, n);
    if (notice.party !== 'provider') fail('Invalid', '只能签收对方的通知', 'notice');
    requireThat(noticeIsTheirs(notice), '该通知还没有发到客户', 'notice');
    onPaper(notice);
    arrive(book, n, { channel: 'platform', at: occurredAt });
  },

  /** Before it has arrived; what it was about is to be decided anew. */
  'notice.withdraw'(book, { notice: n }, { by }) {
    const notice = writtenOf(book, n);
    speaksFor(by.role, notice.party);
    requireThat(!notice.delivery, '通知已送达, 不能撤回', 'notice');
    requireThat(!notice.dropped, '通知已撤回, 或已无须送达', 'notice');
    drop(book, notice, 'withdrawn');
    if (notice.breach !== undefined) askAgain(book, breachOf(book, notice.breach));
    const { evaluation, ending } = book.state;
    if (notice.kind === 'termination' && notice.party === 'provider' && evaluation?.result === 'failed' && !ending)
      book.open('termination.decision', book.now);
  },

  /** Issue and delivery in one; what has been issued or tried before is what arrives. */
  'notice.terminate'(book, { party, channel, proof, reason }, { by, occurredAt }) {
    speaksFor(by.role, party);
    agreedChannel(book, channel);
    proven(channel, proof, by.role);
    mayTerminate(book, party, occurredAt);
    const notice =
      pending(book, 'termination', party) ??
      register(book, { kind: 'termination', party, channel, issuedAt: occurredAt });
    notice.text ??= reason;
    arrive(book, notice.n, { channel, at: occurredAt, ...(proof && { proof: proof.sha256 }) });
  },
};

function mayTerminate(book: AgreementBook, party: Party, at: number): void {
  mayEnd(book, at);
  requireThat(!book.state.ending?.noticeBy.includes(party), '该方已发出终止通知');
}

/** What is brought to the other side has been put on paper before. */
function onPaper({ paper }: WrittenNotice): void {
  requireThat(paper, '通知还没有文本; 请用书面终止通知登记其送达', 'notice');
  requireThat(paper.sha256, '通知没有制成文件, 请撤回后重新发出', 'notice');
}
