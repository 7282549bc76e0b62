import { requireThat } from '../failures';
import type { Instant } from '../time';
import type { AgreementBook } from './book';
import type { PlatformName, ProviderName, SignerStatus } from './esign';
import type { Party, TextRef, Upload } from './types';

/** 签署流程 (domain.md §3.4): one flow on a platform or on paper, for one version, as the agreement keeps it. */

/** What can be wrong with a flow whose signatures are therefore not used. */
export type Fault =
  /** Signed by the second before the first. */
  | 'out-of-order'
  /** Signed before the flow was asked for, after the window had ended, in the future, or at no time at all. */
  | 'time'
  /** Said to be completed, with a signature missing. */
  | 'incomplete'
  /** The signed file is no signed revision of the confirmed one. */
  | 'unverified'
  /** The agreed term was over by then. */
  | 'term-over';

export type LiveFlowState =
  /** To be started on the platform, or being started. */
  | 'starting'
  | 'open'
  /** All have signed; the file is being fetched and verified. */
  | 'completing';
export type EndedFlowState =
  | 'completed'
  | 'refused'
  | 'expired'
  /** By us or on the platform. */
  | 'cancelled'
  /** What it was for has changed: another version, another window, or no agreement. */
  | 'void'
  /** See `fault`. */
  | 'faulty'
  /** The platform would not start it. */
  | 'failed';

export type FlowParty = Pick<SignerStatus, 'state' | 'viewedAt' | 'signedAt'>;

/** Plain data of the snapshot: no names, addresses or words of the platform; those are kept by the activity. */
export interface Flow {
  provider: ProviderName;
  /** One flow per version and attempt, e.g. `2026-客户维护-001/v2/s1`: platforms charge at start. */
  startKey: string;
  version: number;
  /** Of the confirmed file. */
  sha256: string;
  /** Which flow of this version. */
  nth: number;
  /** The provider's own id, once started; on paper the start key. */
  flowId?: string;
  state: LiveFlowState | EndedFlowState;
  /** In the order of signing. */
  order: Party[];
  /** On paper, unless an order was agreed: each side signs its copy when it likes. */
  anyOrder?: true;
  clientSigner: 'legal-representative' | 'authorised-representative';
  /** 授权委托书, without which no authorised representative signs. */
  authorisation?: Upload;
  begunAt: Instant;
  /** End of the signing window: it lapses on the platform as well. */
  expiresAt: Instant;
  parties: Record<Party, FlowParty>;
  fault?: Fault;
  /** When the platform last answered. */
  askedAt?: Instant;
  /** The platform does not answer. */
  away?: { since: Instant; attempts: number; toldAt?: Instant };
  /** Attempts in vain since then that were our own fault. */
  stalled?: number;
}

/** On a platform, which is told and asked by errands. */
export type PlatformFlow = Flow & { provider: PlatformName };

/**
 * What is to be said to a platform. It may be away for hours, so an errand is carried out beside the loop, one at a time,
 * while commands and clocks go on; idempotent by the start key.
 */
export type Errand = Question | Cancel;

export interface Question {
  errand: 'esign-start' | 'esign-status' | 'esign-fetch';
  startKey: string;
}

export interface Cancel {
  errand: 'esign-cancel';
  startKey: string;
  provider: PlatformName;
  /** Absent: whether it was ever started is not known. */
  flowId?: string;
  reason?: TextRef;
  /** Attempts in vain. */
  attempts?: number;
  /** Of an agreement that has ended: for days, if need be. */
  patient?: true;
  /** Then it lapses on the platform by itself. */
  until: Instant;
}

export const isLive = (flow: Flow | undefined): flow is Flow & { state: LiveFlowState } =>
  flow?.state === 'starting' || flow?.state === 'open' || flow?.state === 'completing';

export const onPlatform = (flow: Flow): flow is PlatformFlow => flow.provider !== 'paper';

const DONE: readonly FlowParty['state'][] = ['received', 'signed'];
export const hasSigned = ({ parties }: Pick<Flow, 'parties'>, party: Party): boolean =>
  DONE.includes(parties[party].state);

/** Whose turn it is to sign, by what is recorded: the order is not a matter of who has a link. */
export const turnOf = (flow: Pick<Flow, 'state' | 'order' | 'anyOrder' | 'parties'>): Party | undefined =>
  flow.state === 'open' && !flow.anyOrder ? flow.order.find((party) => !hasSigned(flow, party)) : undefined;

/** Where there is an order, whoever comes next hears of it. */
export function tellTurn(book: AgreementBook, flow: Flow): void {
  const party = turnOf(flow);
  if (!party) return;
  const { provider, startKey, version, expiresAt } = flow;
  book.notify('signing.your-turn', party === 'client' ? 'client' : 'operations', {
    party,
    provider,
    startKey,
    version,
    until: expiresAt,
  });
}

/** Whether a side may sign now; what is on paper only, until it is attested, may be signed better. */
export const maySign = (flow: Flow, party: Party): boolean =>
  flow.state === 'open' &&
  flow.parties[party].state !== 'signed' &&
  (flow.anyOrder === true || flow.parties[party].state === 'received' || turnOf(flow) === party);

/** What a flow is begun with. */
export type NewFlow = Pick<Flow, 'provider' | 'version' | 'sha256' | 'order' | 'anyOrder' | 'clientSigner'> &
  Pick<Flow, 'authorisation'>;

/** One flow per version and attempt, for as long as the signing window is open. */
export function beginFlow(book: AgreementBook, of: NewFlow): Flow {
  const { state, now } = book;
  const nth = state.flow?.version === of.version ? state.flow.nth + 1 : 1;
  state.flow = {
    ...of,
    startKey: `${state.no}/v${of.version}/s${nth}`,
    nth,
    state: 'starting',
    begunAt: now,
    expiresAt: book.find('signing')!.dueAt,
    parties: { provider: { state: 'waiting' }, client: { state: 'waiting' } },
  };
  return state.flow;
}

/** Both have signed on the platform: what they have agreed is not undone before the file has been looked at. */
export function notWhileCompleting({ state }: AgreementBook): void {
  requireThat(state.flow?.state !== 'completing', '双方均已电子签署, 正在取回并核验签署文件');
}

/** The next errand leaves. */
export function sendErrand({ state }: AgreementBook): void {
  const [next, ...rest] = state.errands ?? [];
  state.errands = rest;
  if (next) state.abroad = next;
}

/**
 * Void-on-change (domain.md §3.2): the flow that runs is no longer for what holds. It is cancelled on the platform, and
 * whatever is signed in it is not used.
 */
export function voidFlow(book: AgreementBook): void {
  if (isLive(book.state.flow)) stopFlow(book, book.state.flow, 'void');
}

/** Ends a flow here and on its platform, unless nothing of it has ever left for there. */
export function stopFlow(
  book: AgreementBook,
  flow: Flow,
  state: 'cancelled' | 'void' | 'faulty',
  { fault, reason }: { fault?: Fault; reason?: TextRef } = {},
): void {
  const tried = flow.away !== undefined || flow.stalled !== undefined;
  const left = flow.flowId !== undefined || tried || book.state.abroad?.startKey === flow.startKey;
  endFlow(book, flow, state, fault && { fault });
  if (left && onPlatform(flow)) cancelOnPlatform(book, flow, reason);
}

/** The flow is over for the agreement; the signing window goes on. */
export function endFlow(
  book: AgreementBook,
  flow: Flow,
  state: EndedFlowState,
  more: { party?: Party; fault?: Fault; detail?: string; sha256?: string } = {},
): void {
  const { provider, startKey } = flow;
  flow.state = state;
  if (more.fault) flow.fault = more.fault;
  delete flow.away;
  delete flow.stalled;
  if (!book.state.uncancelled?.length) book.cancel('signing.reconcile');
  book.state.errands = (book.state.errands ?? []).filter((errand) => errand.startKey !== startKey);
  book.emit('signing.flow.ended', { provider, startKey, state, ...more });
}

/** One errand per flow, which knows the platform's id as soon as anybody does. */
export function cancelOnPlatform(
  { state }: AgreementBook,
  { provider, startKey, flowId, expiresAt }: Pick<PlatformFlow, 'provider' | 'startKey' | 'flowId' | 'expiresAt'>,
  reason?: TextRef,
): void {
  const { errands = [] } = state;
  const before = errands.find((e): e is Cancel => e.errand === 'esign-cancel' && e.startKey === startKey);
  const cancel: Cancel = {
    errand: 'esign-cancel',
    provider,
    startKey,
    until: expiresAt,
    ...before,
    ...(flowId !== undefined && { flowId }),
    ...(reason && { reason }),
  };
  state.errands = [...errands.filter((errand) => errand !== before), cancel];
}

/** What could not be cancelled on its platform is tried again. */
export function cancelAgain({ state }: AgreementBook): void {
  state.errands = [...(state.errands ?? []), ...(state.uncancelled ?? [])];
  delete state.uncancelled;
}
