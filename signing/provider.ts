import type { Party } from '../domain/agreement/types';
import type { FlowStatus, PlatformName, ProviderName } from '../domain/agreement/esign';

/**
 * 签署方式: what this product needs of whatever an agreement is signed on: a third-party e-signature platform in its own
 * dialect, or paper. One adapter each; nothing outside an adapter knows its words. Every method may be tried again: flows
 * are asked for by keys that are ours. `PlatformAway` (`Unavailable`) says that a platform is away, and nothing else.
 */
export interface SigningProvider {
  readonly name: ProviderName;
  /**
   * Uploads the file and starts a flow that is signed in the order given. Platforms charge here: the same `startKey`
   * gives the same flow, however often it is tried.
   */
  start(request: StartFlow): Promise<{ flowId: string }>;
  /** A personal page to sign on, short-lived; asked for at each click. Throws `NotNow` when it is not this signer's turn. */
  signUrl(flowId: string, party: Party): Promise<{ url: string; expiresAt: number }>;
  /** What the platform says now; the only thing the workflow believes. */
  status(flowId: string): Promise<FlowStatus>;
  /** Idempotent; a flow that has ended stays as it is. */
  cancel(flowId: string, reason: string): Promise<void>;
  /** The signed PDF, once the flow is `completed`. */
  fetchSigned(flowId: string): Promise<Buffer>;
  /** Whether the signed bytes are a signed revision of the original, as the platform attests. */
  verify(signed: Buffer, originalSha256: string): Promise<{ genuine: boolean; signatures: number; detail: string }>;
  /**
   * Reads a call-back: authenticates, decrypts, names flow and event. A call-back is only a hint.
   * Throws Failure `Unauthenticated` for a wrong signature or one outside its time window.
   */
  parseCallback(raw: RawCallback, now: number): CallbackHint;
  /** What the platform wants to hear so that it does not send again. */
  readonly acknowledgement: { status: number; contentType: string; body: string };
}

export interface Signer {
  party: Party;
  kind: 'enterprise' | 'natural-person';
  /** Of the party: firm or person. */
  organisation: string;
  /** Who signs: legal representative, authorised representative, or the natural person. */
  name: string;
  mobile: string;
  email: string;
  authority: 'legal-representative' | 'authorised-representative' | 'self';
}

export interface StartFlow {
  /** e.g. `2026-客户维护-001/v2/s1`: one flow per version and attempt. */
  startKey: string;
  title: string;
  file: { name: string; bytes: Buffer; sha256: string };
  /** In the order of signing. */
  signers: Signer[];
  /** Epoch ms: the flow lapses on the platform. */
  expiresAt: number;
  /** Where the platform sends its call-backs. */
  callbackUrl: string;
}

/**
 * A platform as its adapter speaks to it: here one `start` is one try, which may charge. `startFlowOnce` (start-once.ts)
 * makes of it the `start` of `SigningProvider`, and nothing else calls it.
 */
export interface SigningAdapter extends SigningProvider {
  readonly name: PlatformName;
  /**
   * A flow is first made as a draft, which costs nothing, and begins by a second request, once. Where it is not so, only
   * `find` tells whether a try without an answer began one.
   */
  readonly drafts: boolean;
  /** Throws `MaybeStarted` when the platform may have begun, any other failure when it certainly has not. */
  start(request: StartFlow, attempt?: StartAttempt): Promise<{ flowId: string }>;
  /**
   * The flow that an earlier `start` of this key began on the platform, if any; a draft that never began is none.
   * `since`: epoch ms, before the first try.
   */
  find(startKey: string, since: number): Promise<{ flowId: string } | undefined>;
}

/** One try to start; several of one key may overlap, when the first was only slow. */
export interface StartAttempt {
  /** After this nothing more is sent. */
  signal?: AbortSignal;
  /** The draft that an earlier try made: to be begun, if it has not yet. */
  draft?: string;
  /** Given the draft's id before it begins. Throws when another try has taken over: then it must not begin. */
  keepDraft?: (draft: string) => Promise<void>;
}

export interface RawCallback {
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** Exactly as received. */
  body: Buffer;
}

export interface CallbackHint {
  flowId: string;
  /** The platform's own id of the message, or the hash of its content: duplicates have the same. */
  messageId: string;
  event: string;
}
