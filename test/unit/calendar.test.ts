import fc from 'fast-check';
import { bundledCalendar } from '../../calendar/load';
import {
  addWorkingDays,
  addYearPublished,
  isPublished,
  isWorkingDay,
  workingDaysBetween,
} from '../../domain/calendar/calendar';
import { dateOf, dayFromDate } from '../../domain/time';
import { nextDate, slowAddWorkingDays, slowIsWorking } from '../support/slow-calendar';
import { failureOf } from '../support/failure-of';
import { holds, same } from '../support/slow-cases';

const cal = bundledCalendar();
const day = dayFromDate;
const works = (date: string): boolean => isWorkingDay(cal, day(date));
/** 2022 to 2042: before, inside and after what is published and projected. */
const anyDay = fc.integer({ min: day('2022-01-01'), max: day('2042-12-31') });

describe('the bundled calendar', () => {
  it('agrees with an independent source on every day of 2024 to 2026', () => {
    const differing: string[] = [];
    for (let date = '2024-01-01'; date <= '2026-12-31'; date = nextDate(date))
      if (works(date) !== slowIsWorking(date)) differing.push(date);
    expect(differing).toEqual([]);
  });

  it('counts make-up days as worked and shifted days as off', () => {
    expect(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'].map(works)).toEqual(
      Array(6).fill(true),
    );
    expect(['2026-01-02', '2026-02-23', '2026-09-25', '2026-10-07'].map(works)).toEqual(Array(4).fill(false));
  });

  it('keeps a published year within 250 bytes and the whole within 1.5 KB, because it travels in every snapshot', () => {
    expect(JSON.stringify(cal.published['2026']).length).toBeLessThan(250);
    expect(JSON.stringify(cal).length).toBeLessThan(1536);
  });

  it('knows the statutory festivals of 2027 to 2040, 13 days a year less those that coincide', () => {
    expect(Object.keys(cal.festivals)).toEqual(Array.from({ length: 14 }, (_, i) => String(2027 + i)));
    // 中秋 within 国庆: 2028, 2031 and 2039; in 2036 it follows it
    for (const [year, dates] of Object.entries(cal.festivals))
      expect(dates.split(' ')).toHaveLength(['2028', '2031', '2039'].includes(year) ? 12 : 13);
  });

  it.each([
    ['2027', '0206', '0609', '0915'],
    ['2028', '0126', '0528', '1003'],
    ['2029', '0213', '0616', '0922'],
    ['2030', '0203', '0605', '0912'],
    ['2031', '0123', '0624', '1001'],
    ['2033', '0131', '0601', '0908'],
    ['2034', '0219', '0620', '0927'],
    ['2039', '0124', '0527', '1002'],
    ['2040', '0212', '0614', '0920'],
  ])('places 春节, 端午 and 中秋 of %s by the lunar calendar', (year, spring, dragonBoat, midAutumn) => {
    const dates = cal.festivals[year]!.split(' ');
    expect(dates).toEqual(expect.arrayContaining([spring, dragonBoat, midAutumn]));
    const eve = dateOf(day(`${year}-${spring.slice(0, 2)}-${spring.slice(2)}`) - 1);
    expect(dates).toContain(eve.slice(5).replace('-', ''));
  });

  it('agrees with the lunar calendar of ICU within the one day by which that is wrong for some new moons', () => {
    const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
    const lunarDate = (date: string): string => lunar.format(new Date(`${date}T00:00:00Z`));
    for (const [year, dates] of Object.entries(cal.festivals)) {
      const near = dates
        .split(' ')
        .flatMap((mmdd) => [-1, 0, 1].map((days) => nextDate(`${year}-${mmdd.slice(0, 2)}-${mmdd.slice(2)}`, days)))
        .map(lunarDate);
      expect(near).toEqual(expect.arrayContaining(['1/1', '5/5', '8/15']));
    }
  });
});

describe('working days', () => {
  it('follow the notice, then week and festivals, then the plain week', () => {
    expect(isPublished(cal, day('2026-12-31'))).toBe(true);
    expect(isPublished(cal, day('2027-01-01'))).toBe(false);
    expect(works('2027-01-01')).toBe(false); // 元旦, a Friday
    expect(works('2027-02-08')).toBe(false); // 初三, a Monday
    expect(works('2027-02-09')).toBe(true);
    expect(works('2041-01-01')).toBe(true); // past the festivals: a Tuesday
    expect(works('2023-01-02')).toBe(true); // before the first notice: a Monday
    expect(works('2023-01-07')).toBe(false);
  });

  it('leave out the day they are counted from', () => {
    expect(dateOf(addWorkingDays(cal, day('2026-09-24'), 5))).toBe('2026-10-09');
    expect(dateOf(addWorkingDays(cal, day('2026-09-26'), 1))).toBe('2026-09-28');
    expect(dateOf(addWorkingDays(cal, day('2026-10-10'), -1))).toBe('2026-10-09');
    expect(dateOf(addWorkingDays(cal, day('2026-10-04'), 0))).toBe('2026-10-04');
  });

  it('are those a walk over every date finds, forwards and backwards', () => {
    holds(
      'days: walk',
      fc.property(
        fc.integer({ min: day('2023-06-01'), max: day('2040-12-01') }),
        fc.integer({ min: -200, max: 200 }),
        (from, n) => {
          fc.pre(from > day('2024-12-31') || n > 0);
          fc.pre(from < day('2039-12-31') || n < 0);
          same(dateOf(addWorkingDays(cal, from, n)), slowAddWorkingDays(dateOf(from), n));
        },
      ),
    );
  });

  it('between two days are the inverse of adding them', () => {
    holds(
      'days: inverse',
      fc.property(anyDay, fc.integer({ min: -700, max: 700 }), (from, n) => {
        same(workingDaysBetween(cal, from, addWorkingDays(cal, from, n)), n);
      }),
    );
  });

  it('add up: a then b is a + b in the same direction', () => {
    holds(
      'days: sum',
      fc.property(anyDay, fc.nat(300), fc.nat(300), (from, a, b) => {
        same(addWorkingDays(cal, addWorkingDays(cal, from, a), b), addWorkingDays(cal, from, a + b));
      }),
    );
  });

  it('of ten years are counted in well under a millisecond', () => {
    const started = performance.now();
    for (let i = 0; i < 100; i++) addWorkingDays(cal, day('2026-01-01') + i, 2500);
    expect((performance.now() - started) / 100).toBeLessThan(1);
  });

  it('refuse a fraction of a day, and no day at all', () => {
    expect(failureOf(() => addWorkingDays(cal, 20_000, 1.5))).toMatchObject({ type: 'Invalid', field: 'value' });
    expect(failureOf(() => addWorkingDays(cal, NaN, 1))).toMatchObject({ type: 'Invalid', field: 'value' });
  });
});

describe('a notice that is loaded', () => {
  const notice = { off: ['2027-01-01', '2027-02-08', '2027-02-09', '2027-02-10'], work: ['2027-02-20', '2027-02-07'] };

  it('makes its year published, raises the revision and leaves the old calendar alone', () => {
    const before = JSON.stringify(cal);
    const next = addYearPublished(cal, 2027, notice);
    expect(next).toMatchObject({ revision: cal.revision + 1, version: `2027.${cal.revision + 1}` });
    expect(next.published['2027']).toEqual({ off: '0101 0208 0209 0210', work: '0207 0220' });
    expect(isPublished(next, day('2027-06-01'))).toBe(true);
    expect([works('2027-02-09'), isWorkingDay(next, day('2027-02-09'))]).toEqual([true, false]);
    expect([works('2027-02-20'), isWorkingDay(next, day('2027-02-20'))]).toEqual([false, true]);
    expect(JSON.stringify(cal)).toBe(before);
  });

  it('replaces the projected festivals of its year, so that what it does not name is worked', () => {
    expect(isWorkingDay(addYearPublished(cal, 2027, notice), day('2027-04-05'))).toBe(true);
    expect(works('2027-04-05')).toBe(false);
  });

  it.each([
    ['a date of another year', { off: ['2027-01-01', '2028-01-03'], work: [] }, 'off[1]'],
    ['a date that does not exist', { off: ['2027-02-30'], work: [] }, 'off[0]'],
    ['a date written otherwise', { off: ['20270101'], work: [] }, 'off[0]'],
    ['an off day on a weekend', { off: ['2027-01-02'], work: [] }, 'off[0]'],
    ['a worked day in the week', { off: ['2027-01-01'], work: ['2027-01-04'] }, 'work[0]'],
    ['a date twice', { off: ['2027-01-01', '2027-01-01'], work: [] }, 'off[1]'],
    ['nothing off', { off: [], work: [] }, 'off'],
  ])('is refused for %s', (_, wrong, field) => {
    expect(failureOf(() => addYearPublished(cal, 2027, wrong))).toMatchObject({ type: 'Invalid', field });
  });

  it('is refused for an impossible year', () => {
    expect(failureOf(() => addYearPublished(cal, 27, notice))).toMatchObject({ type: 'Invalid', field: 'year' });
  });
});
