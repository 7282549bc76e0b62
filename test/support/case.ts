import { bundledCalendar } from '../../calendar/load';
import { parseServiceHours } from '../../domain/calendar/hours';
import { CaseBook } from '../../domain/case/book';
import type { CaseCommandName, CaseCommandPayloads } from '../../domain/case/commands';
import { begin, openCase } from '../../domain/case/open';
import { applyCaseCommand, catchUp, copyOf } from '../../domain/case/step';
import type { Case, CaseKind, CaseReport, NewCase } from '../../domain/case/types';
import type { Notice, RunningDeadline } from '../../domain/record/types';
import type { Role } from '../../domain/roles';
import type { Instant } from '../../domain/time';
import { at, t } from './deadlines';

/** The rules without Temporal: one case on paper, its clock set by hand. Instants are `2026-09-24T10:00` in China. */
export class PaperCase {
  state: Case;
  now: Instant;
  readonly events: { event: string; data: Record<string, unknown>; at: Instant }[] = [];
  readonly notices: Notice[] = [];
  /** Every deadline as it was recorded last. */
  readonly rows = new Map<string, RunningDeadline>();
  private count = 0;

  constructor(
    kind: CaseKind,
    report: Partial<CaseReport> = {},
    {
      reportedAt,
      now = reportedAt,
      ...more
    }: Partial<Omit<NewCase, 'reportedAt'>> & { reportedAt: string; now?: string },
  ) {
    this.now = t(now);
    this.state = openCase(
      {
        kind,
        id: kind === 'complaint' ? '2026-客户维护-001-C3' : '2026-客户维护-001-R5',
        agreementNo: '2026-客户维护-001',
        clientId: 'c-1',
        partiesRef: 'r-1',
        tier: '战略',
        standard: {},
        ladders: {},
        calendar: bundledCalendar(),
        report: { channel: '电话', description: 't-1', ...report },
        filedBy: { role: 'operations', id: 'p-operations' },
        ...more,
        reportedAt: t(reportedAt),
      },
      this.now,
    );
    this.change(begin);
    this.change(catchUp);
  }

  /** Moves the clock and lets every deadline catch up. */
  at(instant: string): this {
    this.now = t(instant);
    return this.change(catchUp);
  }

  change(step: (book: CaseBook) => void): this {
    const book = new CaseBook(copyOf(this.state), this.now);
    step(book);
    this.state = copyOf(book.state);
    const { events, notices, deadlines } = book.entries();
    this.events.push(...events);
    this.notices.push(...notices);
    for (const deadline of deadlines) this.rows.set(`${deadline.id}#${deadline.n}`, deadline);
    return this;
  }

  send<N extends CaseCommandName>(
    role: Role,
    name: N,
    payload: CaseCommandPayloads[N],
    more: { occurredAt?: string } = {},
  ): this {
    return this.change((book) =>
      applyCaseCommand(book, {
        id: `k${++this.count}`,
        name,
        by: { role, id: `p-${role}` },
        payload,
        ...(more.occurredAt && { occurredAt: t(more.occurredAt) }),
      }),
    );
  }

  deadline(id: string): RunningDeadline | undefined {
    return this.state.deadlines.find((d) => d.id === id);
  }

  /** When it is due, e.g. `2026-09-24T10:30`. */
  due(id: string): string | undefined {
    return at(this.deadline(id)?.dueAt);
  }

  /** A deadline as it was recorded last, also when it does not run any more. */
  row(id: string, n = 1): RunningDeadline | undefined {
    return this.rows.get(`${id}#${n}`);
  }

  open(): string[] {
    return this.state.deadlines
      .filter((d) => d.state === 'open')
      .map((d) => d.id)
      .sort();
  }

  happened(event: string): Record<string, unknown>[] {
    return this.events.filter((e) => e.event === event).map((e) => e.data);
  }

  /** `complaint.first-contact @ 2026-09-24T10:30` of every event of this name, with its business time. */
  when(event: string): string[] {
    return this.events.filter((e) => e.event === event).map((e) => `${String(e.data['id'])} @ ${at(e.at)}`);
  }

  /** `deadline.escalation manager complaint.first-contact` of every notice of this kind. */
  mails(kind: string): string[] {
    return this.notices.filter((n) => n.kind === kind).map((n) => `${n.to} ${String((n.data as { id?: string }).id)}`);
  }
}

export const PROOF = { sha256: 'c'.repeat(64), mediaType: 'application/pdf', pages: 1 };
export const OFFICE = parseServiceHours('09:00-12:00,13:30-18:00');
/** A Monday in a month without holidays. */
export const MORNING = '2026-12-07T10:00';

export const complaint = (
  report: Partial<CaseReport> = {},
  more: Partial<ConstructorParameters<typeof PaperCase>[2]> = {},
) => new PaperCase('complaint', report, { reportedAt: MORNING, ...more });
export const request = (
  report: Partial<CaseReport> = {},
  more: Partial<ConstructorParameters<typeof PaperCase>[2]> = {},
) => new PaperCase('request', report, { reportedAt: MORNING, ...more });

/** Contact, team and first solution, all at once. */
export function handled(c: PaperCase): PaperCase {
  const by = c.state.about === 'account-manager' ? 'manager' : 'account-manager';
  return c
    .send(by, 'complaint.contact', { way: '电话', note: 't-2' })
    .send(by, 'complaint.team', { members: TEAM })
    .send(by, 'complaint.solution', { solution: 't-3' });
}

export const TEAM: CaseCommandPayloads['complaint.team']['members'] = [
  { part: 'account-manager', name: 't-4' },
  { part: 'technical', name: 't-5' },
  { part: 'product', name: 't-6' },
];

/** Up to the resolution, at once. */
export const settled = (c: PaperCase): PaperCase =>
  handled(c).send('operations', 'complaint.resolve', { result: 't-7' });

export const RETROSPECTIVE = { rootCause: 't-8', measure: 't-9', owner: 't-10' };
export const CALL = { way: 'call', note: 't-11' } as const;
