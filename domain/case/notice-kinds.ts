import type { TextRef } from '../agreement/types';
import type { Role } from '../roles';
import type { Instant, PlainDate } from '../time';
import type { CaseOutcome, Department, Severity, Urgency } from './types';

/** `id`: the case. */
interface About {
  id: string;
}

/** What each kind of notice about a case carries: numbers and references only. */
export interface CaseNoticeData {
  'case.received': About & { reportedAt: Instant };
  'case.opened': About & {
    reportedAt: Instant;
    channel: string;
    description: TextRef;
    severity?: Severity;
    urgency?: Urgency;
  };
  /** `clock`: what is due first in the new round. */
  'case.reopened': About & { round: number; clock: { id: string; due: Instant; owner: Role } };
  'case.plan': About & { plan: TextRef; dueOn: PlainDate };
  'case.update': About & { text: TextRef };
  /** The client owes an answer. */
  'case.paused': About & { reason: TextRef; until: Instant };
  'case.resolved': About & { text: TextRef };
  'case.closed': About & { outcome: CaseOutcome };
  'complaint.data-leak': About & { reportedAt: Instant; description: TextRef };
  /** `clock`: what is due first of all that has been handed over. */
  'request.assigned': About & { department: Department; clock?: { id: string; due: Instant } };
  'request.refused': About & { reason: TextRef; alternative: TextRef };
  'request.confirmation': About;
  'request.merged': About & { into: string };
  /** `duplicate`: the request that has been taken in; `clock`: what is due first now. */
  'request.absorbed': About & { duplicate: string; urgency: Urgency; clock?: { id: string; due: Instant } };
}

/** A record, so that the compiler misses no kind and accepts no other. */
export const CASE_NOTICE_KINDS: Record<keyof CaseNoticeData, true> = {
  'case.received': true,
  'case.opened': true,
  'case.reopened': true,
  'case.plan': true,
  'case.update': true,
  'case.paused': true,
  'case.resolved': true,
  'case.closed': true,
  'complaint.data-leak': true,
  'request.assigned': true,
  'request.refused': true,
  'request.confirmation': true,
  'request.merged': true,
  'request.absorbed': true,
};
