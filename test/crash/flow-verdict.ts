import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PLATFORM_NAMES, type PlatformName } from '../../domain/agreement/esign';
import { agreementId } from '../../domain/ids';
import { markOf } from '../../signing/marked';
import type { DeliveryCounts } from '../../signing/simulator/deliveries';
import type { SimFlow } from '../../signing/simulator/flow';
import type { Arena } from './arena';
import { startKeyOf, type Planned } from './flow-play';

export interface FlowVerdict {
  flows: number;
  byPlatform: Partial<Record<PlatformName, number>>;
  endings: Record<string, number>;
  endedRight: number;
  /** Tries to start, and how often each flow was charged: 1 for all. */
  tries: number;
  startsPerFlow: { least: number; most: number };
  callbacks: DeliveryCounts;
  stored: number;
  duplicatesStored: number;
  /** Hints that no agreement was told of in the end. */
  untold: number;
  /** Everything that is not as it should be; empty when all is well. */
  wrong: string[];
}

export interface Evidence {
  planned: readonly Planned[];
  /** Every flow that the platforms know. */
  charged: readonly SimFlow[];
  callbacks: DeliveryCounts;
  /** Where the platforms keep their signed files. */
  dir: string;
}

/** Compares what people meant with the agreements' records, the platforms' bills and files, and the stored call-backs. */
export async function judgeFlows(
  { db }: Pick<Arena, 'db'>,
  { planned, charged, callbacks, dir }: Evidence,
): Promise<FlowVerdict> {
  const bills = new Map<string, SimFlow[]>();
  for (const flow of charged.filter(({ startedAt }) => startedAt)) {
    const mark = flow.title.slice(-12);
    bills.set(mark, [...(bills.get(mark) ?? []), flow]);
  }
  const billed = (plan: Planned): SimFlow[] => bills.get(markOf(startKeyOf(plan))) ?? [];
  const wrong: string[] = [];
  let endedRight = 0;
  for (const plan of planned) {
    const problems = await problemsOf(db, plan, billed(plan), dir);
    if (problems.length === 0) endedRight += 1;
    wrong.push(...problems.map((problem) => `${plan.no} (${plan.provider}, ${plan.ending}): ${problem}`));
  }
  const total = [...bills.values()].flat().length;
  if (total !== planned.length) wrong.push(`${total} flows charged, ${planned.length} wanted`);
  if (callbacks.forgedAccepted > 0) wrong.push(`${callbacks.forgedAccepted} forged call-backs accepted`);

  const rows = await db('esign_callbacks').select<{ flow_id: string; event: string; told_at: Date | null }[]>();
  const most = new Map(charged.map((flow) => [flow.id, thingsOf(flow)]));
  const stored = tally(rows.map(({ flow_id }) => flow_id));
  const beyond = [...stored].map(([id, count]) => Math.max(0, count - (most.get(id) ?? 0)));
  const duplicatesStored = beyond.reduce((sum, one) => sum + one, 0);
  if (duplicatesStored > 0) wrong.push(`${duplicatesStored} call-backs stored beyond what happened`);
  const untold = rows.filter(({ told_at }) => told_at === null).length;
  if (untold > 0) wrong.push(`${untold} call-backs stored and never told`);
  const starts = planned.map((plan) => billed(plan).length);
  const [tries] = await db('esign_flows').sum<{ sum: string }[]>('attempts as sum');
  return {
    flows: planned.length,
    byPlatform: Object.fromEntries(
      PLATFORM_NAMES.map((name) => [name, planned.filter(({ provider }) => provider === name).length]),
    ),
    endings: Object.fromEntries(tally(planned.map(({ ending }) => ending))),
    endedRight,
    tries: Number(tries!.sum),
    startsPerFlow: { least: Math.min(...starts), most: Math.max(...starts) },
    callbacks,
    stored: rows.length,
    duplicatesStored,
    untold,
    wrong,
  };
}

interface Recorded {
  phase: string;
  flow: { state: string; flowId?: string };
  scan: string | null;
}

async function problemsOf(db: Arena['db'], plan: Planned, bills: readonly SimFlow[], dir: string): Promise<string[]> {
  const { no, ending } = plan;
  const [bill] = bills;
  if (!bill || bills.length !== 1) return [`charged ${bills.length} times`];
  const recorded = await db('agreements')
    .where({ no })
    .first<Recorded>(
      'phase',
      db.raw(`state->'flow' as flow, state->'signatures'->'client'->'scan'->>'sha256' as scan`),
    );
  const trail = tally(
    await db('audit_events')
      .where({ workflow_id: agreementId(no) })
      .pluck('event'),
  );
  const times = (event: string, expected: number): string[] =>
    (trail.get(event) ?? 0) === expected ? [] : [`${trail.get(event) ?? 0} times ${event}, expected ${expected}`];
  const whole = ending === 'completed';
  const file =
    whole &&
    createHash('sha256')
      .update(readFileSync(path.join(dir, 'signed', `${bill.id}.pdf`)))
      .digest('hex');
  return [
    ...(bill.state === ending ? [] : [`${bill.state} on the platform`]),
    ...(recorded.flow.state === ending ? [] : [`recorded as ${recorded.flow.state}`]),
    // cancelled before it was known to have begun: what the first attempt at the record showed may be taken back
    ...([bill.id, ending === 'cancelled' ? undefined : bill.id].includes(recorded.flow.flowId)
      ? []
      : [`goes by ${recorded.flow.flowId}, not by ${bill.id}`]),
    ...((recorded.phase === 'execution') === whole ? [] : [`in ${recorded.phase}`]),
    ...(!whole || recorded.scan === file ? [] : ['keeps another file than the platform']),
    ...times('signing.flow.requested', 1),
    ...(ending === 'cancelled' && !trail.has('signing.flow.started') ? [] : times('signing.flow.started', 1)),
    ...times('signing.flow.ended', 1),
    ...times('agreement.effective', whole ? 1 : 0),
    ...times('document.failed', 0),
    ...(whole ? times('signing.signed', 2) : []),
  ];
}

/** Things that have happened to it and that a platform may tell of, each once. */
function thingsOf({ signers, state, startedAt }: SimFlow): number {
  const of = signers.map(({ viewedAt, signedAt, state: own }) => [viewedAt, signedAt, own === 'refused' || undefined]);
  return [startedAt, ...of.flat(), state !== 'open' || undefined].filter((one) => one !== undefined).length;
}

const tally = (words: readonly string[]): Map<string, number> =>
  words.reduce((counts, word) => counts.set(word, (counts.get(word) ?? 0) + 1), new Map<string, number>());
