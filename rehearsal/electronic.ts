import { onPlatform, turnOf } from '../domain/agreement/flow';
import type { Party } from '../domain/agreement/types';
import { HOUR, type Instant } from '../domain/time';
import type { Player } from './players';

/** 电子签署 in a play: whose turn it is signs on the simulated platform, so long after the turn has come. */
const SIGNS_AFTER = 2 * HOUR;

/** Somebody signs on the platform. */
export interface Signing {
  workflowId: string;
  /** Of the flow. */
  startKey: string;
  flowId: string;
  party: Party;
  at: Instant;
}

/** The people of the platform, where a play has one. */
export type SignFor = (flowId: string, party: Party, at: Instant) => Promise<void>;

export const signingKey = ({ startKey, party }: Pick<Signing, 'startKey' | 'party'>): string => `${startKey}\0${party}`;

/** Who will sign next in each flow that is open, the earliest first; `done` are signing keys. */
export function signingsAhead(players: readonly Player[], done: ReadonlySet<string>): Signing[] {
  const ahead: Signing[] = [];
  for (const player of players) {
    const flow = player.what === 'agreement' ? player.state.flow : undefined;
    const party = flow && onPlatform(flow) ? turnOf(flow) : undefined;
    if (!flow?.flowId || !party || done.has(signingKey({ startKey: flow.startKey, party }))) continue;
    const others = Object.values(flow.parties).map(({ signedAt }) => signedAt ?? flow.begunAt);
    const { startKey, flowId } = flow;
    ahead.push({ workflowId: player.workflowId, startKey, flowId, party, at: Math.max(...others) + SIGNS_AFTER });
  }
  return ahead.sort((a, b) => a.at - b.at);
}
