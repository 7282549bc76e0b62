import fc from 'fast-check';
import type { Target } from '../../domain/deadline/types';
import { t } from './deadlines';
import { SLOT, TIMES, uncountable, type SlowTime } from './slow-time';

/** Something that somebody does `wait` half hours after the step before, and says to have been `back` before. */
export interface Step {
  does: 'pause' | 'resume' | 'changeTarget' | 'replan' | 'look' | 'meet' | 'cancel' | 'acknowledge';
  wait: number;
  back: number;
  target: Target;
  time: SlowTime;
}

const upTo = (hours: number): fc.Arbitrary<number> => fc.nat(hours * 2);
const hourly = fc.constantFrom('h' as const, 'workhour' as const);
const daily = fc.constantFrom('day' as const, 'workday' as const);

export const anyTime = fc.constantFrom(...TIMES);
/** Targets of every unit, up to a week or two; a few of nothing. */
export const anyTarget: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ value: fc.nat(4).map((n) => n * 30), unit: fc.constantFrom('min' as const, 'workmin' as const) }),
  { weight: 2, arbitrary: fc.record({ value: fc.integer({ min: 1, max: 60 }), unit: hourly }) },
  { weight: 2, arbitrary: fc.record({ value: fc.integer({ min: 1, max: 9 }), unit: daily }) },
);
/** Around a shifted week, a long holiday, the turn of a year without a notice, and a festival that it moves. */
const AROUND = ['2026-09-23T10:00', '2026-09-30T17:30', '2026-12-29T00:00', '2027-02-03T22:30'].map(t);
export const anySlot = fc.tuple(fc.constantFrom(...AROUND), upTo(240)).map(([from, slots]) => from + slots * SLOT);

/** A target and a working time in which it can be counted. */
export const anyCount: fc.Arbitrary<{ target: Target; time: SlowTime }> = fc
  .record({ target: anyTarget, time: anyTime })
  .filter(({ target, time }) => !uncountable(target, time));

/** Instants of a case, from now on, in order: each some slots after the one before. */
export const anyWaits = (maxLength: number, hours: number): fc.Arbitrary<number[]> =>
  fc.array(upTo(hours), { maxLength });

const anyStep: fc.Arbitrary<Step> = fc.record({
  does: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('pause' as const, 'resume' as const, 'changeTarget' as const) },
    { weight: 3, arbitrary: fc.constantFrom('replan' as const, 'look' as const) },
    { weight: 1, arbitrary: fc.constantFrom('meet' as const, 'cancel' as const, 'acknowledge' as const) },
  ),
  wait: fc.oneof(upTo(3), upTo(50)),
  back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, upTo(30)),
  target: anyTarget,
  time: anyTime,
});

export const anyScript: fc.Arbitrary<Step[]> = fc.array(anyStep, { minLength: 1, maxLength: 12 });
