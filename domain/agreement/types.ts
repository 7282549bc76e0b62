import type { PlatformName } from './esign';
import type { ServiceHours } from '../calendar/types';
import type { NewCase, Urgency } from '../case/types';
import type { AgreementDraft } from '../document/agreement-draft';
import type { RecordState } from '../record/types';
import type { Actor, Role } from '../roles';
import type { Instant, PlainDate } from '../time';
import type { Cancel, Errand, Flow } from './flow';
import type { LadderOverrides, StandardOverrides } from './standard';
import type { Amendment } from './amendment-types';
import type { Survey, Surveyed } from './survey-types';
import type { Breach, Rescission, WrittenNotice } from './written-types';

/** 协议阶段 (domain.md §3; `renewal` and `termination` are the two ways an evaluation ends). */
export const PHASES = [
  'intake',
  'drafting',
  'review',
  'signing',
  'execution',
  'evaluation',
  'renewal',
  'termination',
  'closed',
] as const;
export type Phase = (typeof PHASES)[number];

export const PHASE_ZH: Record<Phase, string> = {
  intake: '需求沟通与信息收集',
  drafting: '条款起草',
  review: '双方审核',
  signing: '签署与生效',
  execution: '服务执行',
  evaluation: '评估',
  renewal: '续签',
  termination: '终止与交接',
  closed: '已结束',
};

export type Outcome = 'renewed' | 'terminated' | 'expired' | 'withdrawn' | 'closed';
export const OUTCOME_ZH: Record<Outcome, string> = {
  renewed: '已续签',
  terminated: '已终止',
  expired: '到期终止',
  withdrawn: '客户撤回',
  closed: '服务方结束',
};

/** Reference to personal data or free text in the vault (`t-…`): the text itself never enters a payload. */
export type TextRef = string;
/** 甲方 is the service provider, 乙方 the client. */
export type Party = 'provider' | 'client';
export type Tier = '战略' | '重点' | '普通';
export type ClientType = '长期合作' | '高价值' | '新拓展' | '潜在转化';

/** What was agreed before drafting and is not personal. Money in fen. */
export interface Terms {
  shortName: string;
  tier: Tier;
  clientType: ClientType;
  termMonths: number;
  feeFen: number;
  /** Agreed first day of the term; absent: the day the last party signs. */
  startsOn?: PlainDate;
  providerKind: 'natural-person' | 'enterprise';
  reviewMeeting: 'monthly' | 'quarterly';
  performanceReport: 'quarterly' | 'half-yearly';
  /** Silence counts as acceptance only because of this written agreement, once its document is on file (domain.md §3.3). */
  deemedAcceptance?: { sha256: string; agreedOn: PlainDate; document?: Upload };
  /** 附条件生效: awaited after signing, with a day of its own. */
  condition?: { text: TextRef; dueOn: PlainDate };
  serviceHours?: ServiceHours;
}

/** An uploaded file as the workflow knows it: hash and facts counted by the API, never the bytes. */
export interface Upload {
  sha256: string;
  mediaType: string;
  pages?: number;
  rows?: number;
}

/** Something agreed at intake: a stable key, its words by reference. */
export interface Requirement {
  key: string;
  text: TextRef;
}

/** 约定指标: the number it must reach is in its words (domain.md §2). */
export interface Target extends Requirement {
  /** 指标名称, as papers print it; absent: its key. */
  title?: TextRef;
  /** Share in the overall judgement, percent; all together at most 100. */
  weightPercent?: number;
  /** When it is looked at, e.g. a quarter. */
  stage?: TextRef;
}

export interface IntakeDocument {
  title?: TextRef;
  state: 'wanted' | 'received' | 'accepted' | 'returned';
  upload?: Upload;
  /** 客户名单 as a table, counted against the sealed scan. */
  table?: Upload;
  validUntil?: PlainDate;
  declaredCount?: number;
}

export interface DraftVersion {
  version: number;
  /** Set when the PDF has been made. */
  sha256?: string;
  pages?: number;
  drafter: string;
}

/** One negotiation round; earlier rounds stay in the audit trail, the state keeps the current one. */
export interface Review {
  round: number;
  legal?: Actor;
  service?: Actor;
  deliveredAt?: Instant;
  /** The version that was delivered in this round. */
  delivered?: number;
  /** The version that the client had before this round, if any: it is told what has changed since. */
  before?: number;
  /** At its delivery both had agreed in writing that silence accepts. */
  silenceAccepts?: true;
  client?: 'accepted' | 'objected' | 'deemed-accepted';
  lapsed?: boolean;
  explained?: boolean;
  /** The later of both desks' approvals. */
  approvedAt?: Instant;
  /** When the window that was taken for acceptance ended: an answer given by then still counts. */
  deemedAt?: Instant;
  /** The day of the last confirmation: nobody can have signed before it. */
  confirmedOn?: PlainDate;
  confirmed: Partial<Record<Party, boolean>>;
  returned?: boolean;
}

/** 签署件: SHA-256 of what each side has signed. */
export type SignedFiles = Record<Party, string>;

export interface Signature {
  signedOn: PlainDate;
  scan: Upload;
  recordedBy: string;
  attestedBy?: string;
  /** 电子签署: the platform that attests it instead of two people. */
  platform?: PlatformName;
}

export interface Figures {
  /** Mean of answered surveys, 1–5 times 20. */
  satisfaction?: number;
  /** Share of promised solutions and plans given in time, percent. */
  onTimePercent?: number;
  /** Mean time to first response, hours. */
  responseHours?: number;
  /** Agreed targets of the intake: key → reached or not. */
  targets?: Record<string, boolean>;
}

/** How many complaints and requests stand behind the figures that were counted from their records. */
export interface Counted {
  /** Absent: nothing was promised and due, or the figure was corrected by hand. */
  onTime?: { inTime: number; late: number; excluded: number };
  /** Requests whose first response the mean is of. */
  responses?: { counted: number; excluded: number };
  /** First responses by the clock of each class. */
  byUrgency: Record<Urgency, { inTime: number; late: number }>;
  /** Number of the audit event that names the cases. */
  seq: number;
}

/** A miss of a complaint or request that a manager has left out of the indicators, said to the agreement. */
export interface Exclusion {
  /** 案件编号 */
  case: string;
  /** Deadline id. */
  id: string;
  /** Which run of the clock. */
  n: number;
  reason: TextRef;
}

export interface Evaluation {
  version: number;
  figures: Figures;
  verdict: 'passed' | 'failed' | 'not-assessable';
  confirmed: Partial<Record<Party, boolean>>;
  disputed?: boolean;
  /** Final: confirmed by both sides or decided by the manager. */
  result?: 'passed' | 'failed';
}

export interface Ending {
  /** Delivery of the earliest notice. */
  noticeAt?: Instant;
  /** Who has given notice. */
  noticeBy: Party[];
  /** The agreement ends here (24:00 of a day). */
  endsAt: Instant;
  ended?: boolean;
  handover?: 'submitted' | 'accepted';
  handoverAcceptedOn?: PlainDate;
  backup?: boolean;
  backupDeliveredOn?: PlainDate;
  settled?: boolean;
  /** Above 0 the client owes, below 0 the provider. */
  settledFen?: number;
  /** By when it is to be paid. */
  payBy?: PlainDate;
  /** 履行完毕确认书 that both sides are to sign; its hash once it has been made. */
  paper?: { version: number; sha256?: string };
  certificate: Partial<Record<Party, boolean>>;
  /** It ends before its time, not by a notice of termination. */
  rescission?: Rescission;
}

/** What is to be started or told elsewhere. */
export type Order =
  /** Starts the linked new agreement (续签); `nth` counts the attempts. */
  | { order: 'renewal'; nth: number }
  /** Tells the agreement before this one what became of its successor. */
  | { order: 'tell-predecessor'; predecessor: string; what: SuccessorNews }
  /** Tells the successor its new first day, after a bridging amendment. */
  | { order: 'tell-successor'; successor: string; startsOn: PlainDate }
  | OpenCaseOrder;

/** Starts the execution of a complaint or request that has been filed. */
export interface OpenCaseOrder {
  order: 'open-case';
  input: NewCase;
}

/** Both have signed it, the last on that day; or it was given up before that. */
export type SuccessorNews = { signedOn: PlainDate } | 'ended';

/** Snapshot of a whole agreement. */
export interface Agreement extends RecordState {
  schema: 1;
  no: string;
  clientId: string;
  /** Reference to the sealed record of both parties and their people. */
  partiesRef: string;
  terms: Terms;
  standard: StandardOverrides;
  ladders?: LadderOverrides;
  startedAt: Instant;
  phase: Phase;
  outcome?: Outcome;
  /** What is to be started or told elsewhere, not carried out yet. */
  orders: Order[];
  /** What is to be said to a signing platform, and what is being said: beside the loop, which does not wait for it. */
  errands?: Errand[];
  abroad?: Errand;
  /** Flows that are given up and that their platform has not cancelled yet. */
  uncancelled?: Cancel[];
  intake: {
    documents: Record<string, IntakeDocument>;
    /** 特殊要求: each must map to clauses of the annex and back. */
    requirements: Requirement[];
    /** Indicators agreed beside the three thresholds. */
    targets: Target[];
    settled: boolean;
    consent: boolean;
  };
  draft?: DraftVersion;
  /** The current draft's typed fields; free text by reference. */
  content?: AgreementDraft;
  review?: Review;
  signatures: Partial<Record<Party, Signature>>;
  /** 电子签署: the latest flow, running or ended. */
  flow?: Flow;
  /** The day the last party signed. */
  signedOn?: PlainDate;
  effectiveOn?: PlainDate;
  /** Last day of the term. */
  termEnd?: PlainDate;
  /** Last period of meetings and reports whose clock has been started. */
  periods: { meeting: number; report: number };
  lastNumber: {
    meeting: number;
    report: number;
    rectification: number;
    complaint: number;
    request: number;
  };
  /** Last calendar month whose ledger has been closed, `YYYY-MM`. */
  ledgerFiled?: string;
  /** Number of the last filing's audit event: what was entered until then has been filed, or waits for its month. */
  ledgerFiledSeq?: number;
  figures: Figures;
  counted?: Counted;
  /** 满意度调查, by their numbers. */
  surveys?: Survey[];
  /** The surveys that the frozen satisfaction was taken with. */
  surveyed?: Surveyed;
  exclusions?: Exclusion[];
  evaluation?: Evaluation;
  ending?: Ending;
  /** 书面通知, by their numbers. */
  written?: WrittenNotice[];
  /** 补充协议, by their numbers. */
  amendments?: Amendment[];
  /** 违约记录, by their numbers. */
  breaches?: Breach[];
  predecessor?: string;
  successor?: string;
  successorSigned?: boolean;
  /** How many times a renewal has been begun. */
  renewals?: number;
  /** The draft in signing is void: its first day has moved. */
  redraft?: boolean;
  /** Scans of a lapsed round; they are not used again. */
  voidScans?: string[];
  /** Minutes that the client let pass in silence: what was said in time may still be recorded. */
  silentMeetings?: Record<string, Instant>;
  /** Ids of the client's people who have been replaced: their personal links are dead (domain.md §1). */
  formerClients?: string[];
  /** The client's windows that were open when its contact changed, `id#n`: the manager may extend each once. */
  extendable?: string[];
  /** The run before this one, still to be archived. */
  unarchivedRun?: string;
}

export type WaitingFor = Role | 'nobody';
export type Attention = 'none' | 'due-soon' | 'overdue' | 'expiring-60d';
