import type { Expectations } from './scenario';

export interface Judgement {
  field: keyof Expectations;
  expected: unknown;
  actual: unknown;
  held: boolean;
}

/** Holds what came out against what a scenario expected. Pure. */
export function judge(expect: Expectations, actual: Required<Expectations>): Judgement[] {
  const fields = Object.keys(expect) as (keyof Expectations)[];
  return fields.map((field) => ({
    field,
    expected: expect[field],
    actual: actual[field],
    held: holds(field, expect, actual),
  }));
}

function holds(field: keyof Expectations, expect: Expectations, actual: Required<Expectations>): boolean {
  if (field !== 'missed') return expect[field] === actual[field];
  const wanted = expect.missed!;
  if (wanted.length === 0) return actual.missed.length === 0;
  // `ledger.filing` is meant whatever the month
  return wanted.every((id) => actual.missed.some((missed) => missed === id || missed.startsWith(`${id}/`)));
}
