import fc from 'fast-check';
import { changeTarget, dueInstant, openDeadline, pause, resume } from '../../domain/deadline/deadline';
import type { Deadline, Target } from '../../domain/deadline/types';
import { HOUR } from '../../domain/time';
import { spec, target } from '../support/deadlines';
import { holds, same, sameInstant } from '../support/slow-cases';
import { anyCount, anySlot, anyTarget, anyTime } from '../support/slow-script';
import { SLOT, slowDue, slowElapsed, slowReach, uncountable, type SlowTime } from '../support/slow-time';
import { nextDate, slowDate } from '../support/slow-calendar';

const due = (text: string | Target, start: number, { wt }: SlowTime): number =>
  dueInstant(typeof text === 'string' ? target(text) : text, start, wt).dueAt;

describe('the measures of time', () => {
  it('of every unit are what walking along the calendar gives', () => {
    holds(
      'units: due',
      fc.property(anyCount, anySlot, ({ target: count, time }, start) => {
        sameInstant(due(count, start, time), slowDue(count, start, time));
      }),
    );
  });

  it('never take hours for working time: 24 hours run over nights, weekends and holidays', () => {
    holds(
      'units: wall clock',
      fc.property(anyTime, anySlot, fc.integer({ min: 1, max: 500 }), (time, start, hours) => {
        same(due({ value: hours, unit: 'h' }, start, time) - start, hours * HOUR);
        same(due({ value: hours, unit: 'min' }, start, time) - start, (hours * HOUR) / 60);
      }),
    );
  });

  it('never take a working day for hours: it ends at a closing time, as many worked dates later, whatever the hour', () => {
    holds(
      'units: working days',
      fc.property(anyTime, anySlot, fc.integer({ min: 1, max: 20 }), (time, start, value) => {
        const end = due({ value, unit: 'workday' }, start, time);
        let worked = 0;
        let date = slowDate(start);
        while (date < slowDate(end - 1)) if (time.rule((date = nextDate(date)))) worked++;
        same(worked, value);
        same(time.rule(date), true);
        sameInstant(end, Date.parse(`${date}T00:00+08:00`) + time.intervals.at(-1)!.to * 60_000);
        // neither as many hours of the clock nor of the service, and the hour of the day makes no difference
        const midnight = Date.parse(`${slowDate(start)}T00:00+08:00`);
        sameInstant(due({ value, unit: 'workday' }, midnight, time), end);
        if (time.wt.hours) same(due({ value: value * 24, unit: 'workhour' }, start, time) > end, true);
      }),
    );
  });

  it('mixed in one case stay what they are under the same pause, each in its own measure', () => {
    const mixed = ['24 h', '90 min', '3 workday', '7 workhour', '2 day'].map(target);
    holds(
      'units: mixed',
      fc.property(anyTime, anySlot, fc.nat(96), fc.nat(300), (time, start, wait, length) => {
        const [from, to] = [start + wait * SLOT, start + (wait + length) * SLOT];
        for (const count of mixed.filter((each) => !uncountable(each, time))) {
          let d: Deadline = openDeadline(spec('1 h', { target: count }), start, time.wt);
          if (from < d.dueAt) d = resume(pause(d, from, undefined, target('90 day'), time.wt), to, time.wt);
          const all = slowElapsed(count, start, slowDue(count, start, time), time);
          sameInstant(d.dueAt, slowReach(count, start, all, time, [{ from, end: to }]));
        }
      }),
    );
  });

  it('changed into one another and back leave no trace', () => {
    holds(
      'units: there and back',
      fc.property(anyCount, anyTarget, anySlot, fc.nat(200), fc.nat(200), (count, other, start, wait, length) => {
        const { target: first, time } = count;
        fc.pre(!uncountable(other, time));
        const from = start + wait * SLOT;
        let d = openDeadline(spec('1 h', { target: first, warnings: [{ share: 0.5 }] }), start, time.wt);
        if (from < d.dueAt) d = pause(d, from, undefined, target('90 day'), time.wt);
        const back = changeTarget(changeTarget(d, other, time.wt), first, time.wt);
        same(JSON.stringify(back), JSON.stringify(d));
        if (d.pauses.length === 0) return;
        const over = resume(d, from + length * SLOT, time.wt);
        sameInstant(changeTarget(changeTarget(over, other, time.wt), first, time.wt).dueAt, over.dueAt);
      }),
    );
  });
});
