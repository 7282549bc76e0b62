import type { Instant } from '../time';
import type { Party } from './types';

/** 签署方式 (domain.md §3.4): what a flow looks like to the agreement, on paper or on a third-party platform. */

export const PLATFORM_NAMES = ['ess', 'esign', 'fasc'] as const;
/** 签署平台, asked over the network: 腾讯电子签, e签宝, 法大大. */
export type PlatformName = (typeof PLATFORM_NAMES)[number];

export const PROVIDER_NAMES = ['paper', ...PLATFORM_NAMES] as const;
/** A platform, or 纸质签署: recorded and attested by our own people. */
export type ProviderName = (typeof PROVIDER_NAMES)[number];

export type FlowState = 'open' | 'completed' | 'refused' | 'expired' | 'cancelled';

export interface SignerStatus {
  party: Party;
  /** `received`: on paper only; the scan is recorded and awaits the second person. */
  state: 'waiting' | 'viewed' | 'received' | 'signed' | 'refused';
  viewedAt?: Instant;
  signedAt?: Instant;
  /** How the platform made sure who it is, its own word, e.g. `企业实名+人脸`. */
  identifiedBy?: string;
  /** Network address the signature came from, as the platform tells it. */
  ip?: string;
}

/** What a provider says of a flow when it is asked. */
export interface FlowStatus {
  state: FlowState;
  signers: SignerStatus[];
}
