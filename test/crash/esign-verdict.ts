import type { ProviderName } from '../../domain/agreement/esign';
import { markOf } from '../../signing/marked';
import type { DeliveryCounts } from '../../signing/simulator/deliveries';
import type { EsignArena, Played } from './esign-flows';

export interface EsignVerdict {
  flows: number;
  byPlatform: Partial<Record<ProviderName, number>>;
  endedRight: number;
  /** Tries to start, those that died after the platform's yes, and how often each flow was charged: 1 for all. */
  tries: number;
  deaths: number;
  startsPerFlow: { least: number; most: number };
  callbacks: DeliveryCounts;
  /** Things that happened and that platforms tell of. */
  events: number;
  stored: number;
  duplicatesStored: number;
  seconds: number;
  /** Everything that is not as it should be; empty when all is well. */
  wrong: string[];
}

/** Compares what was played with what the platforms charged and with what was stored of their call-backs. */
export async function judgeEsign(
  { db, simulator }: EsignArena,
  played: readonly Played[],
  ms: number,
): Promise<EsignVerdict> {
  const charged = new Map<string, number>();
  for (const { title, startedAt } of simulator.platform.store.all()) {
    const mark = title.slice(-12);
    if (startedAt) charged.set(mark, (charged.get(mark) ?? 0) + 1);
  }
  const starts = played.map(({ startKey }) => charged.get(markOf(startKey)) ?? 0);
  const rows = await db('esign_callbacks').select<{ flow_id: string }[]>('flow_id');
  const stored = new Map<string, number>();
  for (const { flow_id } of rows) stored.set(flow_id, (stored.get(flow_id) ?? 0) + 1);
  const duplicates = played.map(({ flowId, events }) => Math.max(0, (stored.get(flowId) ?? 0) - events));
  const { counts } = simulator.deliveries;
  const right = played.filter(({ planned, ended, genuine }) => planned === ended && genuine);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const events = sum(played.map((one) => one.events));
  const total = sum([...charged.values()]);

  const wrong = [
    ...played
      .filter((one) => !right.includes(one))
      .map(({ startKey, planned, ended, genuine }) => `${startKey}: ${planned} became ${ended}, genuine ${genuine}`),
    ...played.filter((_one, i) => starts[i] !== 1).map(({ startKey }) => `${startKey}: not charged exactly once`),
    ...(total === played.length ? [] : [`${total} flows charged, ${played.length} played`]),
    ...(counts.forgedAccepted === 0 ? [] : [`${counts.forgedAccepted} forged call-backs accepted`]),
    ...(sum(duplicates) === 0 ? [] : [`${sum(duplicates)} duplicates stored`]),
    // every event but the lost ones is stored, once
    ...(rows.length === events - counts.lost ? [] : [`${rows.length} stored, ${events} happened, ${counts.lost} lost`]),
    ...(counts.failed === 0 ? [] : [`${counts.failed} call-backs never taken`]),
  ];
  return {
    flows: played.length,
    byPlatform: Object.fromEntries(
      ['ess', 'esign', 'fasc'].map((name) => [name, played.filter(({ provider }) => provider === name).length]),
    ),
    endedRight: right.length,
    tries: sum(played.map(({ tries }) => tries)),
    deaths: sum(played.map(({ deaths }) => deaths)),
    startsPerFlow: { least: Math.min(...starts), most: Math.max(...starts) },
    callbacks: counts,
    events,
    stored: rows.length,
    duplicatesStored: sum(duplicates),
    seconds: Math.round(ms / 1_000),
    wrong,
  };
}
