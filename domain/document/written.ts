import type { WrittenChannel } from '../agreement/delivery';
import type { WrittenKind } from '../agreement/written-types';
import type { Target } from '../deadline/types';
import type { Instant, PlainDate } from '../time';
import type { NamedDocument, Side } from './base';

/** A breach as papers name it. */
export interface BreachFacts {
  /** 违约记录的序号. */
  breach: number;
  /** Who has broken the agreement. */
  side: Side;
  /** 所违反的条款, by its title. */
  clause: string;
  facts: string;
  amountFen?: number;
  at: Instant;
}

/** 《违约记录》, domain.md §8. */
export interface BreachRecordDocument extends NamedDocument, BreachFacts {
  /** 甲方 or 乙方. */
  recorder: string;
}

/** 《书面通知》, domain.md §9; a notice of termination has a paper of its own. */
export interface WrittenNoticeDocument extends NamedDocument {
  /** 通知的序号, running within the agreement. */
  notice: number;
  kind: WrittenKind;
  from: Side;
  issuedOn: PlainDate;
  channel: WrittenChannel;
  text: string;
  /** What the other side is asked to do. */
  asks?: string;
  breach?: BreachFacts;
  /** Of a notice that asks for a cure: from its delivery. */
  curePeriod?: Target;
  /** Of a rescission. */
  ground?: string;
}

/** 《补充协议》, domain.md §9. */
export interface AmendmentDocument extends NamedDocument {
  /** 补充协议的序号. */
  amendment: number;
  effectiveOn: PlainDate;
  text: string;
  /** What it changes of the standard, the ladders and the term. */
  changes: { item: string; before: string; after: string }[];
}
