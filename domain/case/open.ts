import type { Instant } from '../time';
import type { CaseBook } from './book';
import { DEPARTMENT_OF } from './request';
import { startRound } from './round';
import { tellLeak, tellResponsible } from './subject';
import type { Case, NewCase } from './types';

/** The state of a case that has been filed; its clocks start with `begin`. */
export function openCase({ report, ...input }: NewCase, openedAt: Instant): Case {
  const { kind, id, reportedAt } = input;
  const { channel, severity = '一般', urgency = '常规', about = 'service', topic } = report;
  return {
    schema: 1,
    ...input,
    report,
    openedAt,
    phase: 'open',
    ...(kind === 'complaint'
      ? { severity, about }
      : { urgency, ...(topic && { topic, department: DEPARTMENT_OF[topic] }) }),
    sources: [{ id, channel, reportedAt }],
    round: 1,
    current: { startedAt: reportedAt, pauses: [] },
    attempts: 0,
    misses: [],
    lastNumber: { update: 0, progress: 0 },
    orders: [],
    version: 0,
    seq: 0,
    deadlines: [],
    runs: {},
    cause: { id: 'start', notices: {} },
    documents: {},
    done: [],
  };
}

/** The first step: the report is on record, its clocks run from when the client made it, everybody concerned is told. */
export function begin(book: CaseBook): void {
  const { state } = book;
  const { kind, id, report, severity, urgency, about, topic, reportedAt } = state;
  book.by = state.filedBy;
  book.emit(`${kind}.opened`, { ...report, ...(severity ? { severity, about } : { urgency, topic }) }, reportedAt);
  delete book.by;
  startRound(book);
  book.notify('case.received', 'client', { id, reportedAt });
  tellResponsible(book);
  if (about === 'data-leak') tellLeak(book);
}

/** Upgrades a snapshot of an older schema; the place for it when the first one changes. */
export function upgrade(snapshot: Case): Case {
  return snapshot;
}
