import type { PlainDate } from '../time';

/**
 * The typed fields of a draft agreement (domain.md §3.2). Serialisable, and the same shape twice: inside the workflow
 * free text is a reference (`t-…`), when the document is rendered it is the words themselves. Rules must therefore
 * never look into a `Text`.
 */
export type Text = string;

export interface ServiceItem {
  item: Text;
  standard: Text;
  frequency: Text;
}

export interface FeeLine {
  label: Text;
  /** Integer fen, RMB. */
  fen: number;
}

/** What makes an instalment due: a date, a milestone, or the receipt of an invoice plus so many working days. */
export type PaymentTrigger = { date: PlainDate } | { milestone: Text } | { invoice: number };

export interface Instalment {
  /** 1, 2, 3 … without gaps. */
  seq: number;
  fen: number;
  on: PaymentTrigger;
}

export interface PaymentPlan {
  /** Share of the fee paid first; the first instalment must then be that share, rounded half up to the fen. */
  downPaymentPercent?: number;
  instalments: Instalment[];
}

/** Late payment and late service: a daily rate in basis points (5 = 0.05 % a day) or one flat percentage; capped. */
export type Penalties =
  | { lateDailyRateBp: number; lateFlatPercent?: undefined; capPercent: number }
  | { lateFlatPercent: number; lateDailyRateBp?: undefined; capPercent: number };

/** After negotiation exactly one way: a named arbitration commission or a named court. */
export type Dispute = { arbitration: Text; court?: undefined } | { court: Text; arbitration?: undefined };

export const NOTICE_CHANNELS = ['post', 'fax', 'email', 'platform'] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

export interface ChosenClause {
  /** Id of a core clause of the template. */
  id: string;
  /** One of the template's wordings; undefined: the default. */
  variant?: string;
  /** Agreed wording added at the end of the clause, e.g. the outcome of a negotiated objection. */
  supplement?: Text;
}

/** A clause of the annex, made for this client. */
export interface PersonalClause {
  /** Stable word, e.g. `p1`; must not be the id of a core clause. */
  id: string;
  text: Text;
}

/** One special requirement of the intake and the clauses (personal or core) that answer it. */
export interface RequirementMapping {
  /** Key of the requirement settled at intake (its words are looked up when the document is rendered). */
  requirement: string;
  clauses: string[];
}

export interface AgreementDraft {
  /** e.g. `agreement/v1`, or a customer's own: `own/法务2026@2`. */
  templateVersion: string;
  serviceItems: ServiceItem[];
  /** Integer fen, RMB, for the whole term. */
  feeFen: number;
  feeBreakdown: FeeLine[];
  paymentPlan: PaymentPlan;
  /** Confidentiality goes on so many years after the end (default 2). */
  confidentialityYears: number;
  penalties: Penalties;
  dispute: Dispute;
  notices: { channels: NoticeChannel[] };
  /** Originals in all, the same number for each side. */
  copies: number;
  /** Titles of annexes that are attached besides the service items and the personalised clauses. */
  annexes: Text[];
  clauses: ChosenClause[];
  personalClauses: PersonalClause[];
  personalised: RequirementMapping[];
}

/** What was agreed on the term before drafting. */
export interface DraftTerms {
  termMonths: number;
  /** Agreed first day; absent: the day the last party signs. */
  startsOn?: PlainDate;
  /** The agreement takes effect when this happens, not with the last signature. */
  condition?: { text: Text; dueOn: PlainDate };
}
