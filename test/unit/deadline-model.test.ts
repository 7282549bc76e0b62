import fc from 'fast-check';
import {
  acknowledge,
  advance,
  cancel,
  changeTarget,
  meet,
  openDeadline,
  pause,
  replan,
  resume,
} from '../../domain/deadline/deadline';
import type { Deadline, DeadlineHappening, Target } from '../../domain/deadline/types';
import { Failure } from '../../domain/failures';
import { spec } from '../support/deadlines';
import { holds, same, sameInstant, sameTold } from '../support/slow-cases';
import { SlowDeadline } from '../support/slow-deadline';
import { anySlot, anyScript, anyTarget, anyTime, type Step } from '../support/slow-script';
import { SLOT, uncountable, type SlowTime } from '../support/slow-time';

const SHARES = [0.5, 0.8];

/** A deadline and its slow counterpart, to which the same things happen. */
class Pair {
  real: Deadline;
  readonly slow: SlowDeadline;
  readonly heard: DeadlineHappening[] = [];

  constructor(
    private readonly start: number,
    private target: Target,
    private time: SlowTime,
  ) {
    const warnings = SHARES.map((share) => ({ share }));
    this.real = openDeadline(spec('1 h', { target, warnings }), start, time.wt);
    this.slow = new SlowDeadline(start, target, time, SHARES);
  }

  /** The owner of a deadline lets it catch up before anything else. */
  look(now: number): void {
    const { deadline, happenings } = advance(this.real, now, this.time.wt);
    this.real = deadline;
    this.heard.push(...happenings);
    this.slow.look(now);
  }

  take({ does, back, target, time }: Step, now: number): void {
    const { real, slow, start } = this;
    const then = Math.max(start, now - back * SLOT);
    const isOpen = slow.state === 'open';
    const paused = slow.pausedNow;
    switch (does) {
      case 'look':
        return;
      case 'meet':
        slow.meet(then);
        this.real = meet(real, then, now);
        return;
      case 'cancel':
        slow.cancel();
        this.real = cancel(real, now);
        return;
      case 'acknowledge':
        this.real = acknowledge(real, now + SLOT);
        return;
      case 'pause': {
        const late = !isOpen || then >= slow.dueAt;
        const refused = late || paused || then < slow.free || target.value === 0 || uncountable(target, this.time);
        if (this.accepts(!refused, () => pause(real, then, undefined, target, this.time.wt))) slow.pause(then, target);
        return;
      }
      case 'resume': {
        const possible = isOpen && paused !== undefined && then >= paused.from;
        if (this.accepts(possible, () => resume(real, then, this.time.wt))) slow.resume(then);
        return;
      }
      case 'changeTarget': {
        if (!this.accepts(!uncountable(target, this.time), () => changeTarget(real, target, this.time.wt))) return;
        slow.changeTarget(target);
        if (isOpen) this.target = target;
        return;
      }
      case 'replan': {
        const countable = !uncountable(this.target, time) && !uncountable(paused?.longest, time);
        if (!this.accepts(!isOpen || countable, () => replan(real, time.wt).deadline)) return;
        slow.replan(time);
        this.time = time;
      }
    }
  }

  agree(): void {
    const { real, slow } = this;
    same(real.state, slow.state);
    same(real.recordedLate, slow.recordedLate);
    sameInstant(real.dueAt, slow.dueAt);
    sameInstant(real.missedAt, slow.missedAt);
    sameInstant(real.metAt, slow.metAt);
  }

  private accepts(possible: boolean, call: () => Deadline): boolean {
    try {
      this.real = call();
    } catch (error) {
      if (!(error instanceof Failure) || possible) throw error;
      return false;
    }
    if (!possible) throw new Error('expected a refusal');
    return true;
  }
}

describe('a deadline under any sequence of commands', () => {
  it('that is paused, resumed, given other targets and calendars, and looked at, in any order, is what the slow simulation says', () => {
    holds(
      'model',
      fc.property(anySlot, anyTarget, anyTime, anyScript, (start, target, time, script) => {
        fc.pre(!uncountable(target, time));
        const pair = new Pair(start, target, time);
        let now = start;
        for (const step of script) {
          now += step.wait * SLOT;
          pair.look(now);
          pair.take(step, now);
          pair.agree();
        }
        pair.look(now + 60 * 48 * SLOT);
        pair.agree();
        sameTold(pair.heard, pair.slow.told);
      }),
    );
  });
});
