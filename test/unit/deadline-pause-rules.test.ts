import fc from 'fast-check';
import { advance, changeTarget, openDeadline, pause, replan, resume } from '../../domain/deadline/deadline';
import type { Deadline, Target } from '../../domain/deadline/types';
import { spec, target } from '../support/deadlines';
import { holds, same, sameInstant, sameTold } from '../support/slow-cases';
import { anyCount, anySlot, anyTarget, anyTime } from '../support/slow-script';
import { slowDate } from '../support/slow-calendar';
import {
  OFFICE,
  SLOT,
  counts,
  slowDue,
  slowElapsed,
  slowReach,
  uncountable,
  type SlowTime,
} from '../support/slow-time';

const HALF_YEAR = target('180 day');
const opened = (due: Target, start: number, { wt }: SlowTime): Deadline =>
  openDeadline(spec('1 h', { target: due }), start, wt);

/** A pause that begins and ends at these shares of the time from the start to the end, in thousandths. */
const anySpan = fc.tuple(fc.nat(999), fc.nat(1500));
const slot = (from: number, to: number, thousandths: number): number =>
  from + Math.floor(((to - from) * thousandths) / 1000 / SLOT) * SLOT;

/** Where a pause lies in a deadline's time, on whole slots; undefined when there is no room for one. */
function spanIn(d: Deadline, [begin, length]: [number, number]): { from: number; to: number } | undefined {
  const from = slot(d.startedAt, d.dueAt, begin);
  return from < d.dueAt ? { from, to: slot(from, d.dueAt + SLOT, length) } : undefined;
}

/** When the time of a target has run, with one pause in it, by the slow count. */
function slowEnd(due: Target, start: number, time: SlowTime, from: number, to: number): number {
  const length = slowElapsed(due, start, slowDue(due, start, time), time);
  return slowReach(due, start, length, time, [{ from, end: to }]);
}

describe('a pause while the client owes an answer', () => {
  it('moves the due instant by exactly the paused time, in the measure of the deadline', () => {
    holds(
      'pause: exact',
      fc.property(anyCount, anySlot, anySpan, ({ target: due, time }, start, where) => {
        const d = opened(due, start, time);
        const span = spanIn(d, where);
        fc.pre(span !== undefined);
        const { from, to } = span;
        const { dueAt } = resume(pause(d, from, undefined, HALF_YEAR, time.wt), to, time.wt);
        same(slowElapsed(due, d.dueAt, dueAt, time), slowElapsed(due, from, to, time));
        sameInstant(dueAt, slowEnd(due, start, time, from, to));
      }),
    );
  });

  it('ends by itself at its longest, however late somebody looks or answers', () => {
    holds(
      'pause: longest',
      fc.property(anyCount, anySlot, anySpan, anyTarget, fc.nat(2000), (count, start, where, longest, late) => {
        const { target: due, time } = count;
        const d = opened(due, start, time);
        const span = spanIn(d, where);
        fc.pre(span !== undefined && longest.value > 0 && !uncountable(longest, time));
        const until = slowDue(longest, span.from, time);
        const end = slowEnd(due, start, time, span.from, until);
        const paused = pause(d, span.from, undefined, longest, time.wt);
        sameTold(advance(paused, until - 1, time.wt).happenings, []);
        sameInstant(resume(paused, until + late * SLOT, time.wt).dueAt, end);
        const { deadline, happenings } = advance(paused, end + late * SLOT, time.wt);
        sameTold(happenings, [
          { event: 'resumed', at: until },
          { event: 'missed', at: end },
        ]);
        sameInstant(deadline.missedAt, end);
      }),
    );
  });

  it('is kept across a change of severity or urgency, whether that comes before, in or after it', () => {
    holds(
      'pause: another target',
      fc.property(anyCount, anyTarget, anySlot, anySpan, ({ target: due, time }, other, start, where) => {
        fc.pre(!uncountable(other, time));
        const d = opened(due, start, time);
        const span = spanIn(d, where);
        fc.pre(span !== undefined);
        const { from, to } = span;
        const { wt } = time;
        const paused = pause(d, from, undefined, HALF_YEAR, wt);
        const end = slowEnd(other, start, time, from, to);
        sameInstant(changeTarget(resume(paused, to, wt), other, wt).dueAt, end);
        const inside = changeTarget(paused, other, wt);
        if (inside.dueAt <= from) {
          sameInstant(advance(inside, from, wt).deadline.missedAt, end);
          return;
        }
        sameInstant(resume(inside, to, wt).dueAt, end);
        const later = pause(changeTarget(d, other, wt), from, undefined, HALF_YEAR, wt);
        sameInstant(resume(later, to, wt).dueAt, end);
      }),
    );
  });

  it('leaves a clock that ends with a day at a closing time: that of the day on which its time would have run', () => {
    holds(
      'pause: ends with a day',
      fc.property(anyTime, anySlot, fc.integer({ min: 1, max: 9 }), anySpan, (time, start, value, where) => {
        const due: Target = { value, unit: 'workday' };
        const d = openDeadline(spec('1 h', { target: due, endsWithDay: true }), start, time.wt);
        const { from, to } = spanIn(d, where)!;
        const { dueAt } = resume(pause(d, from, undefined, HALF_YEAR, time.wt), to, time.wt);
        const date = slowDate(slowEnd(due, start, time, from, to) - SLOT);
        same(time.rule(date), true);
        sameInstant(dueAt, Date.parse(`${date}T00:00+08:00`) + time.intervals.at(-1)!.to * 60_000);
      }),
    );
  });

  it('is kept across a new calendar, which counts it anew, its longest too', () => {
    holds(
      'pause: new calendar',
      fc.property(
        anyCount,
        anyTime,
        anyTarget,
        anySlot,
        anySpan,
        ({ target: due, time }, next, longest, start, where) => {
          fc.pre(
            longest.value > 0 && ![due, longest].some((count) => uncountable(count, next) || uncountable(count, time)),
          );
          const d = opened(due, start, time);
          const span = spanIn(d, where);
          fc.pre(span !== undefined);
          const { from } = span;
          const inside = replan(pause(d, from, undefined, longest, time.wt), next.wt).deadline;
          const until = slowDue(longest, from, next);
          const end = slowEnd(due, start, next, from, until);
          if (slowDue(due, start, next) > from)
            sameTold(advance(inside, until, next.wt).happenings, [{ event: 'resumed', at: until }]);
          sameInstant(advance(inside, end, next.wt).deadline.missedAt, end);
          const over = resume(pause(d, from, undefined, HALF_YEAR, time.wt), span.to, time.wt);
          sameInstant(replan(over, next.wt).deadline.dueAt, slowEnd(due, start, next, from, span.to));
        },
      ),
    );
  });
});

describe('a pause over a weekend or a holiday', () => {
  it('is counted once, however many pauses it is cut into', () => {
    const cuts = fc.array(fc.nat(1000), { maxLength: 4 });
    holds(
      'pause: counted once',
      fc.property(anyCount, anySlot, anySpan, cuts, ({ target: due, time }, start, where, at) => {
        const d = opened(due, start, time);
        const span = spanIn(d, where);
        fc.pre(span !== undefined);
        const { from, to } = span;
        const whole = resume(pause(d, from, undefined, HALF_YEAR, time.wt), to, time.wt);
        let [pieces, begun] = [d, from];
        for (const cut of [...at.sort((a, b) => a - b).map((share) => slot(from, to, share)), to]) {
          pieces = resume(pause(pieces, begun, undefined, HALF_YEAR, time.wt), cut, time.wt);
          begun = cut;
        }
        sameInstant(pieces.dueAt, whole.dueAt);
      }),
    );
  });

  it('takes of a working-day clock nothing but its working time, of a wall clock all of its time', () => {
    holds(
      'pause: weekend',
      fc.property(anyTime, anySlot, fc.integer({ min: 1, max: 9 }), anySpan, (time, start, value, where) => {
        const working: Target = { value: value + 1, unit: 'workday' };
        const d = opened(working, start, time);
        const { from, to } = spanIn(d, where)!;
        const paused = (begin: number, end: number, due = d): number =>
          resume(pause(due, begin, undefined, HALF_YEAR, time.wt), end, time.wt).dueAt;
        // the nights, weekends and holidays at both ends make no difference
        let [earlier, later] = [from, to];
        while (earlier > start && !counts(working, earlier - SLOT, time)) earlier -= SLOT;
        while (!counts(working, later, time)) later += SLOT;
        sameInstant(paused(earlier, later), paused(from, to));
        const wall = opened({ value: 24 * 60, unit: 'h' }, start, time);
        same(paused(from, to, wall) - wall.dueAt, to - from);
      }),
    );
  });

  it('for example from a Friday evening to a Monday morning takes nothing from the service hours, and 60 hours by the clock', () => {
    const [friday, monday] = [Date.parse('2026-12-11T21:00+08:00'), Date.parse('2026-12-14T09:00+08:00')];
    const { wt } = OFFICE;
    const moved = (text: string): number => {
      const d = opened(target(text), Date.parse('2026-12-10T10:00+08:00'), OFFICE);
      return (resume(pause(d, friday, undefined, HALF_YEAR, wt), monday, wt).dueAt - d.dueAt) / 3_600_000;
    };
    expect([moved('5 workday'), moved('72 h')]).toEqual([0, 60]);
  });
});
