import fc from 'fast-check';
import { dueInstant, openDeadline, shareInstant } from '../../domain/deadline/deadline';
import type { WarningRule } from '../../domain/deadline/types';
import { DAY, iso, parseInstant } from '../../domain/time';
import { at, office, open, spec, t, target, wt } from '../support/deadlines';
import { failureOf } from '../support/failure-of';
import { holds, same, sameInstant } from '../support/slow-cases';
import { nextDate, slowAddWorkingDays, slowDate, slowIsWorking } from '../support/slow-calendar';

const due = (text: string, from: string, time = wt): string | undefined =>
  at(dueInstant(target(text), t(from), time).dueAt);
const warnings = (text: string, from: string, rules: WarningRule[], time = wt): (string | undefined)[] =>
  open(text, from, { warnings: rules }, time).warnAt.map(at);

describe('a due instant', () => {
  it('in working days leaves out the day of the event and ends at 24:00 of the last', () => {
    expect(iso(dueInstant(target('5 workday'), t('2026-09-24T10:00'), wt).dueAt)).toBe('2026-10-10T00:00:00.000+08:00');
    expect(due('1 workday', '2026-10-09T00:00')).toBe('2026-10-11T00:00'); // the 10th is a make-up Saturday
    expect(due('1 workday', '2026-10-02T15:00')).toBe('2026-10-09T00:00'); // from a holiday
    expect(due('1 workday', '2026-09-24T23:59')).toBe('2026-09-29T00:00');
  });

  it('in working days ends at the closing time of the service hours, if there are some', () => {
    expect(due('5 workday', '2026-09-24T10:00', office)).toBe('2026-10-09T18:00');
    expect(due('5 workday', '2026-09-24T22:00', office)).toBe('2026-10-09T18:00');
  });

  it('in minutes and hours runs on the wall clock, through nights and holidays', () => {
    expect(due('30 min', '2026-10-01T23:45', office)).toBe('2026-10-02T00:15');
    expect(due('24 h', '2026-09-30T10:00')).toBe('2026-10-01T10:00');
  });

  it('in working hours runs inside the service hours only', () => {
    expect(due('4 workhour', '2026-09-24T11:00', office)).toBe('2026-09-24T16:30');
    expect(due('1 workhour', '2026-09-24T17:30', office)).toBe('2026-09-28T09:30');
    expect(due('30 workmin', '2026-09-24T17:50', office)).toBe('2026-09-28T09:20');
    expect(failureOf(() => due('4 workhour', '2026-09-24T11:00'))).toMatchObject({
      type: 'Invalid',
      field: 'target.unit',
    });
  });

  it('in days is a plain date: 24:00 of the n-th day after the event, holiday or not', () => {
    expect(due('30 day', '2027-01-10T16:20')).toBe('2027-02-10T00:00');
    expect(due('1 day', '2026-09-30T00:00')).toBe('2026-10-02T00:00');
  });

  it('of nothing is at once', () => {
    for (const unit of ['min', 'h', 'day', 'workday', 'workhour'])
      expect(due(`0 ${unit}`, '2026-10-03T10:00', office)).toBe('2026-10-03T10:00');
  });

  it('is projected when working days were counted into a year without a notice', () => {
    const projected = (text: string, from: string): boolean => dueInstant(target(text), t(from), office).projected;
    expect(projected('2 workday', '2026-12-29T10:00')).toBe(false); // to 2026-12-31 24:00
    expect(projected('3 workday', '2026-12-29T10:00')).toBe(true);
    expect(projected('5 workday', '2030-05-06T10:00')).toBe(true);
    expect(projected('300 workday', '2023-12-31T10:00')).toBe(false);
    expect(projected('1 workday', '2023-06-01T10:00')).toBe(true);
    expect(projected('9 workhour', '2026-12-31T10:00')).toBe(true);
    expect(projected('400 day', '2026-12-29T10:00')).toBe(false); // no calendar can move it
  });

  it('is what a walk over every date finds, with a midnight at its end', () => {
    const start = fc.integer({ min: t('2024-01-01T00:00'), max: t('2035-01-01T00:00') });
    holds(
      'due: walk',
      fc.property(start, fc.integer({ min: 1, max: 120 }), (from, value) => {
        const last = slowAddWorkingDays(slowDate(from), value);
        sameInstant(dueInstant({ value, unit: 'workday' }, from, wt).dueAt, t(`${nextDate(last)}T00:00`));
        same(slowIsWorking(last), true);
      }),
    );
  });

  it('never comes earlier for a later start or a longer target', () => {
    const start = fc.integer({ min: t('2025-12-01T00:00'), max: t('2027-03-01T00:00') });
    const unit = fc.constantFrom('min', 'h', 'day', 'workday', 'workhour' as const);
    const value = fc.integer({ min: 1, max: 40 });
    holds(
      'due: order',
      fc.property(start, fc.nat(20 * DAY), value, fc.nat(5), unit, (a, gap, n, more, u) => {
        const end = (from: number, length: number): number =>
          dueInstant({ value: length, unit: u }, from, office).dueAt;
        same(end(a, n) > a, true);
        same(end(a + gap, n) >= end(a, n), true);
        same(end(a, n + more) >= end(a, n), true);
      }),
    );
  });

  it.each([
    ['-1 h', 'target.value'],
    ['1.5 h', 'target.value'],
    ['NaN h', 'target.value'],
    ['1 week', 'target.unit'],
  ])('is refused for %s', (text, field) => {
    expect(failureOf(() => due(text, '2026-09-24T10:00'))).toMatchObject({ type: 'Invalid', field });
  });
});

describe('a share of a deadline', () => {
  it('is of the wall clock for minutes, hours and days', () => {
    expect(warnings('24 h', '2026-10-01T10:00', [{ share: 0.8 }, { share: 0.5 }])).toEqual([
      '2026-10-01T22:00',
      '2026-10-02T05:12',
    ]);
    expect(warnings('30 day', '2027-01-10T12:00', [{ share: 0.5 }])).toEqual(['2027-01-25T18:00']);
  });

  it('is of working time for working days: half of 134 h passes over a holiday', () => {
    // 14 h on Thursday the 24th, then the 28th, 29th and 5 h of the 30th
    expect(warnings('5 workday', '2026-09-24T10:00', [{ share: 0.5 }])).toEqual(['2026-09-30T05:00']);
    expect(warnings('1 workday', '2026-09-24T16:00', [{ share: 0.5 }], office)).toEqual(['2026-09-28T11:45']);
  });

  it('from 0 to 1 goes from start to due, and never back', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    holds(
      'share: order',
      fc.property(fc.constantFrom('5 workday', '24 h', '10 day'), share, share, (text, a, b) => {
        const d = open(text, '2026-09-24T10:00');
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((s) => shareInstant(d, s, wt)) as [number, number];
        same(d.startedAt <= low && low <= high && high <= d.dueAt, true);
      }),
    );
    const d = open('5 workday', '2026-09-26T10:00');
    expect([at(shareInstant(d, 0, wt)), at(shareInstant(d, 1, wt))]).toEqual([at(d.startedAt), at(d.dueAt)]);
  });
});

describe('a warning before the end', () => {
  const before = (text: string): WarningRule[] => [{ before: target(text) }];

  it('by working days is the 24:00 after which exactly so many are left', () => {
    expect(warnings('5 workday', '2026-09-24T10:00', before('1 workday'))).toEqual(['2026-10-09T00:00']);
    expect(warnings('5 workday', '2026-09-24T10:00', before('2 workday'))).toEqual(['2026-10-01T00:00']);
    // due on Monday the 14th at 24:00: the 24:00 of the Friday, not the morning of the Monday
    expect(warnings('5 workday', '2026-12-07T10:00', before('1 workday'))).toEqual(['2026-12-12T00:00']);
  });

  it('by working days is a closing time where there are service hours', () => {
    expect(warnings('5 workday', '2026-12-07T10:00', before('1 workday'), office)).toEqual(['2026-12-11T18:00']);
  });

  it('by hours and days is on the wall clock', () => {
    expect(warnings('5 workday', '2026-12-07T10:00', before('2 h'))).toEqual(['2026-12-14T22:00']);
    expect(warnings('30 day', '2027-01-10T10:00', before('5 day'))).toEqual(['2027-02-05T00:00']);
  });

  it('is left out when it would not lie after the start', () => {
    expect(warnings('1 workday', '2026-09-24T10:00', before('5 workday'))).toEqual([]);
    expect(warnings('2 h', '2026-09-24T10:00', before('2 h'))).toEqual([]);
  });
});

describe('warnings', () => {
  it('that repeat come at the end of each so many working days until the end, which is none', () => {
    expect(warnings('10 workday', '2026-09-21T10:00', [{ every: target('2 workday') }])).toEqual([
      '2026-09-24T00:00',
      '2026-09-29T00:00',
      '2026-10-01T00:00',
      '2026-10-10T00:00',
    ]);
  });

  it('that coincide are one, and all are in order', () => {
    const rules: WarningRule[] = [{ share: 0.8 }, { before: target('2 h') }, { every: target('4 h') }, { share: 0.5 }];
    expect(warnings('10 h', '2026-09-24T10:00', rules)).toEqual([
      '2026-09-24T14:00',
      '2026-09-24T15:00',
      '2026-09-24T18:00',
    ]);
  });

  it.each([
    [{ share: 1 }, 'warnings[0].share'],
    [{ share: 0 }, 'warnings[0].share'],
    [{ before: target('-1 h') }, 'warnings[0].before.value'],
    [{ every: target('0 h') }, 'warnings[0].every.value'],
    [{ every: target('1 min') }, 'warnings'],
  ])('by a rule that makes no sense are refused: %j', (rule, field) => {
    expect(failureOf(() => open('10 h', '2026-09-24T10:00', { warnings: [rule] }))).toMatchObject({
      type: 'Invalid',
      field,
    });
  });
});

describe('working hours', () => {
  const hours = target('2 workhour');

  it.each([
    ['a warning', { warnings: [{ before: hours }] }, 'warnings[0].before.unit'],
    ['a repetition', { warnings: [{ every: hours }] }, 'warnings[0].every.unit'],
    ['a rung', { ladder: [{ role: 'manager', after: hours }] }, 'ladder[0].after.unit'],
  ] as const)('of %s are refused at once where no service hours are agreed, not when they come', (_, rest, field) => {
    const spec = { warnings: [], ladder: [], ...rest };
    const opened = (time = wt): unknown =>
      open('2 workday', '2026-09-24T10:00', { warnings: [...spec.warnings], ladder: [...spec.ladder] }, time);
    expect(failureOf(() => opened())).toMatchObject({ type: 'Invalid', field });
    expect(opened(office)).toMatchObject({ state: 'open' });
  });
});

describe('a deadline bound to a date', () => {
  const expiry = t('2028-01-01T00:00');
  const bound = (from: string): ReturnType<typeof open> =>
    openDeadline(
      spec('0 day', { warnings: [{ before: target('15 day') }, { before: target('5 day') }] }),
      t(from),
      wt,
      {
        dueAt: expiry,
      },
    );

  it('ends there, not projected, with warnings counted back from it', () => {
    expect(bound('2027-01-01T00:00')).toMatchObject({ dueAt: expiry, projected: false, state: 'open' });
    expect(bound('2027-01-01T00:00').warnAt.map(at)).toEqual(['2027-12-17T00:00', '2027-12-27T00:00']);
    expect(bound('2027-12-20T00:00').warnAt.map(at)).toEqual(['2027-12-27T00:00']);
  });

  it('refuses an impossible instant, start or rung', () => {
    const open =
      (startedAt: number, dueAt: number, ladder = spec('1 h').ladder) =>
      () =>
        openDeadline(spec('0 day', { ladder }), startedAt, wt, { dueAt });
    expect(failureOf(open(expiry, NaN))).toMatchObject({ field: 'dueAt' });
    expect(failureOf(open(parseInstant('x'), expiry))).toMatchObject({ field: 'startedAt' });
    expect(failureOf(open(0, expiry, [{ role: 'manager', after: target('-1 h') }]))).toMatchObject({
      field: 'ladder[0].after.value',
    });
  });
});
