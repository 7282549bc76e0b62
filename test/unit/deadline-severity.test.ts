import fc from 'fast-check';
import { advance, cancel, changeTarget, meet, openDeadline, replan } from '../../domain/deadline/deadline';
import type { Deadline, Target } from '../../domain/deadline/types';
import { spec, target } from '../support/deadlines';
import { holds, same, sameInstant } from '../support/slow-cases';
import { anyCount, anySlot, anyTarget, anyTime } from '../support/slow-script';
import { SLOT, slowDue, uncountable, type SlowTime } from '../support/slow-time';

const LADDER = [
  { role: 'manager', after: target('0 min') } as const,
  { role: 'head-of-service', after: target('24 h') } as const,
];
const opened = (due: Target, start: number, { wt }: SlowTime): Deadline =>
  openDeadline(
    spec('1 h', { target: due, warnings: [{ share: 0.5 }, { share: 0.8 }], ladder: [...LADDER] }),
    start,
    wt,
  );
const anyWait = fc.nat(400).map((slots) => slots * SLOT);

describe('a change of severity', () => {
  it('never unmakes a breach, nor does a new calendar: what was missed stays missed at its instant', () => {
    holds(
      'severity: breach',
      fc.property(anyCount, anyTarget, anyTime, anySlot, anyWait, anyWait, (count, other, next, start, late, later) => {
        fc.pre(!uncountable(other, count.time));
        const due = slowDue(count.target, start, count.time);
        const { deadline: missed } = advance(opened(count.target, start, count.time), due + late, count.time.wt);
        const changed = replan(changeTarget(missed, other, count.time.wt), next.wt).deadline;
        same(changed, missed);
        const { deadline } = advance(changed, due + late + later, next.wt);
        same(deadline.state, 'missed');
        sameInstant(deadline.missedAt, due);
        sameInstant(deadline.dueAt, due);
      }),
    );
  });

  it('plans what is not yet due as if it had been so from the start; a time that ended in the past is missed then', () => {
    holds(
      'severity: open',
      fc.property(anyCount, anyTarget, anySlot, anyWait, ({ target: old, time }, other, start, wait) => {
        fc.pre(!uncountable(other, time));
        const now = start + wait;
        const { deadline: before } = advance(opened(old, start, time), now, time.wt);
        fc.pre(before.state === 'open');
        const end = slowDue(other, start, time);
        const changed = changeTarget(before, other, time.wt);
        const anew = opened(other, start, time);
        same(changed.state, 'open');
        sameInstant(changed.dueAt, end);
        sameInstant(anew.dueAt, end);
        same(changed.warnAt.join(), anew.warnAt.slice((before.warningsGiven ?? []).reduce((a, b) => a + b, 0)).join());
        const { deadline: looked } = advance(changed, now, time.wt);
        sameInstant(looked.missedAt, end <= now ? end : undefined);
      }),
    );
  });

  it('of a case leaves its other clocks alone: met, missed and cancelled ones are the same objects', () => {
    const clocks = fc.array(fc.tuple(anyTarget, anyWait, fc.nat(2)), { minLength: 1, maxLength: 5 });
    holds(
      'severity: case',
      fc.property(clocks, anyTarget, anyTime, anySlot, anyWait, (all, other, time, start, wait) => {
        fc.pre(!uncountable(other, time));
        const now = start + wait;
        for (const [due, acted, how] of all.filter(([each]) => !uncountable(each, time))) {
          const then = Math.min(now, start + acted);
          let d = advance(opened(due, start, time), then, time.wt).deadline;
          if (how === 1) d = meet(d, then, then);
          if (how === 2) d = cancel(d, then);
          d = advance(d, now, time.wt).deadline;
          const changed = changeTarget(d, other, time.wt);
          if (d.state === 'open') sameInstant(changed.dueAt, slowDue(other, start, time));
          else same(changed, d);
        }
      }),
    );
  });
});
