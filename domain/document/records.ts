import type { Target } from '../deadline/types';
import type { Instant, PlainDate } from '../time';
import type { NamedDocument, Period, Side } from './base';

/** 《服务执行计划》, domain.md §3.5. */
export interface ServicePlanDocument extends NamedDocument {
  period: Period;
  team: { name: string; duty: string; phone?: string }[];
  tasks: { item: string; schedule: string; owner: string; deliverable: string }[];
  remarks?: string;
}

export interface LedgerEntry {
  /** 登记号: number of its audit event, by which a correction names it. */
  seq: number;
  /** When the contact took place (occurredAt). */
  at: Instant;
  /** 沟通方式. */
  way: string;
  content: string;
  need?: string;
  problem?: string;
  progress?: string;
  /** 客户意见. */
  opinion?: string;
  /** The entry corrected by this one: entries are never changed. */
  corrects?: number;
  /** 补记: of an earlier month, recorded after that month had been filed. */
  late?: boolean;
}

/** 《客户关系维护台账》 of one month, with late entries of the months filed before. */
export interface LedgerDocument extends NamedDocument {
  /** `YYYY-MM`. */
  month: string;
  tier: string;
  accountManager: string;
  entries: LedgerEntry[];
}

/** 《复盘会纪要》. */
export interface MinutesDocument extends NamedDocument {
  meeting: number;
  heldAt: Instant;
  place: string;
  host: string;
  attendees: { name: string; title: string; side: Side }[];
  progress: string;
  satisfaction: string;
  improvements: { measure: string; owner: string; due: PlainDate }[];
  /** Until when the client may remark; undefined before delivery is known. */
  remarksDue?: Instant;
  /** The window as agreed. */
  remarksWindow: Target;
}

/** 《合同履行情况报告》. */
export interface PerformanceReportDocument extends NamedDocument {
  report: number;
  period: Period;
  summary: string;
  items: { item: string; planned: string; done: string; note?: string }[];
  figures: { name: string; value: string; target?: string }[];
  payments: { seq: number; dueFen: number; paidFen: number; note?: string }[];
  rectifications: { finding: string; measure: string; owner: string; due: PlainDate; done: boolean }[];
  next: string[];
}
