import type { RunningDeadline } from '../../../domain/record/types';
import { openDeadline } from '../../../domain/deadline/deadline';
import { DAY, HOUR, MINUTE } from '../../../domain/time';
import { specOf } from '../../../domain/agreement/standard';
import { actAt, habitFor } from '../../../rehearsal/habits';
import { actKey, actsAhead, endOfPlay, nextTurn, Turns, type Actor } from '../../../rehearsal/plan';
import type { Habit, HabitLayer, Timing } from '../../../rehearsal/scenario';
import { bundledCalendar } from '../../../calendar/load';
import { PaperAgreement } from '../../support/agreement';
import { t, wt } from '../../support/deadlines';

const START = t('2026-11-23T10:00');
const share = (value: number): Timing => ({ kind: 'share', share: value });
const silent: Timing = { kind: 'silent' };

const layer = (habits: Record<string, Habit | Habit[]>): HabitLayer =>
  Object.entries(habits).map(([pattern, habit]) => ({
    pattern,
    turns: Array.isArray(habit) ? habit : [habit],
    inTurn: Array.isArray(habit),
  }));
const when = (timing: Timing, fields: Record<string, unknown> = {}): Habit => ({ timing, fields });

const deadline = (id: string): RunningDeadline => ({ ...openDeadline(specOf(id, { standard: {} }), START, wt), n: 1 });

describe('which habit holds', () => {
  test('nothing said: at half of the time', () => {
    expect(habitFor([], 'drafting', 1)).toEqual({ timing: share(0.5), fields: {} });
  });

  test('an id says more than its family, a family more than everything, a suffix more than an id', () => {
    const habits = [
      layer({
        '*': when(share(0.1)),
        'ledger.*': when(share(0.2)),
        'ledger.filing': when(share(0.3)),
        'ledger.filing/2027-01': when(share(0.4)),
      }),
    ];
    expect(habitFor(habits, 'drafting', 1).timing).toEqual(share(0.1));
    expect(habitFor(habits, 'ledger.filing/2027-02', 1).timing).toEqual(share(0.3));
    expect(habitFor(habits, 'ledger.filing/2027-01', 1).timing).toEqual(share(0.4));
  });

  test('a file goes before what it extends, field by field', () => {
    const base = layer({ 'evaluation.start': when(share(0.95), { satisfaction: 70, onTimePercent: 80 }) });
    const own = layer({ '*': when(share(0.2)), 'evaluation.start': { fields: { satisfaction: 60 } } });
    expect(habitFor([base, own], 'evaluation.start', 1)).toEqual({
      timing: share(0.2),
      fields: { satisfaction: 60, onTimePercent: 80 },
    });
  });

  test('silence about one deadline is for once, by a list or a pattern for as long as that says', () => {
    const once = [layer({ '*': when(share(0.3)), 'review.client': when(silent) })];
    expect([1, 2, 3].map((turn) => habitFor(once, 'review.client', turn).timing)).toEqual([
      silent,
      share(0.3),
      share(0.3),
    ]);
    const always = [layer({ 'review.client': [when(silent)] })];
    expect(habitFor(always, 'review.client', 4).timing).toEqual(silent);
    const everybody = [layer({ '*': when(silent) })];
    expect(habitFor(everybody, 'review.client', 2).timing).toEqual(silent);
  });

  test('a list is for one time after another, the last for all later ones', () => {
    const habits = [layer({ 'review.client': [{ fields: { answer: 'object' } }, { fields: { answer: 'accept' } }] })];
    const answers = [1, 2, 3].map((turn) => habitFor(habits, 'review.client', turn).fields['answer']);
    expect(answers).toEqual(['object', 'accept', 'accept']);
  });
});

describe('when somebody acts', () => {
  test('a share is of the deadline’s own time, a minute ahead of its reminder', () => {
    // drafting: 5 working days from Monday 10:00 to the end of the Monday after; half of the working time
    const drafting = deadline('drafting');
    const at = actAt(drafting, share(0.5), wt)!;
    expect(at).toBe(drafting.warnAt[0]! - MINUTE);
  });

  test('short clocks keep a twentieth', () => {
    const short: RunningDeadline = {
      ...openDeadline(
        { ...specOf('drafting', { standard: {} }), target: { value: 10, unit: 'min' }, warnings: [] },
        START,
        wt,
      ),
      n: 1,
    };
    expect(actAt(short, share(0.5), wt)).toBe(START + 5 * MINUTE - 15_000);
    expect(actAt(short, share(0), wt)).toBe(START);
    expect(actAt(short, share(1), wt)!).toBeLessThan(short.dueAt);
  });

  test.each<[Timing, (d: RunningDeadline) => number | undefined]>([
    [{ kind: 'after', ms: HOUR }, () => START + HOUR],
    [{ kind: 'before', ms: DAY }, (d) => d.dueAt - DAY],
    [{ kind: 'before', ms: 900 * DAY }, () => START],
    [{ kind: 'late', ms: 10 * MINUTE }, (d) => d.dueAt + 10 * MINUTE],
    [silent, () => undefined],
  ])('%j', (timing, expected) => {
    const drafting = deadline('drafting');
    expect(actAt(drafting, timing, wt)).toBe(expected(drafting));
  });
});

describe('where the play goes next', () => {
  const actor = (workflowId: string): Actor => {
    const { state } = new PaperAgreement({}, '2026-11-23T10:00:00+08:00');
    return { workflowId, state, workingTime: { calendar: bundledCalendar() } };
  };

  test('acts come by their instant, and once', () => {
    const one = actor('agreement/a');
    const habits = [layer({ 'intake.documents': when({ kind: 'after', ms: DAY }) })];
    const acts = actsAhead([one], habits, new Turns(), new Set());
    expect(acts).toMatchObject([{ workflowId: 'agreement/a', id: 'intake.documents', n: 1, at: START + DAY }]);
    expect(actsAhead([one], habits, new Turns(), new Set([actKey('agreement/a', acts[0]!)]))).toEqual([]);
  });

  test('the turns of a name are counted over all executions', () => {
    const turns = new Turns();
    expect(turns.of('a', { id: 'review.client', n: 1 })).toBe(1);
    expect(turns.of('a', { id: 'review.client', n: 2 })).toBe(2);
    expect(turns.of('b', { id: 'review.client', n: 1 })).toBe(3);
    expect(turns.of('a', { id: 'review.client', n: 2 })).toBe(2);
  });

  test('only ends of clocks are turns: reminders and ladders are walked through', () => {
    const one = actor('agreement/a');
    const { dueAt, warnAt } = one.state.deadlines[0]!;
    expect(warnAt[0]).toBeLessThan(dueAt);
    expect(nextTurn([one], START)).toBe(dueAt);
    expect(nextTurn([one], dueAt)).toBeUndefined();
    const [missed] = one.state.deadlines;
    one.state.deadlines = [{ ...missed!, state: 'missed', climbAt: dueAt + DAY }];
    expect(nextTurn([one], START)).toBeUndefined();
  });

  test('the play ends where the scenario says, else 60 days after the term, however little is known of it yet', () => {
    const { state } = new PaperAgreement({ startsOn: '2027-01-01' }, '2026-11-23T10:00:00+08:00');
    expect(endOfPlay(START + DAY, state, START)).toBe(START + DAY);
    expect(endOfPlay(undefined, state, START)).toBe(t('2028-01-01T00:00') + 60 * DAY);
    const { startsOn: _unknown, ...terms } = state.terms;
    expect(endOfPlay(undefined, { terms }, START)).toBe(t('2027-11-23T00:00') + 60 * DAY);
    expect(endOfPlay(undefined, { terms, termEnd: '2028-02-29' }, START)).toBe(t('2028-03-01T00:00') + 60 * DAY);
  });
});
