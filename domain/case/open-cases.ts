import type { TextRef } from '../agreement/types';
import { parseCaseId } from '../ids';
import { parseInstant, type Instant } from '../time';
import { DEPARTMENT_OF } from './request';
import type { CaseKind, ComplaintSubject, Department, RequestTopic } from './types';

/**
 * The complaints and requests that were open at an instant, from what had been recorded of them by then: the state goes
 * on, the trail does not change, so a paper that lists them is always the same.
 */

/** A case and one event of its trail. */
export interface CaseRow {
  id: string;
  kind: CaseKind;
  event: string;
  data: Record<string, unknown>;
}

export interface OpenCase {
  id: string;
  kind: CaseKind;
  description: TextRef;
  /** 承接人: the department that it was given to, else the account manager, or the manager where it is about that one. */
  owner: Department | 'account-manager' | 'manager';
  /** The end of the clock that ends first. */
  due?: Instant;
}

/** Rows in the order of each case's trail; answers complaints first, each kind by its numbers. */
export function openCasesOf(rows: readonly CaseRow[]): OpenCase[] {
  const ids = [...new Set(rows.map(({ id }) => id))].sort(byKindAndNumber);
  return ids.flatMap((id) => {
    const events = rows.filter((row) => row.id === id);
    const opened = events.find(({ event }) => event.endsWith('.opened'));
    if (!opened || events.some(({ event }) => event === `${opened.kind}.closed`)) return [];
    const { description, about, topic } = opened.data as {
      description: TextRef;
      about?: ComplaintSubject;
      topic?: RequestTopic;
    };
    const owner = departmentOf(events, topic) ?? (about === 'account-manager' ? 'manager' : 'account-manager');
    const ends = endsOf(events);
    return [{ id, kind: opened.kind, description, owner, ...(ends.length > 0 && { due: Math.min(...ends) }) }];
  });
}

function byKindAndNumber(a: string, b: string): number {
  const [first, second] = [parseCaseId(a)!, parseCaseId(b)!];
  return first.kind === second.kind ? first.n - second.n : first.kind === 'complaint' ? -1 : 1;
}

/** The department that a request was given to last. */
function departmentOf(events: readonly CaseRow[], topic?: RequestTopic): Department | undefined {
  let department: Department | undefined;
  for (const { event, data } of events) {
    if (event !== 'command' || data['name'] !== 'request.assign') continue;
    const chosen = (data['payload'] as { department?: Department }).department;
    department = chosen ?? department ?? (topic && DEPARTMENT_OF[topic]);
  }
  return department;
}

/** The ends of the clocks that run, missed ones too; each as it was counted last. */
function endsOf(events: readonly CaseRow[]): Instant[] {
  const ends = new Map<string, Instant>();
  for (const { event, data } of events) {
    const id = String(data['id']);
    const end = event === 'deadline.moved' ? data['to'] : data['due'];
    if (/^deadline\.(set|moved|resumed)$/.test(event)) ends.set(id, parseInstant(String(end)));
    if (/^deadline\.(met|cancelled)$/.test(event)) ends.delete(id);
  }
  return [...ends.values()];
}
