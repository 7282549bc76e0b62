import type { PlatformName, ProviderName } from './agreement/esign';
import { CASE_NOTICE_KINDS, type CaseNoticeData } from './case/notice-kinds';
import type { Seat } from './parties';
import type { Role } from './roles';
import type { Instant, PlainDate } from './time';
import type { EndedFlowState, Fault, LiveFlowState } from './agreement/flow';
import type { SurveyForm, SurveyMedium } from './agreement/survey-types';
import type { WrittenChannel } from './agreement/delivery';
import type { Agreement, Evaluation, Party, SignedFiles, TextRef } from './agreement/types';
import type { Ground, Paper, WrittenKind } from './agreement/written-types';

type Nothing = Record<never, never>;

/** `due` is ISO 8601 with offset. */
interface ClockFacts {
  id: string;
  due: string;
  clause: string;
}

interface WrittenPaper {
  paper: Paper['kind'];
  version: number;
}

/** What each kind of notice carries: numbers and references only, personal data and free text never (architecture.md §2.7). */
export interface NoticeData extends CaseNoticeData {
  'deadline.warning': ClockFacts;
  'deadline.missed': ClockFacts;
  'deadline.escalation': ClockFacts & { rung: number; owner: Role };
  /** The other side has done its part. */
  'deadline.your-turn': ClockFacts;
  /** Somebody's clock has begun. */
  'deadline.begun': ClockFacts;
  /** The manager has extended the client's window after its contact changed. */
  'deadline.extended': ClockFacts;

  /** `open`: what the seat's role owes now; it goes on with the newcomer. */
  'person.replaced': { seat: Seat; from: TextRef; to: TextRef; open: number };
  /** The same person with other contact data; `replaces`: the parties' record with the former ones. */
  'person.corrected': { seat: Seat; name: TextRef; replaces: TextRef };

  'intake.documents-requested': { kinds: string[] };
  'intake.document-returned': { kind: string; reason: TextRef };

  'review.requested': { version: number };
  /** `before`: the version that the client had in the round before; there is a comparison with it (修改对照稿). */
  'review.delivered': { version: number; due: Instant; before?: number };
  'review.objected': { version: number; clauses: string[] };
  'review.extended': { due: Instant };
  'review.lapsed': Nothing;
  /** The version that somebody had before him is void: it could not be printed, or its first day has moved. */
  'draft.void': { version: number };

  'signing.requested': { version: number; copies: number };
  'signing.to-attest': { party: Party };
  'signing.lapsed': Nothing;
  /** Whoever is to sign now. */
  'signing.your-turn': { party: Party; provider: ProviderName; startKey: string; version: number; until: Instant };
  'signing.flow-ended': {
    provider: ProviderName;
    startKey: string;
    state: EndedFlowState | LiveFlowState;
    party?: Party;
    fault?: Fault;
  };
  /** The platform does not answer. */
  'signing.platform-away': { provider: PlatformName; since: Instant; attempts: number };
  /** A flow that is given up could not be cancelled on its platform. */
  'signing.not-cancelled': { provider: PlatformName; startKey: string };
  'effectiveness.lapsed': Nothing;
  /** Both have signed, and a condition (生效条件) is awaited until the day `until`. */
  'signing.completed': { lastSignedOn: PlainDate; until: PlainDate; signed: SignedFiles };
  'agreement.effective': { effectiveOn: PlainDate; termEnd?: PlainDate; signed: SignedFiles };

  'plan.delivered': { version: number };
  'ledger.filed': { month: string; version: number };
  'minutes.delivered': { meeting: number; version: number };
  'report.delivered': { report: number; version: number };
  'inspection.finding': { id: number; text: TextRef; dueOn: PlainDate };

  'survey.sent': { survey: number; form: SurveyForm; medium?: SurveyMedium };
  /** `low`: how many dimensions were scored below 3. */
  'survey.answered': { survey: number; score: number; low: number };
  /** The report with the plan of improvement. */
  'survey.report': { survey: number; version: number };

  'evaluation.started': { termEnd?: PlainDate };
  'evaluation.report': { version: number; verdict: Evaluation['verdict'] };
  'evaluation.disputed': { figure: string; party: Party };
  'renewal.started': { successor: string };
  'renewal.ended': { successor: string; termEnd?: PlainDate };
  'renewal.unsigned': { termEnd?: PlainDate; successor?: string };

  /** Brings a written notice to the client; only the proof of its receipt is delivery (domain.md §9). */
  'notice.issued': { notice: number; kind: WrittenKind; channel: WrittenChannel } & WrittenPaper;
  'notice.received': { notice: number; kind: WrittenKind; party: Party } & WrittenPaper;
  'breach.recorded': { breach: number; party: Party; clause: string; version: number };
  /** `party` has broken the agreement and is to cure it until `due`. */
  'breach.cure-begun': { breach: number; party: Party; due: string };
  /** Its period has ended without a cure; what follows is for the other side to decide. */
  'breach.uncured': { breach: number; party: Party };
  /** A notice about it that has not arrived need not any more. */
  'breach.notice-dropped': { breach: number; notice: number; kind: WrittenKind; why: 'cured' | 'waived' };
  /** Cured in time, or waived, after `party`'s notice of rescission had arrived: people decide what becomes of that. */
  'breach.ground-gone': { breach: number; notice: number; party: Party; why: 'cured' | 'waived' };
  /** `party`: whose notice it was; absent: both agreed. */
  'agreement.rescinded': { ground: Ground; party?: Party; endsOn: PlainDate };
  'amendment.proposed': { amendment: number; version: number; effectiveOn: PlainDate };
  'amendment.to-sign': { amendment: number; version: number; effectiveOn: PlainDate };
  'amendment.to-attest': { amendment: number; party: Party };
  'amendment.agreed': { amendment: number; effectiveOn: PlainDate };
  /** Not signed by both in time: the manager decides. */
  'amendment.lapsed': { amendment: number };
  /** Nothing changes. */
  'amendment.ended': { amendment: number; why: 'returned' | 'refused' | 'lapsed' };
  /** The agreement ends. */
  'amendment.moot': { amendment: number };
  /** It holds but for the later end (`until`): the term ends with `termEnd`. */
  'amendment.term-not-moved': { amendment: number; until: PlainDate; termEnd: PlainDate };
  'termination.notice': { party: Party; version: number };
  'handover.submitted': { version: number };
  'settlement.drawn-up': { version: number };
  /** The completion certificate is to be signed. */
  'completion.requested': { version: number };
  'agreement.ended': Nothing;
  'agreement.closed': { outcome?: Agreement['outcome'] };
}

export type NoticeKind = keyof NoticeData;

/** The data argument of a notice; left out where the kind carries none. */
export type NoticeArguments<K extends NoticeKind> = Nothing extends NoticeData[K]
  ? [data?: NoticeData[K]]
  : [data: NoticeData[K]];

/** A record, so that the compiler misses no kind and accepts no other. */
const KINDS: Record<NoticeKind, true> = {
  ...CASE_NOTICE_KINDS,
  'deadline.warning': true,
  'deadline.missed': true,
  'deadline.escalation': true,
  'deadline.your-turn': true,
  'deadline.begun': true,
  'deadline.extended': true,
  'person.replaced': true,
  'person.corrected': true,
  'intake.documents-requested': true,
  'intake.document-returned': true,
  'review.requested': true,
  'review.delivered': true,
  'review.objected': true,
  'review.extended': true,
  'review.lapsed': true,
  'draft.void': true,
  'signing.requested': true,
  'signing.to-attest': true,
  'signing.lapsed': true,
  'signing.your-turn': true,
  'signing.flow-ended': true,
  'signing.platform-away': true,
  'signing.not-cancelled': true,
  'signing.completed': true,
  'effectiveness.lapsed': true,
  'agreement.effective': true,
  'plan.delivered': true,
  'ledger.filed': true,
  'minutes.delivered': true,
  'report.delivered': true,
  'inspection.finding': true,
  'survey.sent': true,
  'survey.answered': true,
  'survey.report': true,
  'evaluation.started': true,
  'evaluation.report': true,
  'evaluation.disputed': true,
  'renewal.started': true,
  'renewal.ended': true,
  'renewal.unsigned': true,
  'notice.issued': true,
  'notice.received': true,
  'breach.recorded': true,
  'breach.cure-begun': true,
  'breach.uncured': true,
  'breach.notice-dropped': true,
  'breach.ground-gone': true,
  'agreement.rescinded': true,
  'amendment.proposed': true,
  'amendment.to-sign': true,
  'amendment.to-attest': true,
  'amendment.agreed': true,
  'amendment.lapsed': true,
  'amendment.ended': true,
  'amendment.moot': true,
  'amendment.term-not-moved': true,
  'termination.notice': true,
  'handover.submitted': true,
  'settlement.drawn-up': true,
  'completion.requested': true,
  'agreement.ended': true,
  'agreement.closed': true,
};

export const NOTICE_KINDS = Object.keys(KINDS) as NoticeKind[];
export const isNoticeKind = (kind: string): kind is NoticeKind => Object.hasOwn(KINDS, kind);
