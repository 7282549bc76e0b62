import fc from 'fast-check';
import { acknowledge, advance, meet, nextInstant, openDeadline, pause, resume } from '../../domain/deadline/deadline';
import type { Deadline, DeadlineHappening, Rung, WarningRule } from '../../domain/deadline/types';
import { DAY } from '../../domain/time';
import { spec, target } from '../support/deadlines';
import { holds, same, sameTold } from '../support/slow-cases';
import { SlowLadder } from '../support/slow-ladder';
import { anyCount, anySlot, anyTarget, anyWaits } from '../support/slow-script';
import { SLOT, slowDue, slowElapsed, slowReach, uncountable, type Gap, type SlowTime } from '../support/slow-time';

const SHARES = [0.5, 0.8];
const HALF_YEAR = target('180 day');
const rungs = (delays: Rung['after'][]): Rung[] => delays.map((after) => ({ role: 'manager', after }));
const countable = (time: SlowTime) => (each: Rung['after']) => !uncountable(each, time);
const anyLadder = fc.array(anyTarget, { maxLength: 6 });

/** Lets a deadline catch up at each instant; what it told, in order. */
function woken(d: Deadline, instants: number[], { wt }: SlowTime): { d: Deadline; heard: DeadlineHappening[] } {
  const heard: DeadlineHappening[] = [];
  for (const now of instants) {
    const step = advance(d, now, wt);
    d = step.deadline;
    heard.push(...step.happenings);
  }
  return { d, heard };
}

const after = (start: number, waits: number[]): number[] =>
  waits.map((_, i) => start + waits.slice(0, i + 1).reduce((a, b) => a + b, 0) * SLOT);

describe('warnings', () => {
  it('come at 50 % and 80 % of the time that was not paused, each once, none at the end or after it', () => {
    holds(
      'warnings',
      fc.property(anyCount, anySlot, anyWaits(6, 40), anyWaits(8, 60), (count, start, pauses, wakes) => {
        const { target: due, time } = count;
        let d = openDeadline(
          spec('1 h', { target: due, warnings: SHARES.map((share) => ({ share })) }),
          start,
          time.wt,
        );
        const gaps: Gap[] = [];
        let clock = start;
        for (let i = 0; i + 1 < pauses.length; i += 2) {
          const from = clock + pauses[i]! * SLOT;
          if (from >= d.dueAt) break;
          clock = from + pauses[i + 1]! * SLOT;
          gaps.push({ from, end: clock });
          d = resume(pause(d, from, undefined, HALF_YEAR, time.wt), clock, time.wt);
        }
        const length = slowElapsed(due, start, slowDue(due, start, time), time);
        const [half, most, end] = [...SHARES, 1].map((share) => slowReach(due, start, length * share, time, gaps));
        const warnings = length === 0 ? [] : [half!, most!].map((instant) => ({ event: 'warned', at: instant }));
        const { heard } = woken(d, [...after(start, wakes), end! + 9 * SLOT, end! + 99 * SLOT], time);
        sameTold(heard, [...warnings, { event: 'missed', at: end! }]);
      }),
    );
  });
});

describe('a ladder of any length', () => {
  const climbs = (heard: DeadlineHappening[]): DeadlineHappening[] =>
    heard.filter((h) => h.event === 'deadline.escalated');

  it('climbs in order, each rung with its own delay, the last one daily until somebody acts', () => {
    holds(
      'ladder: climbs',
      fc.property(anyCount, anyLadder, anySlot, anyWaits(10, 60), ({ target: due, time }, delays, start, wakes) => {
        const ladder = rungs(delays.filter(countable(time)));
        const opened = openDeadline(spec('1 h', { target: due, ladder }), start, time.wt);
        const instants = [opened.dueAt, ...after(opened.dueAt, wakes)];
        const { d, heard } = woken(opened, [start, ...instants], time);
        const slow = new SlowLadder(
          opened.dueAt,
          ladder.map((rung) => rung.after),
          time,
        );
        for (const now of instants) slow.look(now);
        sameTold(climbs(heard), slow.told);
        const last = instants.at(-1)!;
        for (const acted of [acknowledge(d), meet(d, last, last)]) same(nextInstant(acted), undefined);
      }),
    );
  });

  it('that somebody has taken up until an instant climbs on there, from the rung that was next', () => {
    const until = fc.nat(400);
    holds(
      'ladder: taken up',
      fc.property(
        anyCount,
        anyLadder,
        anySlot,
        anyWaits(3, 60),
        until,
        anyWaits(6, 60),
        (count, delays, start, before, silent, wakes) => {
          const { target: due, time } = count;
          const ladder = rungs(delays.filter(countable(time)));
          const opened = openDeadline(spec('1 h', { target: due, ladder }), start, time.wt);
          const slow = new SlowLadder(
            opened.dueAt,
            ladder.map((rung) => rung.after),
            time,
          );
          const early = [opened.dueAt, ...after(opened.dueAt, before)];
          const first = woken(opened, early, time);
          for (const now of early) slow.look(now);
          const takenAt = early.at(-1)!;
          slow.takeUp(takenAt + silent * SLOT);
          const taken = acknowledge(first.d, takenAt + silent * SLOT);
          if (ladder.length > 0) same(taken.acknowledgedUntil! >= takenAt + silent * SLOT, true);
          const late = after(takenAt, wakes);
          const second = woken(taken, late, time);
          for (const now of late) slow.look(now);
          sameTold(climbs([...first.heard, ...second.heard]), slow.told);
          if (second.heard.length > 0) same(second.d.acknowledgedUntil, undefined);
        },
      ),
    );
  });
});

describe('a clock that is looked at', () => {
  const RULES: WarningRule[] = [
    { share: 0.5 },
    { share: 0.8 },
    { before: target('2 h') },
    { every: target('11 h') },
    { before: target('1 workday') },
  ];

  it('late, early or again tells the same as once at the end, but for repetitions of the last rung', () => {
    holds(
      'wake-ups',
      fc.property(
        anyCount,
        anyLadder,
        anyTarget,
        anySlot,
        fc.nat(80),
        fc.array(fc.nat(1200), { maxLength: 12 }),
        (...values) => {
          const [{ target: due, time }, delays, longest, start, wait, offsets] = values;
          const ladder = rungs(delays.filter(countable(time)));
          let d = openDeadline(spec('1 h', { target: due, ladder, warnings: RULES }), start, time.wt);
          const from = start + wait * SLOT;
          if (from < d.dueAt && longest.value > 0 && !uncountable(longest, time))
            d = pause(d, from, undefined, longest, time.wt);
          const end = start + 1200 * SLOT;
          const once = woken(d, [end], time);
          const often = woken(d, [...offsets.map((offset) => start + offset * SLOT), end, end], time);
          same(
            once.heard.some((h) => h.event === 'deadline.warned' && h.at >= once.d.dueAt),
            false,
          );
          const last = (h: DeadlineHappening): boolean => h.event === 'deadline.escalated' && h.rung === ladder.length;
          const [begun, ...repeated] = often.heard.filter(last);
          sameTold(
            often.heard.filter((h) => !last(h) || h === begun),
            once.heard,
          );
          const days = repeated.map((h) => (h.at - begun!.at) / DAY);
          same(
            days.join(),
            [...new Set(days)]
              .sort((a, b) => a - b)
              .filter((n) => n > 0 && Number.isInteger(n))
              .join(),
          );
          same(JSON.stringify({ ...often.d, climbed: 0 }), JSON.stringify({ ...once.d, climbed: 0 }));
        },
      ),
    );
  });
});
