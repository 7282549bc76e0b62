import { bundledCalendar } from '../../calendar/load';
import { AgreementBook } from '../../domain/agreement/book';
import type { CommandName, CommandPayloads } from '../../domain/agreement/commands';
import { begin, openAgreement } from '../../domain/agreement/open';
import { applyCommand, catchUp, copyOf, documentMade } from '../../domain/agreement/step';
import type { StandardOverrides } from '../../domain/agreement/standard';
import type { Agreement, Terms } from '../../domain/agreement/types';
import type { AuditEvent, DocumentKind, DocumentOrder, Notice } from '../../domain/record/types';
import type { Role } from '../../domain/roles';
import { parseInstant, type Instant } from '../../domain/time';

/** The rules without Temporal: one agreement on paper, its clock set by hand. Transitions are the test's own. */

export const TERMS: Terms = {
  shortName: '客户维护',
  tier: '战略',
  clientType: '高价值',
  termMonths: 12,
  feeFen: 12_000_000,
  providerKind: 'enterprise',
  reviewMeeting: 'quarterly',
  performanceReport: 'half-yearly',
};

export const SHA = 'a'.repeat(64);
export const PDF = { sha256: SHA, mediaType: 'application/pdf', pages: 2 };

export class PaperAgreement {
  state: Agreement;
  now: Instant;
  readonly events: AuditEvent[] = [];
  readonly notices: Notice[] = [];
  readonly documents: DocumentOrder[] = [];
  private count = 0;

  constructor(terms: Partial<Terms> = {}, start = '2026-11-02T09:00:00+08:00', standard: StandardOverrides = {}) {
    this.now = parseInstant(start);
    this.state = openAgreement(
      {
        no: '2026-客户维护-001',
        clientId: 'c-1',
        partiesRef: 'r-1',
        terms: { ...TERMS, ...terms },
        standard,
        calendar: bundledCalendar(),
      },
      this.now,
    );
    this.change(begin);
  }

  /** Moves the clock and lets every deadline catch up. */
  at(instant: string | Instant): this {
    this.now = typeof instant === 'number' ? instant : parseInstant(instant);
    return this.change(catchUp);
  }

  change(step: (book: AgreementBook) => void): this {
    const book = new AgreementBook(copyOf(this.state), this.now);
    step(book);
    for (const { kind, version } of book.documents) documentMade(book, { kind, version, sha256: SHA, pages: 2 });
    this.state = book.state;
    this.events.push(...book.events);
    this.notices.push(...book.notices);
    this.documents.push(...book.documents);
    return this;
  }

  send<N extends CommandName>(
    role: Role,
    name: N,
    payload: CommandPayloads[N],
    more: { id?: string; occurredAt?: string } = {},
  ): this {
    return this.change((book) =>
      applyCommand(book, {
        id: `k${++this.count}`,
        name,
        by: { role, id: more.id ?? `p-${role}` },
        payload,
        ...(more.occurredAt && { occurredAt: parseInstant(more.occurredAt) }),
      }),
    );
  }

  deadline(id: string) {
    return this.state.deadlines.find((d) => d.id === id);
  }

  /** The latest order of a document of this kind. */
  ordered(kind: DocumentKind): DocumentOrder {
    return this.documents.filter((order) => order.kind === kind).at(-1)!;
  }

  happened(event: string): Record<string, unknown>[] {
    return this.events.filter((e) => e.event === event).map((e) => e.data);
  }
}
