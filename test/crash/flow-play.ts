import type { PlatformName } from '../../domain/agreement/esign';
import { isLive, type Flow } from '../../domain/agreement/flow';
import { sleep } from '../../platform/processes';
import { actOnSimulator, type SimulatedVerb } from '../../signing/simulator/client';
import type { Arena } from './arena';
import type { SimulatorControl } from './simulator-control';

/** What the people of a flow mean to do with it. */
export interface Planned {
  no: string;
  version: number;
  provider: PlatformName;
  ending: 'completed' | 'refused' | 'expired' | 'cancelled';
}

/** A start whose answer is lost is looked for after two minutes, again and again if need be. */
const GIVE_UP_MS = 1_800_000;

/** The first flow of the version: a second one is never asked for. */
export const startKeyOf = ({ no, version }: Pick<Planned, 'no' | 'version'>): string => `${no}/v${version}/s1`;

/** Asks for the flow, lets its people act, and comes back when both the agreement and the platform have its end. */
export async function playFlow(
  { client, db, simulator }: Pick<Arena, 'client' | 'db'> & { simulator: SimulatorControl },
  { sha256, ...plan }: Planned & { sha256: string },
  random: () => number,
): Promise<void> {
  const { no, version, provider, ending } = plan;
  const recorded = async (): Promise<Flow | undefined> =>
    (await db('agreements').where({ no }).first<{ flow?: Flow }>(db.raw(`state->'flow' as flow`))).flow;

  await client.command('operations', no, 'signing.start', { provider, version, sha256 });
  // signers act as soon as the platform has the flow, not when we know
  const { id } = await until(`${no} begins`, () => simulator.begunUnder(startKeyOf(plan)));
  const act = (verb: SimulatedVerb): Promise<void> => actOnSimulator(simulator.url, id, verb);
  if (random() < 0.5) await act('view');
  if (ending === 'completed' || random() < 0.5) await act('sign');
  switch (ending) {
    case 'completed':
      await sleep(random() * 1_000);
      await act('sign');
      break;
    case 'cancelled':
      await until(`${no} knows of its flow`, async () => (await recorded())?.flowId);
      await client.command('operations', no, 'signing.cancel', { reason: '改用纸质签署' });
      await until(`${no} is cancelled there`, async () => (await simulator.flow(id)).state === 'cancelled');
      break;
    default:
      await act(ending === 'refused' ? 'refuse' : 'expire');
  }
  await until(`${no} has ended (${ending})`, async () => !isLive(await recorded()));
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + GIVE_UP_MS; Date.now() < end; await sleep(1_000)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`never: ${what}`);
}
