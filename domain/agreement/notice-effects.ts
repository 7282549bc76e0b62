import { fail, requireThat } from '../failures';
import { dateAt, dayFromDate, endOfDay, type Instant } from '../time';
import type { AgreementBook } from './book';
import { breachOf, startCure } from './breach';
import { endByNotice, endEarly, mayEnd } from './end-date';
import { cancelRenewalWarnings } from './evaluation';
import { deliverable, deliveryClocks, draw, writtenOf } from './written-notices';
import type { Delivery, Paper, Rescission, WrittenKind, WrittenNotice } from './written-types';

/**
 * A notice has arrived, with proof: it counts from receipt, by post from the postmark. A second proof counts where it is of
 * an earlier instant. Throws `NotNow` for one that is delivered already or was dropped.
 */
export function arrive(book: AgreementBook, n: number, delivery: Delivery): void {
  const notice = writtenOf(book, n);
  const { kind, party, delivery: before } = notice;
  const { at, channel } = delivery;
  deliverable(notice, at);
  requireThat(!before || at < before.at, '通知已送达; 只有更早的送达可以再登记', 'notice');
  notice.delivery = delivery;
  book.emit('notice.delivered', { kind, party, channel, notice: n }, at);
  for (const id of deliveryClocks(notice)) book.meet(id, at);
  (EFFECTS[kind] ?? tellReceipt)(book, notice, delivery);
}

type Effect = (book: AgreementBook, notice: WrittenNotice, delivery: Delivery) => void;

const EFFECTS: Partial<Record<WrittenKind, Effect>> = {
  termination(book, notice, { at }) {
    const { party } = notice;
    mayEnd(book, at);
    book.meet('termination.decision', at);
    const endsAt = endByNotice(book, party, at);
    cancelRenewalWarnings(book);
    const { version } = paperOf(book, notice, { deliveredAt: at, endsAt });
    for (const role of [party === 'client' ? 'manager' : 'client', 'account-manager', 'finance', 'operations'] as const)
      book.notify('termination.notice', role, { party, version });
  },

  cure(book, notice, { at }) {
    startCure(book, breachOf(book, notice.breach!), at);
  },

  /** It takes effect with its arrival; that day is still served and paid for. */
  rescission(book, notice, { at }) {
    const { n, party, ground, breach } = notice;
    mayEnd(book, at);
    if (breach !== undefined) stillUncured(book, breach);
    const endsAt = endOfDay(dayFromDate(dateAt(at)));
    rescinded(
      book,
      { ground: ground!, party, notice: n, ...(breach !== undefined && { breach }) },
      { from: at, endsAt },
    );
  },
};

/**
 * One that was issued is what it is. One that was made with its delivery prints day and end: an earlier proof that changes
 * them makes its next version.
 */
function paperOf(book: AgreementBook, notice: WrittenNotice, known: Record<'deliveredAt' | 'endsAt', Instant>): Paper {
  const { paper, printed } = notice;
  const prints = { deliveredOn: dateAt(known.deliveredAt), endsOn: dateAt(known.endsAt - 1) };
  const stands = !printed || (printed.deliveredOn === prints.deliveredOn && printed.endsOn === prints.endsOn);
  if (paper && stands) return paper;
  notice.printed = prints;
  return (notice.paper = draw(book, notice, known));
}

/** Ends the agreement and tells everybody when. */
export function rescinded(book: AgreementBook, rescission: Rescission, when: { from: number; endsAt: number }): void {
  const endsAt = endEarly(book, rescission, when);
  cancelRenewalWarnings(book);
  const { ground, party } = rescission;
  const endsOn = dateAt(endsAt - 1);
  book.emit('agreement.rescinded', { ...rescission, endsOn }, when.from);
  for (const role of ['client', 'manager', 'account-manager', 'finance', 'operations'] as const)
    book.notify('agreement.rescinded', role, { ground, ...(party && { party }), endsOn });
}

/** A cure in time that was recorded late takes the ground away; one after the period does not. */
function stillUncured(book: AgreementBook, n: number): void {
  const { state, late } = breachOf(book, n);
  if (state !== 'uncured' && !late) fail('NotNow', '该违约已在补正期内补正, 或不再追究, 不能据此解除', 'notice');
}

function tellReceipt(book: AgreementBook, { n, kind, party, paper }: WrittenNotice): void {
  const told = party === 'client' ? (['manager', 'account-manager', 'operations'] as const) : (['manager'] as const);
  for (const role of told)
    book.notify('notice.received', role, { notice: n, kind, party, paper: paper!.kind, version: paper!.version });
}
