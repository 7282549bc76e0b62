import type { WrittenChannel } from '../agreement/delivery';
import type { Instant, PlainDate } from '../time';
import type { NamedDocument, Period, Side } from './base';
import type { Account } from './parties';

export type Verdict = 'passed' | 'failed' | 'not-assessable';

export interface Indicator {
  name: string;
  /** Undefined: no data; the verdict is then `not-assessable`. */
  value?: number;
  unit: '分' | '%' | '小时' | '';
  /** `min`: the value must reach the threshold; `max`: it must not exceed it. */
  bound: 'min' | 'max';
  threshold: number;
  verdict: Verdict;
  /** Number of records the figure rests on. */
  sample?: number;
  note?: string;
}

/** 《服务评估报告》 from a frozen, hashed data set (domain.md §3.6). The document's version is the data set's. */
export interface EvaluationReportDocument extends NamedDocument {
  term: Period;
  frozenAt: Instant;
  dataHash: string;
  indicators: Indicator[];
  /** First responses to requests, class by class: met by the clock of the class or not; absent: none were recorded. */
  classes?: { name: string; inTime: number; late: number }[];
  /** Agreed targets besides the thresholds. */
  targets: { indicator: string; target: string; result: string; verdict: Verdict }[];
  verdict: Verdict;
  /** What a version after the first corrects. */
  corrections?: string;
  confirmBy?: Instant;
}

/** Written notice that ends the agreement (书面通知). */
export interface TerminationNoticeDocument extends NamedDocument {
  /** 通知的序号, running within the agreement. */
  notice?: number;
  from: Side;
  /** What entitles the sender, e.g. the failed evaluation. */
  grounds: string;
  facts: string;
  noticeDays: number;
  /** Known once delivery is proven. */
  deliveredOn?: PlainDate;
  endsOn?: PlainDate;
  channel: WrittenChannel;
  /** What the other side is asked to prepare. */
  requests: string[];
}

/** 交接清单; it must be accepted before the agreement is terminated. */
export interface HandoverListDocument extends NamedDocument {
  endsOn: PlainDate;
  items: { item: string; detail: string; done: boolean; note?: string }[];
  backup: { content: string; sha256?: string; done: boolean };
  /** Open complaints and requests keep number and clocks. */
  openCases: { id: string; kind: '投诉' | '需求'; summary: string; owner: string; due?: Instant }[];
}

/** 结算单. Amounts are signed as seen by the provider: above 0 the client owes, below 0 the provider owes. */
export interface SettlementDocument extends NamedDocument {
  period: Period;
  lines: { label: string; basis: string; fen: number }[];
  account: Account;
  payBy?: PlainDate;
}

/** 履行完毕确认书, signed by both sides. */
export interface CompletionCertificateDocument extends NamedDocument {
  term: Period;
  endedOn: PlainDate;
  reason: string;
  handoverAcceptedOn: PlainDate;
  /** As in the settlement; 0 when nothing is owed. */
  settledFen: number;
  /** By when it is to be paid. */
  payBy?: PlainDate;
  backupDeliveredOn?: PlainDate;
  /** Not delivered yet: by when it is owed. */
  backupDueOn?: PlainDate;
  confidentialUntil: PlainDate;
  openCases: string[];
}
