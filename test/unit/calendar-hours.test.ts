import fc from 'fast-check';
import { bundledCalendar } from '../../calendar/load';
import { addWorkTime, checkServiceHours, parseServiceHours, workTimeBetween } from '../../domain/calendar/hours';
import type { ServiceHours, WorkingTime } from '../../domain/calendar/types';
import type { Target } from '../../domain/deadline/types';
import { DAY, HOUR, MINUTE, iso, parseInstant } from '../../domain/time';
import { failureOf } from '../support/failure-of';
import { holds, same, sameInstant } from '../support/slow-cases';
import { slowAddMinutes, slowMinutesBetween, slowSubtractMinutes } from '../support/slow-calendar';
import { anySlot, anyTime } from '../support/slow-script';
import { SLOT, counts, slowElapsed, slowReach } from '../support/slow-time';

const calendar = bundledCalendar();
const office: WorkingTime = { calendar, hours: parseServiceHours('09:00-12:00,13:30-18:00') };
const wholeDays: WorkingTime = { calendar };
const WHOLE = [{ from: 0, to: 1440 }];
const t = (text: string): number => parseInstant(`${text}+08:00`);

const anyHours: fc.Arbitrary<ServiceHours> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 6 })
  .map((cuts) => cuts.sort((a, b) => a - b).slice(0, cuts.length - (cuts.length % 2)))
  .map((cuts) => ({
    intervals: cuts.flatMap((from, i) => (i % 2 === 0 ? [{ from, to: cuts[i + 1]! }] : [])),
  }));
const anyWorkingTime: fc.Arbitrary<WorkingTime> = fc.oneof(
  fc.constant(wholeDays),
  anyHours.map((hours) => ({ calendar, hours })),
);
const anyInstant = fc.integer({ min: t('2024-02-01T00:00'), max: t('2028-01-01T00:00') });
const anyMinute = fc
  .integer({ min: t('2025-12-20T00:00') / MINUTE, max: t('2026-10-20T00:00') / MINUTE })
  .map((minutes) => minutes * MINUTE);

describe('service hours', () => {
  it('are written as intervals of a day, up to 24:00', () => {
    expect(parseServiceHours('09:00-12:00, 13:30-24:00')).toEqual({
      intervals: [
        { from: 540, to: 720 },
        { from: 810, to: 1440 },
      ],
    });
  });

  it.each([
    '',
    '9:00-12:00',
    '09:00',
    '12:00-09:00',
    '09:00-09:00',
    '13:00-18:00,09:00-12:00',
    '09:00-12:00,11:00-13:00',
    '09:00-24:01',
    '09:60-12:00',
  ])('are refused when written %j', (text) =>
    expect(failureOf(() => parseServiceHours(text))).toMatchObject({ type: 'Invalid', field: 'hours' }),
  );

  it('are refused as data by the same rules', () => {
    expect(failureOf(() => checkServiceHours({ intervals: [] }))).toMatchObject({ type: 'Invalid' });
    expect(failureOf(() => checkServiceHours({ intervals: [{ from: 1.5, to: 9 }] }))).toMatchObject({
      type: 'Invalid',
    });
  });
});

describe('working time', () => {
  it('leaves out the lunch break, the night and the holiday, and counts the make-up Sunday', () => {
    expect(workTimeBetween(office, t('2026-09-24T11:00'), t('2026-09-24T14:00'))).toBe(1.5 * HOUR);
    expect(iso(addWorkTime(office, t('2026-09-24T17:00'), 2 * HOUR))).toBe('2026-09-28T10:00:00.000+08:00');
    expect(workTimeBetween(office, t('2026-09-20T00:00'), t('2026-09-21T00:00'))).toBe(7.5 * HOUR);
  });

  it('reaches the earliest instant forwards and the latest backwards', () => {
    expect(iso(addWorkTime(office, t('2026-09-24T10:00'), 2 * HOUR))).toBe('2026-09-24T12:00:00.000+08:00');
    expect(iso(addWorkTime(office, t('2026-09-28T10:00'), -HOUR))).toBe('2026-09-28T09:00:00.000+08:00');
    expect(iso(addWorkTime(office, t('2026-09-26T10:00'), 0))).toBe('2026-09-26T10:00:00.000+08:00');
  });

  it('of hours without any length, or from an impossible instant, is refused instead of searched for ever', () => {
    const never: WorkingTime = { calendar, hours: { intervals: [{ from: 540, to: 540 }] } };
    expect(failureOf(() => addWorkTime(never, t('2026-09-24T10:00'), HOUR))).toMatchObject({ field: 'hours' });
    expect(failureOf(() => addWorkTime(office, NaN, HOUR))).toMatchObject({ type: 'Invalid' });
    expect(failureOf(() => addWorkTime(office, 0, NaN))).toMatchObject({ type: 'Invalid' });
  });

  it('is whole working days where no service hours are agreed', () => {
    expect(workTimeBetween(wholeDays, t('2026-09-24T10:00'), t('2026-09-28T10:00'))).toBe(24 * HOUR);
    expect(iso(addWorkTime(wholeDays, t('2026-09-24T10:00'), 24 * HOUR))).toBe('2026-09-28T10:00:00.000+08:00');
  });

  it('added is exactly what lies between, forwards and backwards, to the millisecond', () => {
    holds(
      'hours: inverse',
      fc.property(anyWorkingTime, anyInstant, fc.integer({ min: -90, max: 90 }), fc.nat(HOUR), (wt, from, h, ms) => {
        const time = h * HOUR + ms;
        same(workTimeBetween(wt, from, addWorkTime(wt, from, time)), time);
      }),
    );
  });

  it('taken back leads to where it started, when that is inside working time', () => {
    holds(
      'hours: back',
      fc.property(anyWorkingTime, anyInstant, fc.integer({ min: 1, max: 90 * HOUR }), (wt, somewhere, ms) => {
        const inside = addWorkTime(wt, addWorkTime(wt, somewhere, MINUTE), -1); // never at an opening or closing time
        sameInstant(addWorkTime(wt, addWorkTime(wt, inside, ms), -ms), inside);
        sameInstant(addWorkTime(wt, addWorkTime(wt, inside, -ms), ms), inside);
      }),
    );
  });

  it('between two instants is antisymmetric and additive', () => {
    holds(
      'hours: additive',
      fc.property(anyWorkingTime, anyInstant, anyInstant, anyInstant, (wt, a, b, c) => {
        same(workTimeBetween(wt, b, a), 0 - workTimeBetween(wt, a, b));
        same(workTimeBetween(wt, a, b) + workTimeBetween(wt, b, c), workTimeBetween(wt, a, c));
      }),
    );
  });

  it('of a make-up day is that of any other working day, of a day off in its stead none', () => {
    const [makeUp, off] = (['work', 'off'] as const).map((kind) =>
      Object.entries(calendar.published).flatMap(([year, dates]) =>
        dates[kind].split(' ').map((date) => t(`${year}-${date.slice(0, 2)}-${date.slice(2)}T00:00`)),
      ),
    );
    const monday = t('2026-12-07T00:00');
    const ofDay = fc.nat(DAY);
    holds(
      'hours: make-up days',
      fc.property(anyWorkingTime, fc.constantFrom(...makeUp!), fc.constantFrom(...off!), ofDay, ofDay, (wt, ...at) => {
        const [worked, free, a, b] = at;
        same(workTimeBetween(wt, worked + a, worked + b), workTimeBetween(wt, monday + a, monday + b));
        same(workTimeBetween(wt, free + a, free + b), 0);
        const [lo, hi] = [Math.min(a, b), Math.max(a, b)];
        const inside = workTimeBetween(wt, worked + lo, worked + hi);
        if (inside > 0) same(addWorkTime(wt, worked + lo, inside) <= worked + hi, true);
      }),
    );
  });

  it('is what walking along the calendar gives, added, taken away and in between', () => {
    const workday: Target = { value: 1, unit: 'workday' };
    holds(
      'hours: walk',
      fc.property(anyTime, anySlot, fc.integer({ min: 1, max: 300 }), (time, from, slots) => {
        const ms = slots * SLOT;
        sameInstant(addWorkTime(time.wt, from, ms), slowReach(workday, from, ms, time));
        same(workTimeBetween(time.wt, from, from + ms), slowElapsed(workday, from, from + ms, time));
        let [back, left] = [from, ms];
        while (left > 0) if (counts(workday, (back -= SLOT), time)) left -= SLOT;
        sameInstant(addWorkTime(time.wt, from, -ms), back);
      }),
    );
  });

  it('is what counting every single minute gives', () => {
    holds(
      'hours: every minute',
      fc.property(anyWorkingTime, anyMinute, fc.nat(12_000), (wt, from, span) => {
        const intervals = wt.hours?.intervals ?? WHOLE;
        const to = from + span * MINUTE;
        same(workTimeBetween(wt, from, to) / MINUTE, slowMinutesBetween(from, to, intervals));
      }),
    );
  });

  it('ends where walking minute by minute ends', () => {
    holds(
      'hours: minute walk',
      fc.property(anyHours, anyMinute, fc.integer({ min: 1, max: 600 }), (hours, from, minutes) => {
        fc.pre(hours.intervals.some(({ from: a, to }) => to - a > 30));
        const wt = { calendar, hours };
        sameInstant(addWorkTime(wt, from, minutes * MINUTE), slowAddMinutes(from, minutes, hours.intervals));
        sameInstant(addWorkTime(wt, from, -minutes * MINUTE), slowSubtractMinutes(from, minutes, hours.intervals));
      }),
    );
  });
});
