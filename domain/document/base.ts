import type { PlainDate } from '../time';

/** 验真: what a reader of the paper can check it by; printed on every page. */
export interface Verification {
  /** 验证码, without hyphens. */
  code: string;
  /** Where it is answered: genuine, superseded or unknown. */
  url: string;
  /** SHA-256 of the recorded data behind it, hex. (The file's own hash cannot be printed in the file.) */
  dataHash: string;
}

/** What every document carries. */
export interface DocumentBase {
  /** Number of the agreement, e.g. `2026-客户维护-001`, or of the case. */
  number: string;
  /** Runs through the papers of its kind. */
  version: number;
  /** 文书与同类文书的区别, as its header prints it (domain/document/subject.ts): `第 5 号`, `2027年5月`, `第 2 版`. */
  label: string;
  /** Business date of this version; also the creation date in the PDF, so that the same data gives the same bytes. */
  date: PlainDate;
  verification: Verification;
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
