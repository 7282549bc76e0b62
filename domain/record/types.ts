import type { CalendarData } from '../calendar/types';
import type { Deadline } from '../deadline/types';
import type { Actor, Role } from '../roles';
import type { Instant } from '../time';
import type { NoticeKind } from '../notice-kinds';

/** `n` counts how often the same id has run in its execution; `warned` once a warning has gone out. */
export type RunningDeadline = Deadline & { n: number; warned?: boolean };

/** What every recorded execution (an agreement, a case) keeps about itself: plain data, carried over continue-as-new. */
export interface RecordState {
  calendar: CalendarData;
  /** Grows by one with every record; guards the projection. */
  version: number;
  /** Last audit event's number. */
  seq: number;
  /** Open deadlines, and missed ones whose ladder still climbs. */
  deadlines: RunningDeadline[];
  /** How often an id without a suffix has run. */
  runs: Record<string, number>;
  /** What brought the latest change about, and how often it has given each notice: the notices' keys hang on it. */
  cause: { id: string; notices: Record<string, number> };
  /** Last version of each kind of document. */
  documents: Partial<Record<DocumentKind, number>>;
  /** Recent command ids with the record's version, so that a retry after continue-as-new is not a second effect. */
  done: [id: string, version: number][];
}

/** One line of the audit trail; names and shapes are contract.md's. */
export interface AuditEvent {
  seq: number;
  /** Business time (occurredAt). */
  at: Instant;
  /** The workflow's clock. */
  recordedAt: Instant;
  event: string;
  data: Record<string, unknown>;
  by?: Actor;
  commandId?: string;
}

/** A mail to be sent by the relay. `data` holds references and numbers only. */
export interface Notice {
  /** What brought it about, its kind and addressee: the same when a step is taken again after a crash. */
  key: string;
  seq: number;
  kind: NoticeKind;
  channel: 'email';
  to: Role;
  at: Instant;
  /** It came in quiet hours and leaves when they end (domain.md §6). */
  notBefore?: Instant;
  data: object;
}

/** 文书种类 (domain.md §12). */
export type DocumentKind =
  | 'agreement'
  | 'service-plan'
  | 'ledger'
  | 'minutes'
  | 'performance-report'
  | 'survey-report'
  | 'evaluation-report'
  | 'termination-notice'
  | 'written-notice'
  | 'breach-record'
  | 'amendment'
  | 'handover-list'
  | 'settlement'
  | 'completion-certificate'
  | 'signature-evidence'
  | 'complaint-record'
  | 'request-tracking'
  | 'contact-record'
  | 'client-classification';

/** A document to be made from recorded data, with the record of the step that asked for it. */
export interface DocumentOrder {
  /** Number of the audit event `document.made` that waits for its hash. */
  seq: number;
  kind: DocumentKind;
  version: number;
  at: Instant;
  data: Record<string, unknown>;
}

/** What became of an order. A text that cannot be printed fails the document, never the agreement. */
export type DocumentMade = Pick<DocumentOrder, 'kind' | 'version'> &
  ({ sha256: string; pages: number } | { failed: string });

/** What a step has to leave behind; see `activities/records.ts`. */
export interface Entries {
  events: AuditEvent[];
  notices: Notice[];
  deadlines: RunningDeadline[];
  documents: DocumentOrder[];
}
