import { evaluationStart, expiryOf as termExpiry } from '../calendar/term';
import { fail, requireThat } from '../failures';
import { dateAt, dayFromDate, endOfDay, startOfDay, type Instant } from '../time';
import type { AgreementBook } from './book';
import type { DueHooks, Handlers } from './phases';
import { duePeriods, monthAfter, monthOf, monthStart, type Period } from './periods';
import type { Agreement, Figures } from './types';

/** 5 Execution (服务执行), domain.md §3.5: plan, monthly ledger, review meetings, reports, inspections. */

export function enterExecution(book: AgreementBook): void {
  const { state } = book;
  const startedAt = startOfDay(dayFromDate(state.effectiveOn!));
  book.enter('execution');
  book.open('execution.plan', startedAt);
  openLedgerFiling(book, monthOf(state.effectiveOn!));
  openNextPeriod(book, 'meeting');
  openNextPeriod(book, 'report');
  openTermPoints(book);
}

/** The instants that the term brings by itself. */
function openTermPoints(book: AgreementBook): void {
  const { termEnd, effectiveOn } = book.state;
  const evaluation = evaluationStart(termEnd!, startOfDay(dayFromDate(effectiveOn!)));
  book.open('evaluation.start', book.now, { dueAt: evaluation });
  book.open('term.end', book.now, { dueAt: expiryOf(book.state) });
}

/** 24:00 of the term's last day. */
export const expiryOf = (state: Agreement): Instant => termExpiry(state.termEnd!);

/** Back in execution after a bridging amendment: the term is longer, the evaluation will come again. */
export function resumeExecution(book: AgreementBook): void {
  book.enter('execution');
  termMoved(book);
}

/** The term has another end: its points move, and periods that had none before have their clocks. */
export function termMoved(book: AgreementBook): void {
  openNextPeriod(book, 'meeting');
  openNextPeriod(book, 'report');
  openTermPoints(book);
}

export function executionOutcome(state: Agreement): 'evaluation' | 'notice' | undefined {
  if (state.ending) return 'notice';
  return state.deadlines.some((d) => d.id === 'evaluation.start') ? undefined : 'evaluation';
}

export const executionHandlers: Handlers<
  | 'plan.deliver'
  | 'ledger.enter'
  | 'ledger.file'
  | 'meeting.hold'
  | 'meeting.feedback'
  | 'report.deliver'
  | 'inspection.record'
  | 'rectification.complete'
  | 'figures.record'
> = {
  'plan.deliver'(book, plan, { occurredAt }) {
    const { effectiveOn: from, termEnd: to } = book.state;
    const version = book.orderDocument('service-plan', { period: { from, to }, ...plan });
    book.meet('execution.plan', occurredAt);
    book.notify('plan.delivered', 'client', { version });
  },

  /** Append-only; the entry itself is the audit event, its text stays in the vault. */
  'ledger.enter'(book, entry, { occurredAt }) {
    if (dateAt(occurredAt) < book.state.effectiveOn!) fail('Invalid', '不能早于协议生效', 'occurredAt');
    enterLedger(book, { ...entry }, occurredAt);
  },

  'ledger.file'(book, { month }, { occurredAt }) {
    requireThat(book.find(`ledger.filing/${month}`), `${month} 的台账不在待备案之列`, 'month');
    if (occurredAt < monthStart(monthAfter(month))) fail('NotNow', `${month} 尚未结束, 不能月结`, 'month');
    const { terms, ledgerFiledSeq: since } = book.state;
    const version = book.orderDocument('ledger', { month, tier: terms.tier, ...(since !== undefined && { since }) });
    book.state.ledgerFiledSeq = book.state.seq;
    if (month > (book.state.ledgerFiled ?? '')) book.state.ledgerFiled = month;
    book.meet(`ledger.filing/${month}`, occurredAt);
    book.notify('ledger.filed', 'client', { month, version });
    openLedgerFiling(book, monthAfter(month));
  },

  'meeting.hold'(book, minutes, { occurredAt }) {
    const meeting = ++book.state.lastNumber.meeting;
    meetPeriod(book, 'meeting', occurredAt);
    book.open(`meeting.feedback/${meeting}`, book.now); // from delivery: the minutes leave with this record
    const { target: remarksWindow, dueAt: remarksDue } = book.find(`meeting.feedback/${meeting}`)!;
    const remarks = { remarksWindow, remarksDue };
    const version = book.orderDocument('minutes', { meeting, heldAt: occurredAt, ...minutes, ...remarks });
    book.notify('minutes.delivered', 'client', { meeting, version });
  },

  'meeting.feedback'(book, { meeting, remarks }, { occurredAt }) {
    const deadline = book.find(`meeting.feedback/${meeting}`);
    const until = book.state.silentMeetings?.[meeting];
    const saidInTime = until !== undefined && occurredAt <= until;
    requireThat(deadline || saidInTime, `第 ${meeting} 次复盘会没有待答复的意见期`, 'meeting');
    if (deadline) book.meet(deadline.id, occurredAt);
    enterLedger(book, { way: 'meeting-feedback', meeting, content: remarks }, occurredAt);
  },

  'report.deliver'(book, content, { occurredAt }) {
    const report = ++book.state.lastNumber.report;
    const period = meetPeriod(book, 'report', occurredAt);
    const version = book.orderDocument('performance-report', { report, period, ...content });
    book.notify('report.delivered', 'client', { report, version });
  },

  'inspection.record'(book, { findings }) {
    for (const { text, dueOn } of findings) {
      if (dueOn < book.today) fail('Invalid', '整改期限不能早于今天', 'findings.dueOn');
      const id = ++book.state.lastNumber.rectification;
      book.open(`rectification/${id}`, book.now, { dueAt: endOfDay(dayFromDate(dueOn)) });
      book.emit('inspection.finding', { id, text, dueOn });
      book.notify('inspection.finding', 'account-manager', { id, text, dueOn });
    }
  },

  'rectification.complete'(book, { id, effect }, { occurredAt }) {
    requireThat(book.find(`rectification/${id}`), `整改项 ${id} 不在待整改之列`, 'id');
    book.meet(`rectification/${id}`, occurredAt);
    book.emit('rectification.completed', { id, effect }, occurredAt);
  },

  'figures.record'(book, figures) {
    agreedOnly(book, figures);
    book.state.figures = mergeFigures(book.state.figures, figures);
  },
};

/** A figure for a target that was never agreed would be judged by nobody. */
export function agreedOnly({ state }: AgreementBook, { targets = {} }: Figures): void {
  const agreed = state.intake.targets.map(({ key }) => key);
  const unknown = Object.keys(targets).find((key) => !agreed.includes(key));
  if (unknown !== undefined) fail('Invalid', '没有约定此指标', `targets.${unknown}`);
}

/** What is recorded later replaces what it names, target by target. */
export const mergeFigures = (before: Figures, { targets, ...figures }: Figures): Figures => ({
  ...before,
  ...figures,
  ...((before.targets ?? targets) && { targets: { ...before.targets, ...targets } }),
});

export const executionHooks: DueHooks = {
  /** No remarks in three working days: written down as such, the clock is over. */
  'meeting.feedback'(book, id) {
    const { dueAt } = book.find(id)!;
    book.acknowledge(id);
    enterLedger(book, { way: 'meeting-feedback', meeting: numberOf(id), silent: true }, dueAt);
    book.state.silentMeetings = { ...book.state.silentMeetings, [numberOf(id)]: dueAt };
    book.cancel(id);
  },
  /** A period without a meeting or a report does not hold up the next one; what is held late counts for the oldest. */
  'meeting.minutes': (book) => openNextPeriod(book, 'meeting'),
  'report.performance': (book) => openNextPeriod(book, 'report'),
  /** A missed month does not hold up the next one. */
  'ledger.filing'(book, id) {
    openLedgerFiling(book, monthAfter(id.split('/')[1]!));
  },
};

/** The filing of a month runs from the month's end; the last month is the one in which the agreement ends. */
function openLedgerFiling(book: AgreementBook, month: string): void {
  const last = book.state.ending ? dateAt(book.state.ending.endsAt - 1) : book.state.termEnd!;
  const id = `ledger.filing/${month}`;
  if (month > monthOf(last) || book.find(id) || book.state.runs[id]) return;
  book.state.runs[id] = 1;
  book.open(id, monthStart(monthAfter(month)) - 1);
}

/** `late` (补记): its month has been filed already, so the next filing brings it. */
function enterLedger(book: AgreementBook, entry: Record<string, unknown>, at: Instant): void {
  const filing = `ledger.filing/${monthOf(dateAt(at))}`;
  const late = book.state.runs[filing] !== undefined && !book.find(filing);
  book.emit('ledger.entry', { ...entry, ...(late && { late }) }, at);
}

const numberOf = (id: string): number => Number(id.split('/')[1]);

const PERIOD_CLOCK = { meeting: 'meeting.minutes', report: 'report.performance' } as const;

/** Meetings and reports: the next period's clock starts when the one before is done, or was missed. */
function openNextPeriod(book: AgreementBook, kind: 'meeting' | 'report'): void {
  const { periods, deadlines } = book.state;
  if (deadlines.some((d) => d.id.startsWith(PERIOD_CLOCK[kind]) && d.state === 'open')) return;
  const period = duePeriods(book.state, kind).find((p) => p.n === periods[kind] + 1);
  if (!period) return;
  periods[kind] = period.n;
  const dueAt = endOfDay(dayFromDate(period.to));
  book.open(`${PERIOD_CLOCK[kind]}/${period.n}`, startOfDay(dayFromDate(period.from)), { dueAt });
}

/**
 * What was held or delivered counts for the oldest period that had begun and still waits for it; one more than is owed
 * counts for none. Returns the period, the running one where none waits.
 */
function meetPeriod(book: AgreementBook, kind: 'meeting' | 'report', occurredAt: Instant): Period | undefined {
  const waiting = book.state.deadlines
    .filter((d) => d.id.startsWith(PERIOD_CLOCK[kind]) && d.startedAt <= occurredAt)
    .sort((a, b) => a.startedAt - b.startedAt)[0];
  if (waiting) book.meet(waiting.id, occurredAt);
  openNextPeriod(book, kind);
  const periods = duePeriods(book.state, kind);
  const day = dateAt(occurredAt);
  return waiting
    ? periods.find((p) => p.n === numberOf(waiting.id))
    : periods.find((p) => p.from <= day && day <= p.to);
}
