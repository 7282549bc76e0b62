import { dateAt, type Instant, type PlainDate } from '../time';
import { monthOf } from './periods';
import type { TextRef } from './types';

/** What papers take from the agreement's own audit trail; pure, so that the same events give the same paper. */

interface TrailEvent {
  seq: number;
  at: Instant;
  event: string;
  data: Record<string, unknown>;
}

/** An entry of the ledger: the event itself, with its text by reference. */
export interface LedgerRow {
  seq: number;
  at: Instant;
  [field: string]: unknown;
}

/**
 * The entries that the filing of a month brings to the client: the month's own, and those of months filed before
 * (`late`) that have been recorded since the filing before this one, event number `since`.
 */
export function ledgerOf(events: readonly TrailEvent[], month: string, since = 0): LedgerRow[] {
  return events
    .filter(({ event }) => event === 'ledger.entry')
    .filter(({ seq, at, data }) => monthOf(dateAt(at)) === month || (data['late'] === true && seq > since))
    .map(({ seq, at, data }) => ({ ...data, seq, at, late: monthOf(dateAt(at)) !== month }));
}

/** 沟通记录: the contacts that took place from one day to another, both inclusive; a silence was none. */
export function contactsOf(
  events: readonly TrailEvent[],
  { from, to }: { from: PlainDate; to: PlainDate },
): LedgerRow[] {
  return events
    .filter(({ event, at, data }) => event === 'ledger.entry' && !data['silent'] && isWithin(dateAt(at), from, to))
    .map(({ seq, at, data }) => ({ ...data, seq, at, late: false }));
}

const isWithin = (day: PlainDate, from: PlainDate, to: PlainDate): boolean => from <= day && day <= to;

/** A finding of an inspection and what became of it. */
export interface Finding {
  id: number;
  text: TextRef;
  dueOn: PlainDate;
  /** What its rectification has brought. */
  effect?: TextRef;
}

/** Findings that were open on the day `from` or later: those put right before it belong to the report before. */
export function findingsOf(events: readonly TrailEvent[], from: PlainDate = ''): Finding[] {
  const done = new Map(
    events.filter(({ event }) => event === 'rectification.completed').map((e) => [e.data['id'] as number, e]),
  );
  return events.flatMap(({ event, data }) => {
    if (event !== 'inspection.finding') return [];
    const { id, text, dueOn } = data as unknown as Finding;
    const end = done.get(id);
    if (end && dateAt(end.at) < from) return [];
    return [{ id, text, dueOn, ...(end && { effect: String(end.data['effect']) }) }];
  });
}
