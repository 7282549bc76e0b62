import type { Instant } from '../time';
import type { Party } from './types';

/** 第三方电子签署 (domain.md §3.4): what a flow on a platform looks like to the agreement. */

export const PROVIDER_NAMES = ['ess', 'esign', 'fasc'] as const;
/** 签署平台: 腾讯电子签, e签宝, 法大大. */
export type ProviderName = (typeof PROVIDER_NAMES)[number];

export type FlowState = 'open' | 'completed' | 'refused' | 'expired' | 'cancelled';

export interface SignerStatus {
  party: Party;
  state: 'waiting' | 'viewed' | 'signed' | 'refused';
  viewedAt?: Instant;
  signedAt?: Instant;
  /** How the platform made sure who it is, its own word, e.g. `企业实名+人脸`. */
  identifiedBy?: string;
  /** Network address the signature came from, as the platform tells it. */
  ip?: string;
}

/** What a platform says of a flow when it is asked. */
export interface FlowStatus {
  state: FlowState;
  signers: SignerStatus[];
}
