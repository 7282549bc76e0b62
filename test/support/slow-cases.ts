import fc from 'fast-check';
import { at } from './deadlines';

/**
 * How many random cases each property of the clock is tried with in every run of the unit tests. The one place for
 * these figures: deadline-cases.test.ts adds them up and looks that each is used.
 */
export const CASES = {
  'days: walk': 2_000,
  'days: inverse': 8_000,
  'days: sum': 6_000,
  'hours: inverse': 12_000,
  'hours: back': 6_000,
  'hours: additive': 8_000,
  'hours: make-up days': 6_000,
  'hours: walk': 3_000,
  'hours: every minute': 150,
  'hours: minute walk': 150,
  term: 5_000,
  'due: walk': 1_000,
  'due: order': 4_000,
  'share: order': 4_000,
  'pause: exact': 3_000,
  'pause: longest': 3_000,
  'pause: ends with a day': 3_000,
  'pause: another target': 3_000,
  'pause: new calendar': 3_000,
  'pause: counted once': 3_000,
  'pause: weekend': 3_000,
  'pauses: minute by minute': 60,
  'pauses: share': 2_000,
  'units: due': 4_000,
  'units: wall clock': 4_000,
  'units: working days': 3_000,
  'units: mixed': 1_000,
  'units: there and back': 2_000,
  'severity: breach': 3_000,
  'severity: open': 3_000,
  'severity: case': 2_000,
  warnings: 3_000,
  'ladder: climbs': 3_000,
  'ladder: taken up': 3_000,
  'wake-ups': 1_500,
  'clock: written down': 500,
  model: 6_000,
} as const;

/** Tries a property with the cases of the table. */
export const holds = <T>(name: keyof typeof CASES, property: fc.IProperty<T>): void =>
  fc.assert(property, { numRuns: CASES[name] });

/** What a case compares. jest's `expect` costs more than most cases, so it is asked only to report a difference. */
export function same(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

export function sameInstant(actual: number | undefined, expected: number | undefined): void {
  if (actual !== expected) expect(at(actual)).toBe(at(expected));
}

interface Told {
  event: string;
  at: number;
  rung?: number;
}

/** The same happenings at the same instants in the same order, each `warned`, `escalated 2` or the like. */
export function sameTold(actual: Told[], expected: Told[]): void {
  const alike = (a: Told, b: Told | undefined): boolean =>
    a.at === b?.at && a.event.replace('deadline.', '') === b.event.replace('deadline.', '') && a.rung === b.rung;
  if (actual.length === expected.length && actual.every((told, i) => alike(told, expected[i]))) return;
  const lines = (all: Told[]): string[] =>
    all.map((h) => `${h.event.replace('deadline.', '')} ${h.rung ?? ''} @ ${at(h.at)}`);
  expect(lines(actual)).toEqual(lines(expected));
  throw new Error('told differently'); // never the same in words only
}
