/**
 * A second, slow and obvious implementation of a deadline under commands. It keeps what people did and nothing else:
 * whoever looks counts everything anew from the start, half hour by half hour, and believes only what was told before.
 */
import type { Target } from '../../domain/deadline/types';
import { slowDue, slowElapsed, slowReach, type Gap, type SlowTime } from './slow-time';

interface SlowPause {
  from: number;
  longest: Target;
  until: number;
  to?: number;
}

export class SlowDeadline {
  state: 'open' | 'met' | 'missed' | 'cancelled' = 'open';
  missedAt?: number;
  metAt?: number;
  recordedLate?: boolean;
  /** What was told, in the words of `told`, e.g. `warned`, each with its instant. */
  readonly told: { event: string; at: number }[] = [];
  private readonly pauses: SlowPause[] = [];
  private readonly given = new Set<number>();
  private closedDue?: number;
  /** The target's length in its own measure, if nothing pauses it. */
  private length!: number;

  constructor(
    private readonly start: number,
    private target: Target,
    private time: SlowTime,
    private readonly shares: number[],
  ) {
    this.measure();
  }

  /** The end as far as it is known: a pause that lasts has not moved it yet. */
  get dueAt(): number {
    return (
      this.closedDue ??
      this.reach(
        1,
        this.gaps(-Infinity).filter(({ end }) => end !== Infinity),
      )
    );
  }

  get pausedNow(): SlowPause | undefined {
    const last = this.pauses.at(-1);
    return last && last.to === undefined ? last : undefined;
  }

  /** The earliest instant at which a next pause could begin. */
  get free(): number {
    return this.pauses.at(-1)?.to ?? this.start;
  }

  /** Somebody looks at the clock. */
  look(now: number): void {
    if (this.state !== 'open') return;
    const gaps = this.gaps(now);
    const end = this.reach(1, gaps);
    const news: { event: string; at: number }[] = [];
    for (const share of this.shares) {
      const at = this.reach(share, gaps);
      if (at > now || at >= end || at <= this.start || this.given.has(share)) continue;
      this.given.add(share);
      news.push({ event: 'warned', at });
    }
    const pause = this.pausedNow;
    if (pause && pause.from < end && pause.until <= now) {
      pause.to = pause.until;
      news.push({ event: 'resumed', at: pause.until });
    }
    this.told.push(...news.sort((a, b) => a.at - b.at));
    if (end > now) return;
    this.told.push({ event: 'missed', at: end });
    this.state = 'missed';
    this.missedAt = this.closedDue = end;
  }

  pause(from: number, longest: Target): void {
    this.pauses.push({ from, longest, until: slowDue(longest, from, this.time) });
  }

  resume(at: number): void {
    this.pausedNow!.to = Math.min(at, this.pausedNow!.until);
  }

  changeTarget(target: Target): void {
    if (this.state !== 'open') return;
    this.target = target;
    this.measure();
  }

  replan(time: SlowTime): void {
    if (this.state !== 'open') return;
    this.time = time;
    this.measure();
    const pause = this.pausedNow;
    if (pause) pause.until = slowDue(pause.longest, pause.from, time);
  }

  meet(occurredAt: number): void {
    if (this.metAt !== undefined || this.state === 'cancelled') return;
    this.metAt = occurredAt;
    if (this.state === 'open') this.close('met');
    else if (occurredAt <= this.missedAt!) this.recordedLate = true;
  }

  cancel(): void {
    if (this.state === 'open') this.close('cancelled');
  }

  private close(state: 'met' | 'cancelled'): void {
    this.closedDue = this.dueAt;
    this.state = state;
  }

  /** The pauses as somebody sees them at an instant: one that reached its longest is over, one that has not lasts. */
  private gaps(now: number): Gap[] {
    return this.pauses.map(({ from, to, until }) => ({ from, end: to ?? (until <= now ? until : Infinity) }));
  }

  /** The instant at which a share of the target's time has run. */
  private reach(share: number, gaps: Gap[]): number {
    return slowReach(this.target, this.start, this.length * share, this.time, gaps);
  }

  private measure(): void {
    const { target, start, time } = this;
    this.length = slowElapsed(target, start, slowDue(target, start, time), time);
  }
}
