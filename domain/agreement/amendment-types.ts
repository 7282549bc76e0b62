import type { LadderOverrides, StandardOverrides } from '../record/standard';
import type { Actor } from '../roles';
import type { PlainDate } from '../time';
import type { Party, Signature, TextRef } from './types';

/** 补充协议的状态 (domain.md §9). */
export const AMENDMENT_ZH = {
  review: '内部审核',
  signing: '待签署',
  agreed: '已签署',
  effective: '已生效',
  returned: '已退回',
  refused: '未达成一致',
  lapsed: '逾期未签署',
  moot: '协议终止, 不再变更',
} as const;
export type AmendmentState = keyof typeof AMENDMENT_ZH;

/** What an amendment may change beside its words: what starts or is planned later goes by it. */
export interface AmendmentChanges {
  /** Deadline → target, ladder: each that is named takes the place of what it had. */
  standard?: StandardOverrides;
  ladders?: LadderOverrides;
  /** New last day of the term. */
  until?: PlainDate;
}

/** 补充协议: written, reviewed inside, signed by both, effective at its date. */
export interface Amendment {
  /** Running number within the agreement. */
  n: number;
  changes: AmendmentChanges;
  text: TextRef;
  effectiveOn: PlainDate;
  /** Id of who proposed it, for the four eyes. */
  proposedBy: Actor['id'];
  paper: { version: number; sha256?: string; pages?: number };
  approvals: Partial<Record<'legal' | 'service', Actor>>;
  /** The day of the later approval: nobody can have signed before it. */
  approvedOn?: PlainDate;
  signatures: Partial<Record<Party, Signature>>;
  state: AmendmentState;
}
