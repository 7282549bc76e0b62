import type { PlatformName, ProviderName } from '../domain/agreement/esign';
import type { SigningProvider } from './provider';

/** 已接入的签署方式: what the worker and the API are given; a rehearsal has simulated platforms. */
export interface SigningPlatforms {
  /** Undefined: not set up here. Its `start` charges once per start key, however often it is tried. */
  find(name: ProviderName): SigningProvider | undefined;
  /** Where a platform sends its call-backs. */
  callbackUrl(name: PlatformName): string;
  /**
   * Nothing is started under this key any more. Answers the flow that was started before, although the answer got lost on
   * its way, if any. Throws `Unavailable` as long as that is not known.
   */
  closeKey(of: { startKey: string; provider: PlatformName }): Promise<string | undefined>;
}
