import { fail, requireThat } from '../failures';
import type { Occasion } from '../record/occasion';
import { dayFromDate, endOfDay } from '../time';
import { otherParty, speaksFor } from './authority';
import type { AgreementBook } from './book';
import { breachOf } from './breach';
import type { CommandPayloads } from './commands';
import { mayEnd } from './end-date';
import { expiryOf } from './execution';
import { arrive, rescinded } from './notice-effects';
import type { Handlers } from './phases';
import { issue, mailOut, pending, register, sendableBy } from './written-notices';

/** 解除与提前终止 (domain.md §9): by agreement, or by a written notice on one of four grounds. */

export const rescissionHandlers: Handlers<'agreement.rescind'> = {
  'agreement.rescind'(book, payload, occasion) {
    if (payload.ground === 'agreement') byAgreement(book, payload, occasion);
    else byNotice(book, payload, occasion);
  },
};

type Payload = CommandPayloads['agreement.rescind'];

/** A dated document that both have signed: it ends on that day at 24:00, which must come before the end that is known. */
function byAgreement(book: AgreementBook, { document, on }: Payload, { by, occurredAt }: Occasion): void {
  const { state } = book;
  if (by.role === 'client') fail('Forbidden', '双方协商一致的, 由服务方登记双方签署的文件', 'ground');
  if (!document) fail('Invalid', '须附双方签署并载明日期的文件', 'document');
  if (!on) fail('Invalid', '须给出约定的终止日', 'on');
  mayEnd(book, occurredAt);
  if (on < (state.effectiveOn ?? state.signedOn!)) fail('Invalid', '不能早于协议生效', 'on');
  const endsAt = endOfDay(dayFromDate(on));
  const known = state.ending?.endsAt ?? (state.termEnd ? expiryOf(state) : undefined);
  if (known !== undefined && endsAt >= known) fail('Invalid', '须早于协议现在的终止日', 'on');
  rescinded(
    book,
    { ground: 'agreement', document: document.sha256, on },
    { from: Math.min(occurredAt, endsAt - 1), endsAt },
  );
}

/** The notice of rescission; the end comes with its delivery. */
function byNotice(book: AgreementBook, payload: Payload, { by, occurredAt }: Occasion): void {
  const { ground, party, channel, text, asks, breach, document, on, proof } = payload;
  if (!party) fail('Invalid', '须指明解除方', 'party');
  if (!channel) fail('Invalid', '须指明解除通知的送达方式', 'channel');
  if (!text) fail('Invalid', '解除通知须写明事实与理由', 'text');
  if (on) fail('Invalid', '解除自通知送达时生效; 只有协商一致的才约定终止日', 'on');
  speaksFor(by.role, party);
  sendableBy(book, by.role, channel);
  mayEnd(book, occurredAt);
  requireThat(!pending(book, 'rescission', party), '该方已有一份解除通知尚未送达');
  if (ground === 'material-breach') uncuredBreach(book, breach, payload);
  else if (breach !== undefined) fail('Invalid', '只有因重大违约解除的才指明违约记录', 'breach');
  else if (!document) fail('Invalid', '须附解除事由的证明文件', 'document');
  const about = { ...(asks && { asks }), ...(breach !== undefined && { breach }) };
  const notice = register(book, { kind: 'rescission', party, channel, text, ground, issuedAt: occurredAt, ...about });
  issue(book, notice);
  if (breach !== undefined) book.meet(`breach.decision/${breach}`, occurredAt);
  if (proof || by.role === 'client') {
    arrive(book, notice.n, { channel, at: occurredAt, ...(proof && { proof: proof.sha256 }) });
  } else mailOut(book, notice);
}

/** Only once the cure period has ended without a cure. Throws `Invalid`, `NotNow`. */
function uncuredBreach(book: AgreementBook, n: number | undefined, { party }: Payload): void {
  if (n === undefined) fail('Invalid', '因重大违约解除的, 须指明违约记录', 'breach');
  const breach = breachOf(book, n);
  if (breach.party !== otherParty(party!)) fail('Invalid', '违约方不能因自己的违约解除', 'party');
  requireThat(breach.state === 'uncured', '补正期尚未届满, 或该违约已补正、已不再追究', 'breach');
}
