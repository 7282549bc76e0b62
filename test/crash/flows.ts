import { PLATFORM_NAMES } from '../../domain/agreement/esign';
import { sleep } from '../../platform/processes';
import type { Mischief } from '../../signing/simulator/deliveries';
import { openArena, type ArenaOptions } from './arena';
import { copiesOf } from './copies';
import { playFlow, type Planned } from './flow-play';
import { judgeFlows, type FlowVerdict } from './flow-verdict';
import { randomFrom } from './random';
import { SimulatorControl } from './simulator-control';
import { confirmed } from './story';

export interface FlowOptions extends ArenaOptions {
  /** With the folder where the simulator keeps its files. */
  signing: NonNullable<ArenaOptions['signing']> & { dir: string };
  flows: number;
  concurrency: number;
  seed: number;
}

export interface FlowResult extends FlowVerdict {
  kills: Record<string, number>;
  minutes: number;
}

const ENDINGS: readonly Planned['ending'][] = [
  ...Array<'completed'>(7).fill('completed'),
  'refused',
  'expired',
  'cancelled',
];
/** Every platform calls back twice, late, in disorder, not at all, or is spoken for by others; and forgets to answer. */
const MISCHIEF: Mischief = { duplicate: 0.3, lose: 0.2, forge: 0.2, reorder: 0.4, delayMs: 2_000, mute: 0.03 };
/** Long enough for all of it. */
const AGREED = { standard: { signing: { value: 60, unit: 'day' } } };
/** What nobody tells is found out by asking: every minute instead of every four hours. */
const ASKING = { 'signing.reconcile': { value: 1, unit: 'min' } } as const;
/** What the last kill interrupted, and the last hints. */
const SETTLE_MS = 15_000;
const KILL_EVERY_MS = 20_000;
const LIFE_MS = 5_000;
/**
 * Agreements are signed on the three simulated platforms, each by its own workflow, while worker and API are killed by
 * `kill -9` and call-backs go wrong. Then compares what people meant with what the agreements have recorded, what the
 * platforms charged, and what was stored of their call-backs.
 */
export async function flows(options: FlowOptions): Promise<FlowResult> {
  const arena = await openArena(options);
  const random = randomFrom(options.seed);
  try {
    const first = await confirmed(arena.client, '电签', AGREED);
    const next = await copiesOf(arena, first.no, ASKING);
    options.report(`${first.no} is confirmed by both sides; the others are like it`);
    const simulator = new SimulatorControl(options.signing.url);
    await simulator.misbehave(MISCHIEF);
    const startedAt = Date.now();
    let over = false;
    const killing = [arena.worker, arena.api].map(async (victim, i) => {
      for (
        let at = startedAt + (i + 1) * (KILL_EVERY_MS / 2);
        !over;
        at = Math.max(at + KILL_EVERY_MS, Date.now() + LIFE_MS)
      ) {
        await sleep(Math.max(0, at - Date.now()));
        if (!over) await victim.kill();
      }
    });
    const planned: Planned[] = [];
    const ended: Planned[] = [];
    const lane = async (): Promise<void> => {
      while (planned.length < options.flows) {
        const n = planned.length;
        const provider = PLATFORM_NAMES[n % PLATFORM_NAMES.length]!;
        const ending = ENDINGS[Math.floor(random() * ENDINGS.length)]!;
        const plan: Planned = { no: '', version: first.version, provider, ending };
        planned.push(plan);
        plan.no = await next(n);
        await playFlow({ ...arena, simulator }, { ...plan, sha256: first.sha256 }, random);
        ended.push(plan);
        if (ended.length % 50 === 0)
          options.report(`${ended.length} flows, ${arena.worker.kills} + ${arena.api.kills} kills`);
      }
    };
    try {
      await Promise.all(Array.from({ length: options.concurrency }, lane));
    } finally {
      over = true;
      await Promise.all(killing);
    }
    const minutes = Math.round((Date.now() - startedAt) / 60_000);
    await sleep(SETTLE_MS);
    const callbacks = await simulator.idle();
    const charged = await simulator.flows();
    return {
      ...(await judgeFlows(arena, { planned, charged, callbacks, dir: options.signing.dir })),
      kills: { worker: arena.worker.kills, api: arena.api.kills },
      minutes,
    };
  } finally {
    await arena.close();
  }
}

export const flowsClean = ({ wrong }: FlowResult): boolean => wrong.length === 0;
