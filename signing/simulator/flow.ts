import type { PlatformName } from '../../domain/agreement/esign';
import type { SimulatedAccount } from './accounts';

/** A flow as the simulator keeps it, whatever dialect it was made in. All instants epoch ms. */
export interface SimFlow {
  id: string;
  platform: PlatformName;
  account: SimulatedAccount;
  title: string;
  /** The caller's own reference, where the dialect has one. */
  reference?: string;
  fileId: string;
  fileName: string;
  state: 'draft' | 'open' | 'completed' | 'refused' | 'expired' | 'cancelled';
  reason?: string;
  signers: SimSigner[];
  createdAt: number;
  /** Charged here. */
  startedAt?: number;
  endedAt?: number;
  expiresAt: number;
  callbackUrl?: string;
}

export interface SimSigner {
  /** As the dialect names whom it stands for. */
  role: string;
  kind: 'enterprise' | 'natural-person';
  organisation: string;
  name: string;
  account: string;
  /** From 1. */
  order: number;
  state: 'waiting' | 'viewed' | 'signed' | 'refused';
  viewedAt?: number;
  signedAt?: number;
}

export type SimEventKind = 'started' | 'viewed' | 'signed' | 'refused' | 'completed' | 'cancelled' | 'expired';

export interface SimEvent {
  kind: SimEventKind;
  at: number;
  signer?: SimSigner;
}

/** What a platform answers with an error; each dialect has its own codes for them. */
export class SimRefusal extends Error {
  constructor(
    readonly kind: 'unauthorised' | 'not-found' | 'wrong-state' | 'not-turn' | 'bad-request',
    message: string,
  ) {
    super(message);
  }
}

export const signerOf = (flow: SimFlow, role: string): SimSigner => {
  const found = flow.signers.find((signer) => signer.role === role);
  if (!found) throw new SimRefusal('not-found', '流程中没有这个签署方');
  return found;
};

/** Whose turn it is; nobody's once all have signed. */
export const turnOf = ({ signers }: SimFlow): SimSigner | undefined =>
  [...signers].sort((a, b) => a.order - b.order).find(({ state }) => state !== 'signed');
