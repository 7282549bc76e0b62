import { addYearPublished } from '../../domain/calendar/calendar';
import {
  advance,
  cancel,
  changeTarget,
  meet,
  openDeadline,
  pause,
  replan,
  resume,
} from '../../domain/deadline/deadline';
import type { Deadline } from '../../domain/deadline/types';
import { DAY } from '../../domain/time';
import { at, open, spec, t, target, told, wt } from '../support/deadlines';

const ladder = [{ role: 'manager', after: target('0 min') } as const];
const day = (): Deadline => open('24 h', '2026-09-24T10:00', { warnings: [{ share: 0.5 }], ladder });
const DUE = t('2026-09-25T10:00');
const missed = (): Deadline => advance(day(), DUE, wt).deadline;

describe('a deadline is met', () => {
  it('when what was owed happened and was recorded in time', () => {
    expect(meet(day(), DUE - 1, DUE)).toMatchObject({ state: 'met', metAt: DUE - 1, warnAt: [] });
    expect(meet(day(), DUE, DUE)).toMatchObject({ state: 'met', metAt: DUE });
  });

  it('not any more when the clock ran out before the record was made: it stays missed, marked recorded late', () => {
    expect(meet(missed(), DUE - 1, DUE + DAY)).toMatchObject({
      state: 'missed',
      missedAt: DUE,
      metAt: DUE - 1,
      recordedLate: true,
    });
  });

  it('not when it happened too late, even if no clock had told so', () => {
    for (const d of [day(), missed()]) {
      const late = meet(d, DUE + 1, DUE + 1);
      expect(late).toMatchObject({ state: 'missed', missedAt: DUE, metAt: DUE + 1, warnAt: [] });
      expect(late.recordedLate).toBeUndefined();
    }
    expect(meet(day(), DUE - 1, DUE + 1)).toMatchObject({ state: 'missed', missedAt: DUE, recordedLate: true });
  });

  it('once: a second record changes nothing', () => {
    const met = meet(day(), DUE - 5, DUE - 4);
    expect(meet(met, DUE + 5, DUE + 5)).toEqual(met);
    const late = meet(missed(), DUE + 1, DUE + 1);
    expect(meet(late, DUE - 1, DUE + 2)).toEqual(late);
    expect(advance(met, DUE + DAY, wt).happenings).toEqual([]);
  });

  it('while it is paused, also after the due instant it had before the pause', () => {
    const paused = pause(day(), DUE - 100, 'r1', target('10 workday'), wt);
    expect(meet(paused, DUE + 50, DUE + 60)).toMatchObject({
      state: 'met',
      metAt: DUE + 50,
      pauses: [{ to: DUE + 50 }],
    });
  });
});

describe('a deadline that is cancelled', () => {
  it('says nothing more', () => {
    const cancelled = cancel(day(), DUE - 1);
    expect(cancelled).toMatchObject({ state: 'cancelled', warnAt: [] });
    expect(advance(cancelled, DUE + DAY, wt).happenings).toEqual([]);
    expect(meet(cancelled, DUE - 1, DUE - 1)).toEqual(cancelled);
  });

  it('stays missed when it had run out, told or not; only its ladder ends', () => {
    for (const d of [day(), advance(day(), DUE, wt).deadline]) {
      const cancelled = cancel(d, DUE + 1);
      expect(cancelled).toMatchObject({ state: 'missed', missedAt: DUE });
      expect(advance(cancelled, DUE + 9 * DAY, wt).happenings).toEqual([]);
    }
  });
});

describe('a deadline under a new calendar', () => {
  const off = ['2027-01-01', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'];
  const next = { calendar: addYearPublished(wt.calendar, 2027, { off, work: ['2027-02-20'] }) };
  const spring = (): Deadline =>
    open('5 workday', '2027-02-03T10:00', { warnings: [{ share: 0.5 }, { before: target('1 workday') }], ladder });

  it('moves with its warnings while it is open, and is projected no longer', () => {
    expect([at(spring().dueAt), spring().projected]).toEqual(['2027-02-13T00:00', true]);
    const { deadline, moved } = replan(spring(), next);
    expect(moved).toEqual({ from: t('2027-02-13T00:00'), to: t('2027-02-18T00:00') });
    expect(deadline).toMatchObject({ dueAt: t('2027-02-18T00:00'), projected: false });
    expect(deadline.warnAt.map(at)).toEqual(['2027-02-15T05:00', '2027-02-17T00:00']);
  });

  it('is not warned a second time of what it was warned of', () => {
    const { deadline } = advance(spring(), spring().warnAt[0]!, wt);
    expect(replan(deadline, next).deadline.warnAt.map(at)).toEqual(['2027-02-17T00:00']);
  });

  it('reports nothing when it does not move, but loses its mark', () => {
    const d = open('2 workday', '2027-06-14T10:00');
    const { deadline, moved } = replan(d, next);
    expect([d.projected, deadline.projected, moved]).toEqual([true, false, undefined]);
    expect(deadline.dueAt).toBe(d.dueAt);
  });

  it('keeps its miss, its meeting or its end', () => {
    const late = advance(spring(), t('2027-02-13T00:00'), wt).deadline;
    expect(late.state).toBe('missed');
    for (const d of [late, meet(spring(), t('2027-02-04T00:00'), t('2027-02-04T00:00')), cancel(spring(), 0)])
      expect(replan(d, next)).toEqual({ deadline: d });
  });

  it('keeps an end that was agreed as an instant, and counts the warnings before it anew', () => {
    const d = openDeadline(spec('0 day', { warnings: [{ before: target('3 workday') }] }), t('2027-01-01T00:00'), wt, {
      dueAt: t('2027-02-13T00:00'),
    });
    const { deadline, moved } = replan(d, next);
    expect([moved, deadline.dueAt]).toEqual([undefined, d.dueAt]);
    expect([d.warnAt.map(at), deadline.warnAt.map(at)]).toEqual([['2027-02-10T00:00'], ['2027-02-03T00:00']]);
  });

  it('counts a pause by the new calendar, also one that lasts', () => {
    const paused = pause(spring(), t('2027-02-04T00:00'), 'r', target('2 workday'), wt);
    const { deadline } = replan(paused, next);
    expect([paused, deadline].map((d) => at(d.pauses[0]!.until))).toEqual(['2027-02-11T00:00', '2027-02-16T00:00']);
    const resumed = resume(paused, t('2027-02-09T00:00'), wt);
    expect(at(resumed.dueAt)).toBe('2027-02-16T00:00'); // one working day paused: the 4th, projected
    expect(at(replan(resumed, next).deadline.dueAt)).toBe('2027-02-19T00:00');
  });
});

describe('a deadline whose target changes', () => {
  it('is counted from the same start; pauses survive, warnings given are not repeated', () => {
    const paused = pause(day(), t('2026-09-24T23:00'), 'r', target('3 day'), wt);
    const warned = advance(paused, t('2026-09-24T23:30'), wt);
    expect(told(warned.happenings)).toEqual(['warned @ 2026-09-24T22:00']);
    const resumed = resume(warned.deadline, t('2026-09-25T03:00'), wt);
    const changed = changeTarget(resumed, target('48 h'), wt);
    expect(at(changed.dueAt)).toBe('2026-09-26T14:00');
    expect(changed.warnAt).toEqual([]);
    expect(at(changeTarget(day(), target('3 workday'), wt).dueAt)).toBe('2026-10-01T00:00');
  });

  it('gives each rule its warnings once, also where the rules change places', () => {
    const rules = [{ share: 0.5 }, { before: target('2 h') }, { every: target('5 h') }];
    const d = open('3 h', '2026-09-24T10:00', { warnings: rules });
    const warned = advance(d, t('2026-09-24T11:10'), wt);
    expect(told(warned.happenings)).toEqual(['warned @ 2026-09-24T11:00']); // two hours before the end
    const longer = changeTarget(warned.deadline, target('12 h'), wt);
    expect(longer.warnAt.map(at)).toEqual(['2026-09-24T15:00', '2026-09-24T16:00', '2026-09-24T20:00']);
    const { deadline } = advance(longer, t('2026-09-24T15:00'), wt);
    expect(changeTarget(deadline, target('16 h'), wt).warnAt.map(at)).toEqual([
      '2026-09-24T18:00',
      '2026-09-24T20:00',
      '2026-09-25T01:00',
    ]);
  });

  it('survives the change inside a pause', () => {
    const paused = pause(day(), t('2026-09-24T12:00'), 'r', target('3 day'), wt);
    const changed = changeTarget(paused, target('4 h'), wt);
    expect(at(resume(changed, t('2026-09-24T20:00'), wt).dueAt)).toBe('2026-09-24T22:00');
  });

  it('is neither held nor moved by a pause that began when the shorter time was over', () => {
    const paused = pause(day(), t('2026-09-24T20:00'), 'r', target('3 day'), wt);
    const { deadline, happenings } = advance(changeTarget(paused, target('4 h'), wt), t('2026-09-24T21:00'), wt);
    expect(told(happenings)).toEqual([
      'warned @ 2026-09-24T12:00',
      'missed @ 2026-09-24T14:00',
      'escalated 1 manager @ 2026-09-24T14:00',
    ]);
    expect(deadline.pauses).toMatchObject([{ from: t('2026-09-24T20:00'), to: t('2026-09-24T20:00') }]);
    expect(meet(changeTarget(paused, target('4 h'), wt), 0, t('2026-09-24T21:00'))).toMatchObject({ state: 'missed' });
    const over = changeTarget(resume(paused, t('2026-09-24T22:00'), wt), target('4 h'), wt);
    expect([at(over.dueAt), over.warnAt.map(at)]).toEqual(['2026-09-24T14:00', ['2026-09-24T12:00']]);
    expect(at(changeTarget(over, target('24 h'), wt).dueAt)).toBe('2026-09-25T12:00');
  });

  it('is counted by the target from then on, where its end had been agreed as an instant', () => {
    const bound = openDeadline(spec('0 day'), t('2026-09-24T10:00'), wt, { dueAt: t('2027-01-01T00:00') });
    expect(at(changeTarget(bound, target('2 h'), wt).dueAt)).toBe('2026-09-24T12:00');
  });

  it('is missed at once when the shorter time is over', () => {
    const changed = changeTarget(day(), target('2 h'), wt);
    expect(told(advance(changed, t('2026-09-24T13:00'), wt).happenings)).toEqual([
      'warned @ 2026-09-24T11:00',
      'missed @ 2026-09-24T12:00',
      'escalated 1 manager @ 2026-09-24T12:00',
    ]);
  });

  it('keeps a miss: a longer time never unmakes it', () => {
    expect(changeTarget(missed(), target('90 day'), wt)).toEqual(missed());
  });
});
