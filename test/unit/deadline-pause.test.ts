import fc from 'fast-check';
import { advance, changeTarget, nextInstant, pause, resume, shareInstant } from '../../domain/deadline/deadline';
import type { Deadline } from '../../domain/deadline/types';
import { workTimeBetween } from '../../domain/calendar/hours';
import { MINUTE } from '../../domain/time';
import { at, office, open, t, target, told, wt } from '../support/deadlines';
import { failureOf } from '../support/failure-of';
import { holds, same, sameInstant } from '../support/slow-cases';
import { slowAddMinutes, slowMinutesBetween } from '../support/slow-calendar';

const LONGEST = target('10 workday');
const between = (d: Deadline, from: string, to: string, time = wt): Deadline =>
  resume(pause(d, t(from), 'reason-1', LONGEST, time), t(to), time);

describe('a pause', () => {
  it('moves minutes and hours by the wall clock', () => {
    const d = between(open('24 h', '2026-09-24T10:00'), '2026-09-24T12:00', '2026-09-26T12:00');
    expect(at(d.dueAt)).toBe('2026-09-27T10:00');
    expect(d.pauses).toMatchObject([{ reason: 'reason-1', to: t('2026-09-26T12:00') }]);
  });

  it('over a weekend moves working days by the working time in it, once', () => {
    const d = between(open('5 workday', '2026-12-07T10:00'), '2026-12-11T15:00', '2026-12-14T15:00');
    expect(at(d.dueAt)).toBe('2026-12-16T00:00'); // 9 h of the Friday and 15 h of the Monday: one working day
    const weekendOnly = between(open('5 workday', '2026-12-07T10:00'), '2026-12-12T00:00', '2026-12-14T00:00');
    expect(at(weekendOnly.dueAt)).toBe('2026-12-15T00:00');
  });

  it('counts inside the service hours where there are some', () => {
    const d = between(
      open('2 workday', '2026-12-07T10:00', {}, office),
      '2026-12-08T11:00',
      '2026-12-08T14:30',
      office,
    );
    expect(at(d.dueAt)).toBe('2026-12-10T11:00'); // two hours past the closing time of the 9th
  });

  it('leaves a duty that ends with its day at the end of a working day', () => {
    const daily = (time: typeof wt) =>
      between(
        open('1 workday', '2026-12-07T10:00', { endsWithDay: true }, time),
        '2026-12-08T11:00',
        '2026-12-10T14:30',
        time,
      );
    expect(at(daily(wt).dueAt)).toBe('2026-12-12T00:00');
    expect(at(daily(office).dueAt)).toBe('2026-12-11T18:00');
  });

  it('moves the warnings still to come, and says nothing while it lasts', () => {
    const d = open('24 h', '2026-09-24T10:00', { warnings: [{ share: 0.5 }, { before: target('1 h') }] });
    const paused = pause(d, t('2026-09-24T20:00'), undefined, LONGEST, wt);
    expect(advance(paused, t('2026-10-01T00:00'), wt).happenings).toEqual([]);
    expect(resume(paused, t('2026-09-26T20:00'), wt).warnAt.map(at)).toEqual(['2026-09-26T22:00', '2026-09-27T09:00']);
  });

  it('moves repeated reminders by its time; none falls into it, to be told when it is over', () => {
    const d = open('24 h', '2026-09-24T10:00', { warnings: [{ every: target('5 h') }] });
    const paused = pause(d, t('2026-09-24T16:00'), 'r', target('24 h'), wt);
    expect(told(advance(paused, t('2026-09-26T10:00'), wt).happenings)).toEqual([
      'warned @ 2026-09-24T15:00',
      'resumed @ 2026-09-25T16:00',
      'warned @ 2026-09-25T20:00',
      'warned @ 2026-09-26T01:00',
      'warned @ 2026-09-26T06:00',
      'missed @ 2026-09-26T10:00',
    ]);
  });

  it('does not swallow a warning that was due before it began', () => {
    const d = open('24 h', '2026-09-24T10:00', { warnings: [{ share: 0.5 }] });
    const paused = pause(d, t('2026-09-24T23:00'), undefined, LONGEST, wt);
    expect(at(nextInstant(paused))).toBe('2026-09-24T22:00');
    const { deadline, happenings } = advance(paused, t('2026-09-26T00:00'), wt);
    expect(told(happenings)).toEqual(['warned @ 2026-09-24T22:00']);
    expect(resume(deadline, t('2026-09-26T00:00'), wt).warnAt).toEqual([]);
  });

  it('that begins at the very instant of a warning leaves it there', () => {
    const d = open('24 h', '2026-09-24T10:00', { warnings: [{ share: 0.5 }] });
    const paused = pause(d, t('2026-09-24T22:00'), undefined, LONGEST, wt);
    expect(told(advance(paused, t('2026-09-24T23:00'), wt).happenings)).toEqual(['warned @ 2026-09-24T22:00']);
    expect(at(shareInstant(resume(paused, t('2026-09-25T22:00'), wt), 0.5, wt))).toBe('2026-09-24T22:00');
  });

  it('is left out of a warning before the end: what counts is the time that was left, not the clock', () => {
    const d = open('24 h', '2026-09-24T10:00', { warnings: [{ before: target('3 h') }] });
    const paused = between(d, '2026-09-24T12:00', '2026-09-24T20:00');
    const shorter = changeTarget(paused, target('4 h'), wt); // ends at 22:00; three of its hours were left at 11:00
    expect([at(shorter.dueAt), shorter.warnAt.map(at)]).toEqual(['2026-09-24T22:00', ['2026-09-24T11:00']]);
  });

  it('leaves a warning by working days before it at the closing time at which it was due', () => {
    const d = open('4 workday', '2026-12-07T10:00', { warnings: [{ before: target('1 workday') }] }, office);
    const paused = between(d, '2026-12-10T20:00', '2026-12-13T12:00', office); // a Thursday's night to a Sunday
    expect([d, paused].map(({ dueAt }) => at(dueAt))).toEqual(['2026-12-11T18:00', '2026-12-14T18:00']);
    expect([d, paused].map(({ warnAt }) => warnAt.map(at))).toEqual([['2026-12-10T18:00'], ['2026-12-10T18:00']]);
  });

  it('that pushes working days past the last notice makes them projected', () => {
    const d = between(open('2 workday', '2026-12-28T10:00'), '2026-12-29T00:00', '2026-12-30T00:00');
    expect([at(d.dueAt), d.projected]).toEqual(['2027-01-01T00:00', false]);
    const further = between(d, '2026-12-30T00:00', '2026-12-30T00:01');
    expect([at(further.dueAt), further.projected]).toEqual(['2027-01-04T00:01', true]);
  });

  it('ends by itself also where it stretches the time so far that hourly reminders come to too many', () => {
    const hourly = { warnings: [{ every: target('1 h') }] };
    const d = pause(
      open('12 workday', '2026-09-14T10:00', hourly),
      t('2026-09-14T12:00'),
      'r',
      target('1 workday'),
      wt,
    );
    const { deadline, happenings } = advance(d, t('2026-10-12T00:00'), wt); // over the holiday
    expect(deadline).toMatchObject({ state: 'missed', missedAt: t('2026-10-09T12:00') });
    expect(happenings.length).toBeGreaterThan(500);
  });

  it('ends by itself at its longest, and the clock goes on from there', () => {
    const d = pause(
      open('24 h', '2026-09-24T10:00', { warnings: [{ share: 0.5 }] }),
      t('2026-09-24T12:00'),
      'r',
      target('2 workday'),
      wt,
    );
    expect(at(nextInstant(d))).toBe('2026-09-30T00:00');
    const { deadline, happenings } = advance(d, t('2026-10-09T00:00'), wt);
    expect(told(happenings)).toEqual([
      'resumed @ 2026-09-30T00:00',
      'warned @ 2026-09-30T10:00',
      'missed @ 2026-09-30T22:00',
    ]);
    expect(happenings[0]).toMatchObject({ due: t('2026-09-30T22:00') });
    expect(deadline.state).toBe('missed');
  });

  it('never takes longer than its longest, however late the answer is recorded', () => {
    const d = pause(open('24 h', '2026-09-24T10:00'), t('2026-09-24T12:00'), 'r', target('4 h'), wt);
    expect(at(resume(d, t('2026-09-29T00:00'), wt).dueAt)).toBe('2026-09-25T14:00');
  });

  it('can come again, and each counts', () => {
    const first = between(open('24 h', '2026-09-24T10:00'), '2026-09-24T12:00', '2026-09-24T13:00');
    const second = between(first, '2026-09-24T13:00', '2026-09-24T15:00');
    expect(at(second.dueAt)).toBe('2026-09-25T13:00');
    expect(second.pauses).toHaveLength(2);
  });

  it.each([
    [
      'of a missed deadline',
      () => advance(open('1 h', '2026-09-24T10:00'), t('2026-09-24T12:00'), wt).deadline,
      '2026-09-24T10:30',
      'NotNow',
    ],
    ['from the due instant on', () => open('1 h', '2026-09-24T10:00'), '2026-09-24T11:00', 'NotNow'],
    [
      'inside a pause',
      () => pause(open('1 h', '2026-09-24T10:00'), t('2026-09-24T10:10'), 'r', LONGEST, wt),
      '2026-09-24T10:30',
      'NotNow',
    ],
    ['from before the start', () => open('1 h', '2026-09-24T10:00'), '2026-09-24T09:59', 'Invalid'],
    [
      'into an earlier one',
      () => between(open('9 h', '2026-09-24T10:00'), '2026-09-24T10:10', '2026-09-24T10:20'),
      '2026-09-24T10:15',
      'Invalid',
    ],
  ] as const)('is refused %s', (_, d, from, type) => {
    expect(failureOf(() => pause(d(), t(from), 'r', LONGEST, wt))).toMatchObject({ type });
  });

  it('is refused without a length, and cannot end before it began or when there is none', () => {
    const d = open('9 h', '2026-09-24T10:00');
    expect(failureOf(() => pause(d, t('2026-09-24T11:00'), 'r', target('0 h'), wt))).toMatchObject({
      field: 'longest.value',
    });
    const paused = pause(d, t('2026-09-24T11:00'), 'r', LONGEST, wt);
    expect(failureOf(() => resume(paused, t('2026-09-24T10:59'), wt))).toMatchObject({ type: 'Invalid', field: 'at' });
    expect(failureOf(() => resume(d, t('2026-09-24T11:00'), wt))).toMatchObject({ type: 'NotNow' });
  });
});

describe('pauses of every kind', () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 * 60 }), fc.integer({ min: 0, max: 90 * 60 })), {
    maxLength: 4,
  });
  const texts = fc.constantFrom('5 workday', '20 workday', '30 workhour', '72 h', '10 day');
  const intervals = office.hours!.intervals;

  function played(text: string, minutes: [number, number][]): Deadline {
    let d = open(text, '2026-09-24T10:00', {}, office);
    let clock = d.startedAt;
    for (const [gap, length] of minutes) {
      clock += gap * MINUTE;
      if (clock >= d.dueAt) break;
      d = pause(d, clock, undefined, target('1000 day'), office);
      d = resume(d, (clock += length * MINUTE), office);
    }
    return d;
  }

  it('move the due instant by exactly their time in the measure of the deadline, as counted minute by minute', () => {
    holds(
      'pauses: minute by minute',
      fc.property(texts, gaps, (text, minutes) => {
        const d = played(text, minutes);
        const original = open(text, '2026-09-24T10:00', {}, office).dueAt;
        const working = /work/.test(text);
        const paused = d.pauses.reduce(
          (sum, { from, to }) => sum + (working ? slowMinutesBetween(from, to!, intervals) : (to! - from) / MINUTE),
          0,
        );
        const expected =
          paused === 0 ? original : working ? slowAddMinutes(original, paused, intervals) : original + paused * MINUTE;
        sameInstant(d.dueAt, expected);
      }),
    );
  });

  it('leave a share of the time a share of the time that was not paused', () => {
    holds(
      'pauses: share',
      fc.property(texts, gaps, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (text, minutes, share) => {
        const d = played(text, minutes);
        const reached = shareInstant(d, share, office);
        const measure = (a: number, b: number): number => (/work/.test(text) ? workTimeBetween(office, a, b) : b - a);
        const gone = d.pauses.reduce(
          (net, { from, to }) => net - Math.max(0, measure(from, Math.min(to!, Math.max(from, reached)))),
          measure(d.startedAt, reached),
        );
        const total = d.pauses.reduce((net, { from, to }) => net - measure(from, to!), measure(d.startedAt, d.dueAt));
        same(Math.abs(gone - total * share) <= 1, true);
      }),
    );
  });
});
