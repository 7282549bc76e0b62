import type { Target } from '../../domain/deadline/types';
import { slowDueAfterEnd, type SlowTime } from './slow-time';

const DAY = 24 * 60 * 60_000;

/** A second, obvious implementation of a ladder: it knows what was told, and when somebody looks, what comes next. */
export class SlowLadder {
  readonly told: { event: 'escalated'; rung: number; at: number }[] = [];
  /** The instant of the last rung, or of its last repetition that passed. */
  private last = -Infinity;
  private silentUntil = -Infinity;

  constructor(
    private readonly missedAt: number,
    private readonly delays: Target[],
    private readonly time: SlowTime,
  ) {}

  look(now: number): void {
    while (this.delays.length > 0 && this.next() <= now) {
      this.last = this.next();
      this.silentUntil = -Infinity;
      this.told.push({ event: 'escalated', rung: Math.min(this.told.length + 1, this.delays.length), at: this.last });
      // what the last rung would have repeated while nobody looked is not told any more; its hour stays
      if (this.told.length >= this.delays.length) while (this.last + DAY <= now) this.last += DAY;
    }
  }

  takeUp(until: number): void {
    this.silentUntil = until;
  }

  private next(): number {
    const delay = this.delays[this.told.length];
    const own = delay ? slowDueAfterEnd(delay, this.missedAt, this.time) : this.last + DAY;
    return Math.max(own, this.last, this.silentUntil);
  }
}
