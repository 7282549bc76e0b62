import fc from 'fast-check';
import { evaluationStart, expiryOf, termEnd } from '../../domain/calendar/term';
import { DAY, dateOf, dayFromDate, iso, parseInstant } from '../../domain/time';
import { failureOf } from '../support/failure-of';
import { holds, same } from '../support/slow-cases';

describe('the end of a term', () => {
  it.each([
    ['2027-01-01', 12, '2027-12-31'],
    ['2027-03-15', 12, '2028-03-14'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-28'],
    ['2027-01-30', 1, '2027-02-28'],
    ['2027-01-31', 1, '2027-02-28'],
    ['2028-01-30', 1, '2028-02-29'],
    ['2028-01-29', 1, '2028-02-28'],
    ['2027-01-28', 1, '2027-02-27'],
    ['2027-03-31', 1, '2027-04-30'],
    ['2027-03-01', 1, '2027-03-31'],
    ['2027-12-01', 1, '2027-12-31'],
    ['2027-12-02', 60, '2032-12-01'],
  ])('%s for %i months is %s: the first day counts, a day that does not exist is the last of its month', (...row) => {
    const [start, months, end] = row;
    expect(termEnd(start, months)).toBe(end);
  });

  it('is the day before the corresponding day, or the last of the month that has none', () => {
    holds(
      'term',
      fc.property(fc.integer({ min: 19_000, max: 27_000 }), fc.integer({ min: 1, max: 120 }), (day, months) => {
        const start = dateOf(day);
        const next = dateOf(dayFromDate(termEnd(start, months)) + 1);
        const count = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
        if (next.slice(8) === start.slice(8)) same(count(next) - count(start), months);
        else same(`${next.slice(8)} ${count(next) - count(start)}`, `01 ${months + 1}`);
      }),
    );
  });

  it.each([
    ['2027-02-30', 12, 'start'],
    ['2027-01-01', 0, 'termMonths'],
    ['2027-01-01', 1.5, 'termMonths'],
    ['2027-01-01', -12, 'termMonths'],
  ])('is refused for %s and %d months', (start, months, field) => {
    expect(failureOf(() => termEnd(start, months))).toMatchObject({ type: 'Invalid', field });
  });
});

describe('the start of evaluation', () => {
  it('is 30 days before expiry at 24:00 of the last day', () => {
    expect(iso(expiryOf('2027-12-31'))).toBe('2028-01-01T00:00:00.000+08:00');
    expect(iso(evaluationStart('2027-12-31'))).toBe('2027-12-02T00:00:00.000+08:00');
  });

  it('is the effective date for a term of 30 days or less, or signed later', () => {
    const effective = parseInstant('2027-02-01T10:00+08:00');
    expect(evaluationStart(termEnd('2027-02-01', 1), effective)).toBe(effective);
    expect(evaluationStart('2027-12-31', effective)).toBe(expiryOf('2027-12-31') - 30 * DAY);
  });
});

describe('instants as text', () => {
  it.each(['2026-02-30T10:00+08:00', '2026-09-24T10:00', '2026-09-24', '2026-13-01T00:00Z', 'now'])(
    '%s is none',
    (text) => expect(parseInstant(text)).toBeNaN(),
  );
  it('keep their instant whatever the offset they are written in', () => {
    expect(iso(parseInstant('2026-09-24T02:00:00.5Z'))).toBe('2026-09-24T10:00:00.500+08:00');
  });
});
