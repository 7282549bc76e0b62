import { fail, requireThat } from '../failures';
import { DAY, dateOf, dayFromDate, type PlainDate } from '../time';
import { otherParty, SPEAKER, speaksFor } from './authority';
import type { AgreementBook } from './book';
import { voidDraft } from './drafting';
import { CLOSING, endWithout, isRenewed, lastLedgerFiled } from './ending';
import { agreedOnly, expiryOf, mergeFigures, termMoved } from './execution';
import type { DueHooks, Handlers } from './phases';
import { THRESHOLDS } from './standard';
import { takeSurveyFigures } from './survey-score';
import type { Agreement, Evaluation, Figures, SuccessorNews } from './types';

/** 6 Evaluation and renewal (评估与续签), domain.md §3.6. */

const EVALUATION_CLOCKS = ['evaluation.confirm', 'evaluation.decision', 'evaluation.correction'] as const;

export function enterEvaluation(book: AgreementBook): void {
  book.enter('evaluation');
  openRenewalWarnings(book);
  takeSurveyFigures(book);
  freeze(book, book.state.figures);
  book.notify('evaluation.started', 'manager', { termEnd: book.state.termEnd });
}

export function evaluationOutcome(state: Agreement): 'passed' | 'ending' | 'renewed' | 'bridged' | undefined {
  if (!state.evaluation) return 'bridged';
  if (isRenewed(state)) return lastLedgerFiled(state) ? 'renewed' : undefined;
  if (state.ending) return 'ending';
  return state.evaluation.result === 'passed' ? 'passed' : undefined;
}

/** One figure against its threshold; no data is never a pass. */
export function judged(figure: keyof typeof THRESHOLDS, value: number | undefined): Evaluation['verdict'] {
  if (value === undefined) return 'not-assessable';
  const threshold = THRESHOLDS[figure];
  return (figure === 'responseHours' ? value <= threshold : value >= threshold) ? 'passed' : 'failed';
}

/** The three thresholds and the agreed targets together. */
export function verdict(figures: Figures, agreed: readonly string[] = []): Evaluation['verdict'] {
  const { targets = {} } = figures;
  const each = (['satisfaction', 'onTimePercent', 'responseHours'] as const).map((name) => judged(name, figures[name]));
  if (each.includes('not-assessable') || agreed.some((key) => targets[key] === undefined)) return 'not-assessable';
  return each.includes('failed') || !agreed.every((key) => targets[key]) ? 'failed' : 'passed';
}

export const evaluationHandlers: Handlers<
  'evaluation.confirm' | 'evaluation.dispute' | 'evaluation.correct' | 'evaluation.decide'
> = {
  'evaluation.confirm'(book, { party, version }, { by, occurredAt }) {
    const evaluation = open(book);
    speaksFor(by.role, party);
    if (version !== evaluation.version) fail('VersionVoid', `当前评估报告为第 ${evaluation.version} 版`, 'version');
    requireThat(!evaluation.disputed, '数据存在异议, 须先更正或由负责人、服务总监决定');
    requireThat(!evaluation.confirmed[party], '该方已确认');
    evaluation.confirmed[party] = true;
    if (!evaluation.confirmed.provider || !evaluation.confirmed.client) {
      return book.partDone('evaluation.confirm', SPEAKER[otherParty(party)]);
    }
    book.meet('evaluation.confirm', occurredAt);
    if (evaluation.verdict === 'not-assessable') {
      if (!book.find('evaluation.decision')) book.open('evaluation.decision', book.now);
      return;
    }
    conclude(book, evaluation.verdict);
  },

  'evaluation.dispute'(book, { party, figure }, { by }) {
    const evaluation = open(book);
    speaksFor(by.role, party);
    requireThat(!evaluation.disputed, '异议已提出, 正在更正');
    evaluation.disputed = true;
    book.cancel('evaluation.confirm');
    book.open('evaluation.correction', book.now);
    book.notify('evaluation.disputed', 'account-manager', { figure, party });
  },

  /** Corrected and frozen again as the next version; the first stays in the trail and in the documents. */
  'evaluation.correct'(book, { reason, ...figures }, { occurredAt }) {
    requireThat(open(book).disputed, '没有待更正的异议');
    book.meet('evaluation.correction', occurredAt);
    agreedOnly(book, figures);
    book.emit('evaluation.corrected', { reason });
    const { counted } = book.state;
    if (figures.satisfaction !== undefined) delete book.state.surveyed;
    if (figures.onTimePercent !== undefined) delete counted?.onTime;
    if (figures.responseHours !== undefined) delete counted?.responses;
    freeze(book, mergeFigures(book.state.figures, figures), true);
  },

  'evaluation.decide'(book, { answer }, { occurredAt }) {
    const { disputed } = open(book);
    requireThat(book.find('evaluation.decision'), '评估尚不需要决定');
    requireThat(answer === 'failed' || !disputed, '数据异议尚未更正, 不能认定为通过');
    book.meet('evaluation.decision', occurredAt);
    conclude(book, answer);
  },
};

export const evaluationHooks: DueHooks = {
  /** Silence of a side goes to the manager. */
  'evaluation.confirm'(book) {
    if (!book.find('evaluation.decision')) book.openAfter('evaluation.confirm', 'evaluation.decision');
    book.acknowledge('evaluation.confirm');
  },
};

export const endOfTermHooks: DueHooks = {
  /** Expiry: renewed, or ended for want of a successor, of a confirmation or of a notice. */
  'term.end'(book) {
    const { state } = book;
    if (state.ending) return;
    endWithout(book); // renewed where the successor is signed
  },
  'renewal.warning-15': warnBoth,
  'renewal.warning-5': warnBoth,
};

export const renewalHandlers: Handlers<'renewal.start' | 'term.bridge'> = {
  /** After a successor was given up; the first one starts by itself. */
  'renewal.start'(book) {
    requireThat(!book.state.successor, '续签协议已建立');
    orderRenewal(book);
  },
  /**
   * Only a bridging amendment prolongs an agreement whose renewal is unsigned; it supersedes the evaluation, under way or
   * concluded, whatever came of it.
   */
  'term.bridge'(book, { until, document }) {
    const { state } = book;
    requireThat(!state.ending, '协议已终止或已通知终止, 不能再延长');
    requireThat(!state.successorSigned, '续签协议已签署, 无须过渡');
    if (until <= state.termEnd!) fail('Invalid', `过渡期须晚于现期满日 ${state.termEnd}`, 'until');
    prolong(book, until, document.sha256);
  },
};

/** The term goes on; an evaluation that has begun is superseded and comes again. `document`: hash of what both signed. */
export function prolong(book: AgreementBook, until: PlainDate, document: string): void {
  const { state } = book;
  state.termEnd = until;
  book.emit('term.bridged', { until, document });
  if (state.phase === 'execution') return termMoved(book);
  delete state.evaluation;
  for (const id of [...EVALUATION_CLOCKS, 'termination.decision', 'term.end']) book.cancel(id);
  cancelRenewalWarnings(book);
  if (state.successor) moveFirstDay(book, state.successor);
}

/** 续签: the linked new agreement starts at drafting; both sides are warned 15 and 5 days before an unsigned expiry. */
export function enterRenewal(book: AgreementBook): void {
  book.enter('renewal');
  if (!book.state.successor) orderRenewal(book);
}

export function renewalOutcome(state: Agreement): 'renewed' | 'ending' | 'bridged' | undefined {
  if (!state.evaluation) return 'bridged';
  if (isRenewed(state)) return lastLedgerFiled(state) ? 'renewed' : undefined;
  return state.ending && 'ending';
}

/** Both sides are warned while nothing that follows is signed, however long the evaluation takes. */
function openRenewalWarnings(book: AgreementBook): void {
  if (book.state.successorSigned) return;
  const expiry = expiryOf(book.state);
  for (const days of [15, 5]) {
    const at = expiry - days * DAY;
    if (at > book.now) book.open(`renewal.warning-${days}`, book.now, { dueAt: at });
  }
}

export function cancelRenewalWarnings(book: AgreementBook): void {
  for (const days of [15, 5]) book.cancel(`renewal.warning-${days}`);
}

/** The successor's first day is the day after this one's term, whatever that has become. */
export function moveFirstDay(book: AgreementBook, successor: string): void {
  const startsOn = dateOf(dayFromDate(book.state.termEnd!) + 1);
  book.order({ order: 'tell-successor', successor, startsOn });
}

function orderRenewal(book: AgreementBook): void {
  const nth = (book.state.renewals ?? 0) + 1;
  book.state.renewals = nth;
  book.order({ order: 'renewal', nth });
}

/**
 * The linked new agreement has both signatures: this one ends, renewed, when its term does. Or it was given up before:
 * the manager may begin another one; else this one ends at its expiry.
 */
export function successorNews(book: AgreementBook, successor: string, what: SuccessorNews): void {
  const { state } = book;
  if (state.successor !== successor || state.successorSigned) return; // told twice
  if (what !== 'ended') {
    if (state.ending && what.signedOn > state.termEnd!) return; // too late: it stands on its own
    state.successorSigned = true;
    book.emit('renewal.signed', { successor });
    cancelRenewalWarnings(book);
    // signed in time, recorded after the expiry: nothing is to be handed over or settled
    if (isRenewed(state)) for (const id of CLOSING) book.cancel(id);
    return;
  }
  delete state.successor;
  book.emit('renewal.ended', { successor });
  book.notify('renewal.ended', 'manager', { successor, termEnd: state.termEnd });
}

/** The agreement before this one goes on longer: what names the old first day has to be drafted anew. */
export function firstDayMoved(book: AgreementBook, startsOn: PlainDate): void {
  const { state } = book;
  if (state.signedOn || state.terms.startsOn === startsOn) return;
  state.terms = { ...state.terms, startsOn };
  book.emit('term.first-day-moved', { startsOn });
  if (state.phase !== 'review' && state.phase !== 'signing') return;
  voidDraft(book);
  if (state.phase === 'signing') state.redraft = true;
  else {
    state.review!.returned = true;
    book.cancelAll('review.');
  }
}

function warnBoth(book: AgreementBook): void {
  for (const role of ['manager', 'client'] as const) {
    book.notify('renewal.unsigned', role, { termEnd: book.state.termEnd, successor: book.state.successor });
  }
}

/** Freezes the data set (hashed where the report is made) and orders the report; opens the five working days of confirmation. */
function freeze(book: AgreementBook, figures: Figures, corrects = false): void {
  const { state } = book;
  const agreed = state.intake.targets;
  const result = verdict(
    figures,
    agreed.map((t) => t.key),
  );
  book.open('evaluation.confirm', book.now);
  const version = book.orderDocument('evaluation-report', {
    figures,
    agreed,
    thresholds: THRESHOLDS,
    ...(state.counted && { counted: state.counted }),
    ...(state.surveyed && { surveyed: state.surveyed }),
    term: { from: state.effectiveOn, to: state.termEnd },
    confirmBy: book.find('evaluation.confirm')!.dueAt,
    ...(corrects && { corrects }),
  });
  state.figures = figures;
  state.evaluation = { version, figures, verdict: result, confirmed: {} };
  book.emit('evaluation.frozen', { version, verdict: result });
  book.notify('evaluation.report', 'client', { version, verdict: result });
  if (result === 'not-assessable') book.open('evaluation.decision', book.now);
  else book.cancel('evaluation.decision');
}

function conclude(book: AgreementBook, result: 'passed' | 'failed'): void {
  book.state.evaluation!.result = result;
  for (const id of EVALUATION_CLOCKS) book.cancel(id);
  book.emit('evaluation.concluded', { result });
  if (result === 'passed') return;
  cancelRenewalWarnings(book);
  book.open('termination.decision', book.now);
}

function open(book: AgreementBook): Evaluation {
  const { evaluation } = book.state;
  requireThat(evaluation && !evaluation.result, '评估已有结论');
  return evaluation;
}
