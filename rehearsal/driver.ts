import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, iso, type Instant } from '../domain/time';
import { signingKey, signingsAhead, type Signing } from './electronic';
import { judge, type Judgement } from './expectations';
import type { Line } from './lines';
import { actKey, actsAhead, endOfPlay, nextTurn, Turns, type Act } from './plan';
import type { Moment, PlayOutcome, Scenario, ScriptedEvent } from './scenario';
import { commandFields } from './scenario-fields';
import type { Player } from './players';
import { Stage, type RehearsalDeps } from './stage';

const MAILS_WITHIN_MS = 20_000;

export interface Result extends Line {
  event: 'result';
  outcome: PlayOutcome;
  virtualDays: number;
  wallMs: number;
  escalations: number;
  missed: string[];
  documents: number;
  notices: number;
  commands: number;
  refused: number;
  /** What the scenario expected and got; empty when it expected nothing. */
  expected: Judgement[];
}

export interface PlayOptions {
  emit(line: Line): void;
  /** Breaks the play off; what is open is terminated. */
  signal?: AbortSignal;
  /** Looks at the executions before they are terminated. */
  inspect?(workflowIds: string[]): Promise<void>;
}

/**
 * Plays one scenario on the real server against a running worker: everybody acts by habit, clocks jump from one instant
 * at which something happens to the next, and every line of the record is given out as it comes. The last line is the
 * result, which is also returned.
 */
export async function play(deps: RehearsalDeps, scenario: Scenario, options: PlayOptions): Promise<Result> {
  const wallStart = Date.now();
  const stage = await Stage.open(deps, scenario, (line) => options.emit(line));
  const startedAt = stage.main.state.startedAt;
  try {
    await new Play(stage, scenario, startedAt, options.signal).run();
    await mailsOut(stage, options.signal);
    await options.inspect?.(stage.players.map(({ workflowId }) => workflowId));
  } finally {
    await stage.close();
  }
  const { lines, main } = stage;
  const result: Result = {
    at: iso(stage.now),
    workflowId: main.workflowId,
    event: 'result',
    outcome: main.state.phase === 'closed' ? main.state.outcome! : 'open',
    virtualDays: Math.round((10 * (stage.now - startedAt)) / DAY) / 10,
    wallMs: Date.now() - wallStart,
    escalations: lines.count('deadline.escalated'),
    missed: [...lines.missed],
    documents: lines.count('document.made'),
    notices: lines.count('notice.sent'),
    commands: lines.count('command'),
    refused: lines.refused,
    expected: [],
  };
  result.expected = judge(scenario.expect, result);
  options.emit(result);
  return result;
}

/** The play itself: where to go next, and who acts there. */
class Play {
  private readonly turns = new Turns();
  private readonly done = new Set<string>();
  private readonly signed = new Set<string>();
  private readonly told = new Set<ScriptedEvent>();

  constructor(
    private readonly stage: Stage,
    private readonly scenario: Scenario,
    private readonly startedAt: Instant,
    private readonly signal?: AbortSignal,
  ) {}

  async run(): Promise<void> {
    const { stage } = this;
    while (stage.main.open && stage.main.state.phase !== 'closed') {
      this.signal?.throwIfAborted();
      const acts = actsAhead(this.openPlayers(), this.scenario.layers, this.turns, this.done);
      const event = this.nextEvent();
      const signing = stage.signs ? signingsAhead(this.openPlayers(), this.signed)[0] : undefined;
      const end = this.endsAt();
      const next = Math.min(acts[0]?.at ?? Infinity, event?.at ?? Infinity, signing?.at ?? Infinity);
      const stop = Math.min(next, nextTurn(this.openPlayers(), stage.now) ?? Infinity, end);
      if (stop > stage.now) await stage.forward(stop);
      if (stop >= end) return;
      // what is due is looked at again after every move: somebody may have been forestalled
      if (next > stage.now || next > stop) continue;
      if (event?.at === next) await this.tell(event.event);
      else if (signing?.at === next) await this.sign(signing);
      else await this.act(acts[0]!);
    }
  }

  private openPlayers(): Player[] {
    return this.stage.players.filter(({ open, state }) => open && state.phase !== 'closed');
  }

  private async act(act: Act): Promise<void> {
    const { stage } = this;
    this.done.add(actKey(act.workflowId, act));
    const player = stage.players.find(({ workflowId }) => workflowId === act.workflowId)!;
    const { answer, ...fields } = act.fields;
    for (const step of stage.stepsFor(player, act.id, answer)) {
      if (!player.state.deadlines.some(({ id, n }) => id === act.id && n === act.n)) return; // met, or nobody's duty any more
      const said = { ...step.with, ...commandFields(step.do, fields) };
      await stage.say(player, {
        do: step.do,
        by: step.by,
        deadline: act.id,
        with: said,
        ...(step.second && { second: true }),
      });
    }
  }

  private async sign(signing: Signing): Promise<void> {
    this.signed.add(signingKey(signing));
    await this.stage.signOnPlatform(signing);
  }

  private async tell(event: ScriptedEvent): Promise<void> {
    this.told.add(event);
    await this.stage.say(this.stage.addressee(event.do), { do: event.do, by: event.by, with: event.with });
  }

  private nextEvent(): { at: Instant; event: ScriptedEvent } | undefined {
    const ahead = this.scenario.events
      .filter((event) => !this.told.has(event))
      .map((event) => ({ at: this.instantOf(event.at), event }))
      .filter((e): e is { at: Instant; event: ScriptedEvent } => e.at !== undefined);
    return ahead.sort((a, b) => a.at - b.at)[0];
  }

  private instantOf(moment: Moment): Instant | undefined {
    if (moment.kind === 'instant') return moment.at;
    const { lines, main } = this.stage;
    const anchor = moment.anchor === 'start' ? { at: this.startedAt } : lines.anchor(main.workflowId, moment.anchor);
    if (!anchor) return undefined;
    if (moment.kind === 'after') return anchor.at + moment.ms;
    return anchor.due === undefined ? undefined : anchor.due - moment.ms;
  }

  private endsAt(): Instant {
    const { until } = this.scenario;
    return endOfPlay(until && this.instantOf(until), this.stage.main.state, this.startedAt);
  }
}

/** Ordinary mail has no effect on an agreement, so only the end of the play waits for it. */
async function mailsOut({ lines, players, now }: Stage, signal?: AbortSignal): Promise<void> {
  const until = Date.now() + MAILS_WITHIN_MS;
  const ids = players.map(({ workflowId }) => workflowId);
  for (;;) {
    await lines.read(ids, now);
    if (lines.waiting === 0 || Date.now() > until || signal?.aborted) break;
    await sleep(50);
  }
  lines.flush();
}
