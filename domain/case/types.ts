import type { TextRef, Tier } from '../agreement/types';
import type { CalendarData, ServiceHours } from '../calendar/types';
import type { Deadline, Pause } from '../deadline/types';
import type { LadderOverrides, StandardOverrides } from '../record/standard';
import type { RecordState } from '../record/types';
import type { Actor } from '../roles';
import type { Instant, PlainDate } from '../time';

/** A case: a complaint (投诉) or a request (需求, 咨询), an execution of its own beside its agreement (domain.md §4, §5). */
export type CaseKind = 'complaint' | 'request';
/** `resolved`: the client is still to be called back and the house to learn from it. */
export type CasePhase = 'open' | 'resolved' | 'closed';
export type CaseOutcome = 'satisfied' | 'unreachable' | 'refused' | 'merged' | 'withdrawn';

export const SEVERITIES = ['一般', '严重', '重大'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const URGENCIES = ['紧急', '重要', '常规'] as const;
export type Urgency = (typeof URGENCIES)[number];
/** What a complaint is about; a leak of customer data is a kind of its own. */
export type ComplaintSubject = 'service' | 'account-manager' | 'data-leak';
/** 咨询 is the topic `inquiry`: always 常规. */
export type RequestTopic = 'technical' | 'commercial' | 'service' | 'inquiry';
/** 责任部门 of a request. */
export type Department = 'support' | 'sales' | 'product' | 'service';

export const CASE_KIND_ZH: Record<CaseKind, string> = { complaint: '投诉', request: '需求' };
export const CASE_PHASE_ZH: Record<CasePhase, string> = { open: '处理中', resolved: '已解决', closed: '已结案' };
export const CASE_OUTCOME_ZH: Record<CaseOutcome, string> = {
  satisfied: '客户认可',
  unreachable: '无法联系客户',
  refused: '未能满足',
  merged: '已并入其他需求',
  withdrawn: '客户撤回',
};
export const SUBJECT_ZH: Record<ComplaintSubject, string> = {
  service: '服务',
  'account-manager': '客户经理',
  'data-leak': '客户信息泄露',
};
export const TOPIC_ZH: Record<RequestTopic, string> = {
  technical: '技术',
  commercial: '商务',
  service: '服务',
  inquiry: '咨询',
};
export const DEPARTMENT_ZH: Record<Department, string> = {
  support: '技术支持',
  sales: '销售',
  product: '产品',
  service: '客服',
};

/** What was reported; all words by reference. */
export interface CaseReport {
  /** 渠道, a word of the house: `电话`, `邮件`, `portal`. */
  channel: string;
  description: TextRef;
  /** Whom it concerns. */
  person?: TextRef;
  /** Of a complaint; 一般 where nothing is said. */
  severity?: Severity;
  about?: ComplaintSubject;
  /** Of a request; 常规 where nothing is said. */
  urgency?: Urgency;
  topic?: RequestTopic;
}
export type ComplaintReport = Pick<CaseReport, 'channel' | 'description' | 'person' | 'severity' | 'about'>;
export type RequestReport = Pick<CaseReport, 'channel' | 'description' | 'person' | 'urgency' | 'topic'>;

/** What the agreement hands over to start a case: references and numbers only. */
export interface NewCase {
  kind: CaseKind;
  id: string;
  agreementNo: string;
  clientId: string;
  partiesRef: string;
  tier: Tier;
  serviceHours?: ServiceHours;
  /** The agreement's standard when it was filed: running clocks keep it. */
  standard: StandardOverrides;
  ladders: LadderOverrides;
  calendar: CalendarData;
  report: CaseReport;
  /** Business time the client reported it: clocks start here. */
  reportedAt: Instant;
  filedBy: Actor;
}

/** 来源: one report of the same need; a request that took in duplicates names them all. */
export interface CaseSource {
  id: string;
  channel: string;
  reportedAt: Instant;
}

/** A duplicate of a request, with all that had been merged into it before: what of it lives on in the other one. */
export interface Duplicate {
  id: string;
  sources: CaseSource[];
  /** The earliest report of it. */
  reportedAt: Instant;
  /** Its round's clocks count from here. */
  startedAt: Instant;
  urgency: Urgency;
  topic?: RequestTopic;
  /** What the client has had of it in its round. */
  given: Pick<Round, 'contactedAt' | 'plannedAt' | 'plannedFor' | 'progressAt'>;
  /** What was still owed of it. */
  clocks: Pick<Deadline, 'id' | 'startedAt' | 'pauses'>[];
  /** What its solution or plan stood still. */
  promised: Pause[];
}

/** This duplicate is merged into another request, which takes it in. */
export interface AbsorbOrder {
  order: 'absorb';
  into: string;
  duplicate: Duplicate;
}
export type CaseOrder = AbsorbOrder;

/** What has been done in the current round, with business times; a new round starts with none of it. */
export interface Round {
  /** The round's clocks count from here: the report, or the moment it was reopened. */
  startedAt: Instant;
  /** First contact, or first response to a request. */
  contactedAt?: Instant;
  teamAt?: Instant;
  /** First solution of a complaint. */
  solutionAt?: Instant;
  /** 复杂投诉, declared. */
  complex?: boolean;
  /** A plan has been given, and the day it names. */
  plannedAt?: Instant;
  plannedFor?: PlainDate;
  /** When the client was told last how far it has come. */
  progressAt?: Instant;
  resolvedAt?: Instant;
  /** What was asked for cannot be met: reason and alternative were given. */
  refused?: boolean;
  /** The client has been called back and is content. */
  satisfiedAt?: Instant;
  retrospectiveAt?: Instant;
  /** Pauses of all clocks of the case; one that lasts has no `to`. Pauses of a single clock are kept with it. */
  pauses: Pause[];
  /** Of the clock of the solution or plan that ended last, for the one that takes its place. */
  kept?: KeptPauses;
}

/** Another urgency may open a promised clock long after it ended the one before: what stood still stood still. */
export interface KeptPauses {
  pauses: Pause[];
  /** How many of the case's pauses that clock has lived to see. */
  seen: number;
}

/** A clock that ran out: a permanent fact. Only an indicator may leave it out, by the manager, with a reason. */
export interface Miss {
  id: string;
  n: number;
  dueAt: Instant;
  excluded?: TextRef;
}

/** Snapshot of a whole case. */
export interface Case extends RecordState, NewCase {
  schema: 1;
  /** The earliest report of it; `current.startedAt` is where the current round began. */
  reportedAt: Instant;
  openedAt: Instant;
  phase: CasePhase;
  outcome?: CaseOutcome;
  severity?: Severity;
  urgency?: Urgency;
  about?: ComplaintSubject;
  topic?: RequestTopic;
  /** Of a request: by its topic, or as assigned. */
  department?: Department;
  /** The department has it: its clocks are the service team's. */
  assigned?: boolean;
  sources: CaseSource[];
  /** 1, and one more with every reopening. */
  round: number;
  current: Round;
  /** Tries to reach the client that failed. */
  attempts: number;
  /** The record of a data leak has been given. */
  incidentAt?: Instant;
  misses: Miss[];
  /** Last numbers of the repeated duties, counted through all rounds. */
  lastNumber: { update: number; progress: number };
  /** What is to be told elsewhere, not carried out yet. */
  orders: CaseOrder[];
  /** The run before this one, still to be archived. */
  unarchivedRun?: string;
}

export type { Attention, WaitingFor } from '../agreement/types';
