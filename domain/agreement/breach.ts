import { clauseIds } from '../document/agreement-draft';
import { fail, requireThat } from '../failures';
import { iso, type Instant } from '../time';
import type { Role } from '../roles';
import { otherParty, SPEAKER, speaksFor } from './authority';
import type { AgreementBook } from './book';
import type { DueHooks, Handlers } from './phases';
import type { Party } from './types';
import { afterSigning, drop, factsOf, order } from './written-notices';
import type { Breach } from './written-types';

/** 违约与补正 (domain.md §8, §9): a written record, a notice that asks for the cure, the period that its delivery starts. */

/** Throws `Invalid` (field `breach`) for a number that is none. */
export function breachOf({ state }: AgreementBook, n: number): Breach {
  return state.breaches?.[n - 1] ?? fail('Invalid', '没有这份违约记录', 'breach');
}

/** The side that may ask for the cure, waive or rescind owes the decision. */
const decider = ({ party }: Breach): Role => SPEAKER[otherParty(party)];

/** Which run of a clock of the decision: one more for every notice that was taken back. */
const nth = ({ state }: AgreementBook, { n }: Breach): number =>
  1 + (state.written ?? []).filter(({ breach, dropped }) => breach === n && dropped).length;

export const breachHandlers: Handlers<'breach.record' | 'breach.cured' | 'breach.waive'> = {
  'breach.record'(book, { party, clause, facts, amountFen }, { by, occurredAt }) {
    const { state } = book;
    if (by.role === 'client' && party !== 'provider') fail('Forbidden', '客户登记服务方的违约', 'party');
    afterSigning(book, occurredAt);
    if (state.content && !clauseIds(state.content).includes(clause)) fail('Invalid', '协议没有此条款', 'clause');
    const n = (state.breaches?.length ?? 0) + 1;
    const recordedBy: Party = by.role === 'client' ? 'client' : 'provider';
    const known = {
      n,
      party,
      recordedBy,
      clause,
      facts,
      ...(amountFen !== undefined && { amountFen }),
      at: occurredAt,
    };
    const breach: Breach = { ...known, state: 'recorded', paper: { kind: 'breach-record', version: 0 } };
    breach.paper = order(book, 'breach-record', factsOf(breach));
    state.breaches = [...(state.breaches ?? []), breach];
    book.emit('breach.recorded', { breach: n, party, clause }, occurredAt);
    const { version } = breach.paper;
    for (const role of ['manager', 'account-manager'] as const)
      book.notify('breach.recorded', role, { breach: n, party, clause, version });
    if (!state.ending?.ended) book.open(`breach.response/${n}`, book.now, { owner: decider(breach) });
  },

  /** Said by the other side, or recorded for it: nobody certifies its own cure. */
  'breach.cured'(book, { breach: n, proof }, { by, occurredAt }) {
    const breach = breachOf(book, n);
    notItself(by.role, breach);
    stillOpen(breach);
    if (occurredAt < breach.at) fail('Invalid', '早于违约', 'occurredAt');
    const period = book.find(`breach.cure/${n}`);
    const late = period?.missedAt !== undefined && occurredAt >= period.dueAt;
    Object.assign(breach, { state: 'cured', proof: proof.sha256, ...(late && { late }) });
    book.emit('breach.cured', { breach: n, proof: proof.sha256, ...(late && { late }) }, occurredAt);
    for (const clock of ['response', 'cure', 'decision']) book.meet(`breach.${clock}/${n}`, occurredAt);
    groundGone(book, breach, 'cured');
  },

  'breach.waive'(book, { breach: n, reason }, { by, occurredAt }) {
    const breach = breachOf(book, n);
    speaksFor(by.role, otherParty(breach.party));
    stillOpen(breach);
    breach.state = 'waived';
    book.emit('breach.waived', { breach: n, reason }, occurredAt);
    for (const clock of ['response', 'decision']) book.meet(`breach.${clock}/${n}`, occurredAt);
    book.cancel(`breach.cure/${n}`);
    groundGone(book, breach, 'waived');
  },
};

/**
 * What is cured or waived needs no notice any more: those on their way are dropped, and the side that was to have them is
 * told. A rescission that has arrived stands until people decide: both sides are told that its ground has gone. A cure
 * after the period takes no ground away (§9).
 */
function groundGone(book: AgreementBook, { n, late }: Breach, why: 'cured' | 'waived'): void {
  for (const notice of book.state.written ?? []) {
    const { kind, party, delivery, dropped } = notice;
    if (notice.breach !== n || dropped || (kind === 'rescission' && late)) continue;
    if (!delivery) {
      drop(book, notice, 'withdrawn');
      book.notify('breach.notice-dropped', SPEAKER[otherParty(party)], { breach: n, notice: notice.n, kind, why });
    } else if (kind === 'rescission') {
      book.emit('breach.ground-gone', { breach: n, notice: notice.n, why });
      for (const role of ['manager', 'client'] as const)
        book.notify('breach.ground-gone', role, { breach: n, notice: notice.n, party, why });
    }
  }
}

const HOUSE: readonly Role[] = ['account-manager', 'manager', 'head-of-service'];

function notItself(role: Role, { party }: Breach): void {
  const own = party === 'client' ? role === 'client' : HOUSE.includes(role);
  if (own) fail('Forbidden', '违约方不能自行认定已补正; 由对方认定, 或由运营凭证登记', 'breach');
}

function stillOpen({ state }: Breach): void {
  requireThat(state !== 'cured' && state !== 'waived', '该违约已补正, 或已不再追究', 'breach');
}

/** The other side asks for the cure, once. Throws `Invalid`, `NotNow`. */
export function askForCure(book: AgreementBook, n: number | undefined, party: Party, at: Instant): Breach {
  if (n === undefined) fail('Invalid', '补正通知须指明违约记录', 'breach');
  const breach = breachOf(book, n);
  if (breach.party === party) fail('Invalid', '补正通知由守约方发出', 'party');
  stillOpen(breach);
  requireThat(!book.state.ending?.ended, '协议已终止, 不再补正');
  requireThat(breach.notice === undefined, '该违约已发出补正通知', 'breach');
  book.meet(`breach.response/${n}`, at);
  return breach;
}

/** Its notice was taken back: it is to be decided anew. */
export function askAgain(book: AgreementBook, breach: Breach): void {
  if (breach.state === 'cured' || breach.state === 'waived') return;
  const uncured = breach.state === 'uncured';
  if (!uncured) delete breach.notice;
  book.open(`breach.${uncured ? 'decision' : 'response'}/${breach.n}`, book.now, {
    nth: nth(book, breach),
    owner: decider(breach),
  });
}

/** The cure period, from the delivery of the notice; an earlier delivery that is proven later lets it run from there. */
export function startCure(book: AgreementBook, breach: Breach, deliveredAt: Instant): void {
  const { n, party } = breach;
  const id = `breach.cure/${n}`;
  const running = book.find(id);
  if (breach.state !== 'recorded' && running?.state !== 'open') return; // over, one way or the other
  breach.state = 'curing';
  book.open(id, deliveredAt, party === 'provider' ? { owner: 'account-manager' } : {});
  const due = iso(book.find(id)!.dueAt);
  for (const role of ['client', 'manager', 'account-manager'] as const)
    book.notify('breach.cure-begun', role, { breach: n, party, due });
}

export const breachHooks: DueHooks = {
  /** Not cured in time: whether to rescind is for a person to decide. */
  'breach.cure'(book, id) {
    const breach = breachOf(book, Number(id.split('/')[1]));
    breach.state = 'uncured';
    book.acknowledge(id);
    book.emit('breach.uncured', { breach: breach.n }, book.find(id)!.dueAt);
    book.openAfter(id, `breach.decision/${breach.n}`, { owner: decider(breach) });
    if (breach.party === 'provider') book.notify('breach.uncured', 'client', { breach: breach.n, party: breach.party });
  },
};
