import type { Party } from '../../domain/agreement/types';

export interface SimulatedAct {
  /** Default: whoever's turn it is. */
  party?: Party;
  /** Epoch ms, may be virtual; default now. */
  at?: number;
  /** Of a refusal. */
  reason?: string;
}

export type SimulatedVerb = 'view' | 'sign' | 'refuse' | 'expire';

/**
 * Lets a signer act on the simulator, or time run out: for tests and rehearsals. Throws when the simulator refuses, e.g.
 * because it is not that party's turn.
 */
export async function actOnSimulator(
  url: string,
  flowId: string,
  verb: SimulatedVerb,
  act: SimulatedAct = {},
): Promise<void> {
  const response = await fetch(`${url}/control/flows/${flowId}/${verb}`, { method: 'POST', body: JSON.stringify(act) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`simulator: ${verb} ${response.status}`);
}
