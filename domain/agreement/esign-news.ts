import { assertNever } from '../assert';
import { dueInstant } from '../deadline/deadline';
import { DAY, dateAt, MINUTE, type Instant } from '../time';
import type { AgreementBook } from './book';
import { bothSigned, lastDay, latest } from './effect';
import type { FlowStatus, PlatformName, SignerStatus } from './esign';
import {
  cancelAgain,
  cancelOnPlatform,
  endFlow,
  isLive,
  onPlatform,
  stopFlow,
  tellTurn,
  turnOf,
  type Cancel,
  type Errand,
  type Fault,
  type Flow,
  type PlatformFlow,
} from './flow';
import type { DueHooks } from './phases';
import { specOf } from './standard';
import type { Party, Signature, Upload } from './types';

/**
 * 电子签署的消息: what a platform has to say. Only an answer to a question is believed, and it is compared with what is
 * recorded (level-triggered): a hint that comes twice, late, in disorder or never changes nothing but when it is asked.
 */

const RECONCILE = 'signing.reconcile';
/** After an attempt in vain it is tried again soon, then ever later, up to the usual distance. */
const SOON = 2 * MINUTE;
/** Attempts in vain, in about half an hour, after which people are told; and again every day. */
const TOLD_AFTER = 5;
/** A platform's clock and ours may differ by this much. */
const CLOCKS_APART = 5 * MINUTE;
const TOLD_OF_AN_END = ['operations', 'account-manager', 'manager'] as const;

export const esignHooks: DueHooks = {
  [RECONCILE](book) {
    cancelAgain(book);
    const { flow } = book.state;
    if (isLive(flow) && onPlatform(flow)) ask(book, flow);
  },
};

/** A call-back said that something has happened to a flow; what, the platform is asked. */
export function hinted(book: AgreementBook, { provider, flowId }: { provider: PlatformName; flowId: string }): void {
  const { flow } = book.state;
  if (flow?.state === 'open' && flow.provider === provider && flow.flowId === flowId && onPlatform(flow))
    ask(book, flow);
}

const QUESTIONS = { starting: 'esign-start', open: 'esign-status', completing: 'esign-fetch' } as const;

/** What has to be done next about a flow that runs; nothing twice, but a question already on its way may come too early. */
export function ask({ state }: AgreementBook, flow: PlatformFlow): void {
  if (!isLive(flow)) return;
  const { startKey } = flow;
  const errand = QUESTIONS[flow.state];
  const same = (other: Errand | undefined): boolean => other?.errand === errand && other.startKey === startKey;
  if (state.errands?.some(same) || (errand !== 'esign-status' && same(state.abroad))) return;
  state.errands = [...(state.errands ?? []), { errand, startKey }];
}

/** The platform has started it, perhaps for an agreement that has changed its mind meanwhile. */
export function flowStarted(
  book: AgreementBook,
  { startKey, provider, expiresAt }: Pick<PlatformFlow, 'startKey' | 'provider' | 'expiresAt'>,
  flowId: string,
): void {
  delete book.state.abroad;
  const flow = flowOf(book, startKey);
  if (flow) flow.flowId = flowId;
  if (flow?.state !== 'starting') return cancelOnPlatform(book, { provider, startKey, flowId, expiresAt });
  flow.state = 'open';
  answered(book, flow);
  book.emit('signing.flow.started', { provider, startKey, flowId });
  tellTurn(book, flow);
  ask(book, flow);
}

/** What the platform says a flow looks like. */
export function statusTold(book: AgreementBook, startKey: string, status: FlowStatus): void {
  delete book.state.abroad;
  const flow = flowOf(book, startKey);
  if (flow?.state !== 'open') return;
  answered(book, flow);
  const before = turnOf(flow);
  for (const signer of status.signers) takeIn(book, flow, signer);
  const fault = faultOf(book, flow, status);
  if (fault) return faulty(book, flow, fault);
  switch (status.state) {
    case 'completed':
      flow.state = 'completing';
      return ask(book, flow);
    case 'refused':
    case 'expired':
    case 'cancelled': {
      const party = flow.order.find((one) => flow.parties[one].state === 'refused');
      endFlow(book, flow, status.state, party && { party });
      return tellEnded(book, flow);
    }
    case 'open':
      if (turnOf(flow) !== before) tellTurn(book, flow);
      return poll(book);
    default:
      return assertNever(status.state);
  }
}

/** The signed file, stored; absent where it is no signed revision of the confirmed one. */
export function fileFetched(book: AgreementBook, startKey: string, file: Upload | undefined): void {
  delete book.state.abroad;
  const flow = flowOf(book, startKey);
  if (flow?.state !== 'completing') return;
  answered(book, flow);
  if (!file) return faulty(book, flow, 'unverified');
  const days = { provider: signingDay(flow, 'provider'), client: signingDay(flow, 'client') };
  const last = latest(days.provider, days.client);
  if (lastDay(book.state.terms, last) < book.today) return faulty(book, flow, 'term-over');
  const { provider } = flow;
  const platform = `platform-${provider}`;
  const signature = (party: Party): Signature => ({
    signedOn: days[party],
    scan: file,
    recordedBy: platform,
    attestedBy: platform,
    platform: provider,
  });
  endFlow(book, flow, 'completed', { sha256: file.sha256 });
  book.state.signatures = { provider: signature('provider'), client: signature('client') };
  bothSigned(book, last);
}

/** Why an errand was in vain. */
export type Vain =
  /** The platform has understood and will not, in the words of the catalogue. */
  | { refusal: string }
  /** It does not answer: tried again, and told. */
  | 'platform-away'
  /** Our own trouble, with the database or the files: tried again, and no word about the platform. */
  | 'unavailable';

export function errandFailed(book: AgreementBook, errand: Errand, why: Vain): void {
  delete book.state.abroad;
  const refused = typeof why === 'object';
  if (errand.errand === 'esign-cancel') return notCancelled(book, errand, refused);
  const flow = flowOf(book, errand.startKey);
  if (!isLive(flow)) return;
  if (errand.errand === 'esign-start' && refused) {
    endFlow(book, flow, 'failed', { detail: why.refusal });
    cancelOnPlatform(book, flow); // an earlier try may have begun it after all; where nothing began nothing is cancelled
    return tellEnded(book, flow);
  }
  if (why === 'unavailable') return awaitOurselves(book, flow);
  awaitPlatform(book, flow);
}

/**
 * Tried again by the clock as long as it may still be signed; by an agreement that has ended and has no clocks, once more
 * and patiently. What cannot be cancelled is told, so that people do it on the platform.
 */
function notCancelled(book: AgreementBook, cancel: Cancel, refused: boolean): void {
  const { state, now } = book;
  const { provider, startKey, until } = cancel;
  const next = { ...cancel, attempts: (cancel.attempts ?? 0) + 1 };
  const ended = state.phase === 'closed';
  const vain = refused || cancel.patient;
  if (vain || next.attempts === TOLD_AFTER) {
    book.emit('signing.flow.not-cancelled', { provider, startKey });
    for (const role of ['operations', 'manager'] as const) {
      book.notify('signing.not-cancelled', role, { provider, startKey });
    }
  }
  if (vain || now >= until) return;
  if (ended) {
    state.errands = [...(state.errands ?? []), { ...next, patient: true }];
    return;
  }
  state.uncancelled = [...(state.uncancelled ?? []), next];
  poll(book, afterVain(next.attempts));
}

/** It has been cancelled there as well, or was never there. */
export function flowCancelled(book: AgreementBook): void {
  delete book.state.abroad;
}

/** That a flow has ended without bringing the agreement into force; the window runs on. */
export function tellEnded(book: AgreementBook, { provider, startKey, state, order, parties, fault }: Flow): void {
  const party = order.find((one) => parties[one].state === 'refused');
  for (const role of TOLD_OF_AN_END) {
    book.notify('signing.flow-ended', role, {
      provider,
      startKey,
      state,
      ...(party && { party }),
      ...(fault && { fault }),
    });
  }
}

const flowOf = ({ state: { flow } }: AgreementBook, startKey: string): PlatformFlow | undefined =>
  flow?.startKey === startKey && onPlatform(flow) ? flow : undefined;

const signingDay = ({ parties }: Flow, party: Party): string => dateAt(parties[party].signedAt!);

/** One that is completed there can no longer be cancelled there. */
function faulty(book: AgreementBook, flow: PlatformFlow, fault: Fault): void {
  if (flow.state === 'completing') endFlow(book, flow, 'faulty', { fault });
  else stopFlow(book, flow, 'faulty', { fault });
  tellEnded(book, flow);
}

const RANK: Record<SignerStatus['state'], number> = { waiting: 0, viewed: 1, received: 1, signed: 2, refused: 2 };

/** What has happened stays so: an answer that was overtaken by a newer one takes nothing back. */
function takeIn(book: AgreementBook, flow: PlatformFlow, { party, state, viewedAt, signedAt }: SignerStatus): void {
  const known = flow.parties[party];
  const seen = known.viewedAt ?? viewedAt;
  const forward = RANK[state] > RANK[known.state];
  const signed = known.signedAt ?? (state === 'signed' && forward ? signedAt : undefined);
  flow.parties[party] = {
    state: forward ? state : known.state,
    ...(seen !== undefined && { viewedAt: seen }),
    ...(signed !== undefined && { signedAt: signed }),
  };
  const { startKey } = flow;
  const tell = (event: string, at: Instant = book.now): void =>
    book.emit(event, { startKey, party }, Math.min(at, book.now));
  if (seen !== undefined && known.viewedAt === undefined) tell('signing.viewed', seen);
  if (forward && state === 'signed') tell('signing.signed', signedAt);
  if (forward && state === 'refused') tell('signing.refused');
}

function faultOf(
  book: AgreementBook,
  { order, parties, begunAt, expiresAt }: Flow,
  { state }: FlowStatus,
): Fault | undefined {
  const signed = order.map((party) =>
    parties[party].state === 'signed' ? (parties[party].signedAt ?? NaN) : undefined,
  );
  const [first, second] = signed;
  const times = signed.filter((at) => at !== undefined);
  const ends = book.find('signing')?.dueAt ?? expiresAt;
  const possible = (at: Instant): boolean =>
    at >= begunAt - CLOCKS_APART && at <= Math.min(book.now + CLOCKS_APART, ends);
  if (!times.every(possible)) return 'time';
  if (second !== undefined && (first === undefined || second < first)) return 'out-of-order';
  return state === 'completed' && times.length < order.length ? 'incomplete' : undefined;
}

function answered(book: AgreementBook, flow: PlatformFlow): void {
  flow.askedAt = book.now;
  if (flow.away?.toldAt !== undefined) book.emit('signing.platform-back', { provider: flow.provider });
  delete flow.away;
  delete flow.stalled;
}

function awaitOurselves(book: AgreementBook, flow: PlatformFlow): void {
  flow.stalled = (flow.stalled ?? 0) + 1;
  poll(book, afterVain(flow.stalled));
}

function awaitPlatform(book: AgreementBook, flow: PlatformFlow): void {
  const { provider } = flow;
  const away = (flow.away ??= { since: book.now, attempts: 0 });
  away.attempts += 1;
  if (away.attempts >= TOLD_AFTER && (away.toldAt === undefined || book.now - away.toldAt >= DAY)) {
    away.toldAt = book.now;
    const facts = { provider, since: away.since, attempts: away.attempts };
    book.emit('signing.platform-away', facts);
    for (const role of ['operations', 'manager'] as const) book.notify('signing.platform-away', role, facts);
  }
  poll(book, afterVain(away.attempts));
}

const afterVain = (attempts: number): number => SOON * 2 ** Math.min(attempts - 1, 10);

/** By the agreement's standard, and sooner after an attempt in vain; on the wall clock, whatever service hours were agreed. */
function poll(book: AgreementBook, within = Infinity): void {
  const { target } = specOf(RECONCILE, { standard: book.state.standard });
  const usual = dueInstant(target, book.now, book.workingTime).dueAt;
  const dueAt = Math.min(usual, book.now + within);
  const running = book.find(RECONCILE);
  if (!running || running.dueAt > dueAt) book.open(RECONCILE, book.now, { dueAt });
}
