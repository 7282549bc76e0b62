import type { Instant, PlainDate } from '../time';
import type { AttemptResult, Channel, WrittenChannel } from './delivery';
import type { Party, TextRef } from './types';

/** 书面通知的种类 (domain.md §9; force majeure §8). */
export const WRITTEN_ZH = {
  termination: '终止通知',
  cure: '补正通知',
  rescission: '解除通知',
  'force-majeure': '不可抗力通知',
  'change-of-contact': '联系方式变更通知',
  general: '一般通知',
} as const;
export type WrittenKind = keyof typeof WRITTEN_ZH;

/** What ends an agreement before its time (解除, domain.md §9). */
export const GROUND_ZH = {
  agreement: '双方协商一致',
  'material-breach': '重大违约，补正期满未补正',
  bankruptcy: '一方破产',
  'fraud-or-duress': '欺诈或胁迫',
  'force-majeure': '不可抗力致使协议目的不能实现',
} as const;
export type Ground = keyof typeof GROUND_ZH;

/** As papers and mails, which both sides read, say it. `by`: who gives the notice; it is the other that is bankrupt. */
export const groundZh = (ground: Ground, by?: Party): string =>
  ground === 'bankruptcy' && by ? `${by === 'provider' ? '乙方' : '甲方'}破产` : GROUND_ZH[ground];

/** A paper that the product made; its hash once it has been made. */
export interface Paper {
  kind: 'written-notice' | 'termination-notice' | 'breach-record';
  version: number;
  sha256?: string;
}

/** One try to bring a notice to the other side that failed. */
export interface DeliveryAttempt {
  channel: Channel;
  at: Instant;
  result: AttemptResult;
  /** SHA-256 of the upload. */
  proof?: string;
  note?: TextRef;
}

/** Receipt, by post the postmark; `proof` is missing where the addressee or the sender spoke for itself on the platform. */
export interface Delivery {
  channel: WrittenChannel;
  at: Instant;
  proof?: string;
}

export interface WrittenNotice {
  /** Running number within the agreement. */
  n: number;
  kind: WrittenKind;
  /** Who gives it. */
  party: Party;
  /** How it goes out. */
  channel: WrittenChannel;
  /** Facts and reason; absent while an attempt is all that is known of a paper made elsewhere. */
  text?: TextRef;
  /** What the other side is asked to do. */
  asks?: TextRef;
  breach?: number;
  ground?: Ground;
  issuedAt: Instant;
  paper?: Paper;
  /** What a paper that was made with its delivery prints of it: 送达日, 终止日. */
  printed?: { deliveredOn: PlainDate; endsOn: PlainDate };
  attempts: DeliveryAttempt[];
  delivery?: Delivery;
  /** `moot`: the agreement had ended before it was delivered. */
  dropped?: 'withdrawn' | 'moot';
}

/** 违约记录的状态: `curing` from the delivery of the notice on. */
export const BREACH_ZH = {
  recorded: '已记录',
  curing: '补正期内',
  cured: '已补正',
  uncured: '补正期满未补正',
  waived: '不再追究',
} as const;

/** 违约记录 (domain.md §8): who, what, which clause, how much. */
export interface Breach {
  n: number;
  /** Who has broken the agreement. */
  party: Party;
  recordedBy: Party;
  /** Id of a clause of the agreement. */
  clause: string;
  facts: TextRef;
  /** Integer fen. */
  amountFen?: number;
  /** When it happened, or was found. */
  at: Instant;
  paper: Paper;
  state: keyof typeof BREACH_ZH;
  /** Number of the notice that asks for the cure. */
  notice?: number;
  /** Cured only after its period had ended. */
  late?: true;
  /** SHA-256 of the proof of the cure. */
  proof?: string;
}

/** Why an agreement ends before its time. */
export interface Rescission {
  ground: Ground;
  /** Who rescinds; absent: both agreed. */
  party?: Party;
  breach?: number;
  notice?: number;
  /** SHA-256 of the document that both signed. */
  document?: string;
  /** Last day, where both agreed on one. */
  on?: PlainDate;
}
