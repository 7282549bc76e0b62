import { fail, requireThat } from '../failures';
import type { Instant } from '../time';
import type { AgreementBook } from './book';
import { bothSigned, latest } from './effect';
import { beginFlow, endFlow, isLive, maySign, onPlatform, tellTurn, turnOf, type Flow } from './flow';
import { draftOf } from './review';
import type { Agreement, Party, Signature } from './types';

/**
 * 纸质签署 (domain.md §3.4) as a flow like any other: our own people tell what has come of it. A scan is received by
 * `signature.record` and counts as signed by `signature.attest`; nobody else need be asked.
 */

/** It runs at once: there is nothing to start elsewhere. */
export function openPaper(book: AgreementBook, flow: Flow): Flow {
  const { provider, startKey } = flow;
  flow.flowId = startKey;
  flow.state = 'open';
  book.emit('signing.flow.started', { provider, startKey, flowId: startKey });
  tellTurn(book, flow);
  return flow;
}

/** Throws `NotNow` while a flow runs on a platform. */
export function notOnPlatform({ state: { flow } }: AgreementBook): void {
  requireThat(!(isLive(flow) && onPlatform(flow)), '电子签署正在进行; 改为纸质签署的, 须先撤销该流程');
}

/**
 * The flow that runs, or else one that the first scan begins. Snapshots from before there were flows on paper have
 * signatures without one. Throws `NotNow` while one runs on a platform.
 */
export function paperFlow(book: AgreementBook): Flow {
  notOnPlatform(book);
  if (isLive(book.state.flow)) return book.state.flow;
  const { version, sha256 } = draftOf(book);
  const [order, clientSigner]: [Party[], Flow['clientSigner']] = [['client', 'provider'], 'legal-representative'];
  const begun = beginFlow(book, { provider: 'paper', version, sha256: sha256!, order, anyOrder: true, clientSigner });
  for (const [party, { attestedBy }] of Object.entries(book.state.signatures) as [Party, Signature][])
    begun.parties[party] = { state: attestedBy ? 'signed' : 'received' };
  return openPaper(book, begun);
}

/** Where an order was agreed it holds for the days on the paper as well. Throws `NotNow`, or `Invalid` naming the day. */
export function requireOrder(book: AgreementBook, flow: Flow, party: Party, signedOn: string): void {
  if (flow.anyOrder) return;
  requireThat(maySign(flow, party), '按约定的先后, 须由另一方先签署', 'party');
  const days = flow.order.map((one) => (one === party ? signedOn : book.state.signatures[one]?.signedOn));
  const [first, second] = days;
  if (first && second && second < first) fail('Invalid', '按约定的先后, 后签一方的日期不能早于先签一方', 'signedOn');
}

/** Handed in, and yet to be looked at by a second person. */
export function received(book: AgreementBook, flow: Flow, party: Party, signature: Signature): void {
  const before = turnOf(flow);
  book.state.signatures[party] = signature;
  flow.parties[party] = { state: 'received' };
  if (turnOf(flow) !== before) tellTurn(book, flow);
}

/** A second person has found it right; with the other side's, both have signed. */
export function attested(book: AgreementBook, flow: Flow, party: Party): void {
  const { startKey, order } = flow;
  flow.parties[party] = { state: 'signed' };
  book.emit('signing.signed', { startKey, party });
  if (!order.every((one) => flow.parties[one].state === 'signed')) return;
  endFlow(book, flow, 'completed');
  const { provider, client } = book.state.signatures;
  bothSigned(book, latest(provider!.signedOn, client!.signedOn));
}

/** A new calendar moves the window, and what is signed on paper with it. */
export const windowEnd = ({ deadlines, flow }: Pick<Agreement, 'deadlines'> & { flow: Flow }): Instant =>
  deadlines.find(({ id }) => id === 'signing')?.dueAt ?? flow.expiresAt;

/** Whose signature brought the agreement about, by the day; on one and the same day the client's. */
export function lastSigned({ provider, client }: Agreement['signatures']): Signature | undefined {
  return provider && client && provider.signedOn > client.signedOn ? provider : client;
}

/** What was handed in so far is void, and cannot be handed in again. */
export function dropSignatures({ state }: Pick<AgreementBook, 'state'>): void {
  const scans = Object.values(state.signatures).map(({ scan }) => scan.sha256);
  if (scans.length > 0) state.voidScans = [...(state.voidScans ?? []), ...scans];
  state.signatures = {};
}
