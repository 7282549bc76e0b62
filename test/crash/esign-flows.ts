import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { FlowState, ProviderName } from '../../domain/agreement/esign';
import { Failure } from '../../domain/failures';
import { MaybeStarted } from '../../signing/errors';
import type { SigningAdapter } from '../../signing/provider';
import { startFlowOnce } from '../../signing/start-once';
import { actOnSimulator, type SimulatedVerb } from '../../signing/simulator/client';
import type { Simulator } from '../../signing/simulator/server';
import { flowToStart } from '../support/esign';

export interface EsignArena {
  db: Knex;
  simulator: Simulator;
  providers: ReadonlyMap<ProviderName, SigningAdapter>;
  random: () => number;
  callbackUrl: (name: ProviderName) => string;
}

export interface EsignPlay {
  flows: number;
  concurrency: number;
  platforms: readonly ProviderName[];
  report: (line: string) => void;
}

/** What a flow was meant to come to, and what was found out by asking. */
export interface Played {
  startKey: string;
  provider: ProviderName;
  flowId: string;
  planned: FlowState;
  ended: FlowState;
  /** Of a completed one: the signed file was fetched and is genuine, with two signatures. */
  genuine: boolean;
  /** Things that happened and that this platform tells of. */
  events: number;
  /** Tries to start it, and those that died after the platform had said yes. */
  tries: number;
  deaths: number;
}

/**
 * So that a try whose end is not known is taken up soon. Where a look-up has to tell, a tenth of it must be more than
 * the simulator, in this same process, ever takes to carry out what was sent.
 */
const LEASE_MS = { ess: 8_000, esign: 500, fasc: 500 };
const DEATHS = 0.15;
const ENDINGS: FlowState[] = [...Array<FlowState>(7).fill('completed'), 'refused', 'expired', 'cancelled'];

export async function playFlows(arena: EsignArena, play: EsignPlay): Promise<Played[]> {
  const played: Played[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < play.flows) {
      const n = ++next;
      const name = play.platforms[n % play.platforms.length]!;
      played.push(await playOne(arena, arena.providers.get(name)!, n));
      if (played.length % 100 === 0) play.report(`${played.length} flows`);
    }
  };
  await Promise.all(Array.from({ length: play.concurrency }, lane));
  return played;
}

async function playOne(arena: EsignArena, provider: SigningAdapter, n: number): Promise<Played> {
  const startKey = `2026-客户维护-${String(n).padStart(3, '0')}/v1/s1`;
  const planned = ENDINGS[Math.floor(arena.random() * ENDINGS.length)]!;
  const request = await flowToStart(startKey, { callbackUrl: arena.callbackUrl(provider.name) });
  const counts = { tries: 0, deaths: 0 };
  const leaseMs = LEASE_MS[provider.name];
  const mortal: SigningAdapter = {
    ...provider,
    async start(wanted, attempt) {
      const begun = await provider.start(wanted, attempt);
      if (arena.random() >= DEATHS) return begun;
      counts.deaths += 1;
      throw arena.random() < 0.5 ? new MaybeStarted() : new Error('killed');
    },
  };
  const start = async (): Promise<string> => {
    for (;;) {
      counts.tries += 1;
      try {
        return (await startFlowOnce({ db: arena.db, leaseMs, graceMs: leaseMs / 2 }, mortal, request)).flowId;
      } catch (error) {
        if (error instanceof Failure && error.type !== 'Unavailable') throw error;
        await pause(leaseMs / 4);
      }
    }
  };
  // two processes at once, as after a worker that was only slow
  const [flowId, again] = await Promise.all([start(), start()]);
  if (flowId !== again) throw new Error(`${startKey}: two flows, ${flowId} and ${again}`);

  const happened = await people(arena, provider, flowId, planned);
  const ended = await untilEnded(provider, flowId);
  const genuine =
    ended !== 'completed' || (await provider.verify(await provider.fetchSigned(flowId), request.file.sha256)).genuine;
  return { startKey, provider: provider.name, flowId, planned, ended, genuine, ...counts, events: 1 + happened };
}

/** What signers do, and nobody tells us but the platform; answers how many of it the platform tells. */
async function people(
  { simulator, random }: EsignArena,
  provider: SigningAdapter,
  flowId: string,
  planned: FlowState,
): Promise<number> {
  const act = (verb: SimulatedVerb): Promise<void> => actOnSimulator(simulator.url, flowId, verb);
  let told = 0;
  if (random() < 0.5) {
    await act('view');
    if (provider.name !== 'ess') told += 1;
  }
  if (planned === 'completed' || random() < 0.5) {
    await act('sign');
    told += 1;
  }
  if (planned === 'completed') {
    await act('sign');
    return told + 2; // signed, and completed
  }
  if (planned === 'cancelled') await provider.cancel(flowId, '版本作废');
  else await act(planned === 'refused' ? 'refuse' : 'expire');
  return told + 1;
}

/** Call-backs may all be lost: asking is what finds out. */
async function untilEnded(provider: SigningAdapter, flowId: string): Promise<FlowState> {
  for (let tries = 0; tries < 100; tries++) {
    const { state } = await provider.status(flowId);
    if (state !== 'open') return state;
    await pause(50);
  }
  return 'open';
}
