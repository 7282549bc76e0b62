import type { PlainDate } from '../time';

/** What every document carries. */
export interface DocumentBase {
  /** Number of the agreement, e.g. `2026-客户维护-001`. */
  number: string;
  version: number;
  /** Business date of this version; also the creation date in the PDF, so that the same data gives the same bytes. */
  date: PlainDate;
}

/** Documents made under a signed agreement name both sides. */
export interface NamedDocument extends DocumentBase {
  providerName: string;
  providerKind: 'enterprise' | 'natural-person';
  clientName: string;
}

/** First and last day, both inclusive. */
export interface Period {
  from: PlainDate;
  to: PlainDate;
}

/** 甲方 / 乙方. */
export type Side = 'provider' | 'client';
