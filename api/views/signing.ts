import { hasSigned, isLive, onPlatform, turnOf, type Flow } from '../../domain/agreement/flow';
import { FAULT_ZH, FLOW_STATE_ZH, PROVIDER_ZH, SIGNER_STATE_ZH } from '../../domain/agreement/flow-words';
import { lastSigned, windowEnd } from '../../domain/agreement/paper-signing';
import { iso, type Instant } from '../../domain/time';
import { uploadIdOf } from '../store-upload';
import type { Projection } from './agreement';

const at = (name: string, instant: Instant | undefined): Record<string, string> =>
  instant === undefined ? {} : { [name]: iso(instant) };

/** 签署的进度: who has seen it, who has signed, whose turn it is. No link to sign on, which is asked for at each click. */
export function signingOf(
  { no, flow, signatures, deadlines }: Pick<Projection, 'no' | 'flow' | 'signatures' | 'deadlines'>,
  outside: boolean,
) {
  if (!flow) return { state: 'none' as const };
  const { state, provider, version, sha256, order, anyOrder, clientSigner, parties, fault, away } = flow;
  const turn = turnOf(flow);
  const signed = state === 'completed' ? lastSigned(signatures)?.scan.sha256 : undefined;
  return {
    state,
    stateTitle: FLOW_STATE_ZH[state],
    provider,
    providerTitle: PROVIDER_ZH[provider],
    flow: flow.startKey,
    version,
    sha256,
    order,
    clientSigner,
    ...(anyOrder && { anyOrder }),
    ...(turn && { turn }),
    ...at('requestedAt', flow.begunAt),
    ...at('expiresAt', onPlatform(flow) ? flow.expiresAt : windowEnd({ deadlines, flow })),
    ...at('askedAt', flow.askedAt),
    parties: order.map((party) => ({
      party,
      ...signerOf(parties[party]),
      ...(hasSigned(flow, party) && signatures[party] && { signedOn: signatures[party].signedOn }),
    })),
    ...(fault && { fault, faultTitle: FAULT_ZH[fault] }),
    ...(!outside && away && isLive(flow) && { away: { ...at('since', away.since), attempts: away.attempts } }),
    ...(signed && { href: `/v1/agreements/${encodeURIComponent(no)}/uploads/${uploadIdOf(no, signed)}` }),
  };
}

const signerOf = ({ state, viewedAt, signedAt }: Flow['parties']['client']) => ({
  state,
  stateTitle: SIGNER_STATE_ZH[state],
  ...at('viewedAt', viewedAt),
  ...at('signedAt', signedAt),
});
