import fc from 'fast-check';
import { acknowledge, advance, meet, nextInstant } from '../../domain/deadline/deadline';
import type { Deadline, Rung } from '../../domain/deadline/types';
import { DAY, HOUR } from '../../domain/time';
import { at, office, open, t, target, told, wt } from '../support/deadlines';
import { holds, sameTold } from '../support/slow-cases';

const rung = (role: Rung['role'], after: string): Rung => ({ role, after: target(after) });
const LADDER = [rung('manager', '0 min'), rung('head-of-service', '24 h')];
const complaint = (): Deadline =>
  open('24 h', '2026-09-24T10:00', { warnings: [{ share: 0.5 }, { share: 0.8 }], ladder: LADDER });

describe('a deadline whose clock advances', () => {
  it('warns, is missed and climbs its ladder, each at the instant it was due; then the last rung daily', () => {
    const { deadline, happenings } = advance(complaint(), t('2026-09-26T10:00'), wt);
    expect(told(happenings)).toEqual([
      'warned @ 2026-09-24T22:00',
      'warned @ 2026-09-25T05:12',
      'missed @ 2026-09-25T10:00',
      'escalated 1 manager @ 2026-09-25T10:00',
      'escalated 2 head-of-service @ 2026-09-26T10:00',
    ]);
    expect(deadline).toMatchObject({ state: 'missed', missedAt: t('2026-09-25T10:00'), climbed: 2, warnAt: [] });
    const next = advance(deadline, t('2026-09-27T10:00'), wt);
    expect(told(next.happenings)).toEqual(['escalated 2 head-of-service @ 2026-09-27T10:00']);
    expect(at(nextInstant(next.deadline))).toBe('2026-09-28T10:00');
  });

  it('does nothing before the instant, and everything at it', () => {
    expect(advance(complaint(), t('2026-09-24T22:00') - 1, wt).happenings).toEqual([]);
    expect(told(advance(complaint(), t('2026-09-24T22:00'), wt).happenings)).toEqual(['warned @ 2026-09-24T22:00']);
  });

  it('only becomes missed when nobody is to be told', () => {
    const { deadline, happenings } = advance(open('1 h', '2026-09-24T10:00'), t('2026-12-01T00:00'), wt);
    expect(told(happenings)).toEqual(['missed @ 2026-09-24T11:00']);
    expect(nextInstant(deadline)).toBeUndefined();
  });

  it('repeats the last rung once after a long sleep, not once for every day, and goes on at its hour', () => {
    const { deadline, happenings } = advance(complaint(), t('2026-10-20T12:00'), wt);
    expect(told(happenings).slice(3)).toEqual([
      'escalated 1 manager @ 2026-09-25T10:00',
      'escalated 2 head-of-service @ 2026-09-26T10:00',
    ]);
    expect(at(nextInstant(deadline))).toBe('2026-10-21T10:00');
    const later = advance(deadline, t('2026-11-01T00:00'), wt);
    expect(told(later.happenings)).toEqual(['escalated 2 head-of-service @ 2026-10-21T10:00']);
    expect(at(nextInstant(later.deadline))).toBe('2026-11-01T10:00');
  });

  it('climbs a ladder of any length, with delays in working days counted from the day that ended', () => {
    const ladder = [rung('account-manager', '2 h'), rung('manager', '1 workday'), rung('head-of-service', '3 workday')];
    const d = open('5 workday', '2026-09-24T10:00', { ladder });
    expect(told(advance(d, t('2026-10-15T00:00'), wt).happenings)).toEqual([
      'missed @ 2026-10-10T00:00',
      'escalated 1 account-manager @ 2026-10-10T02:00',
      'escalated 2 manager @ 2026-10-11T00:00', // the 10th is worked
      'escalated 3 head-of-service @ 2026-10-14T00:00',
    ]);
    const inOffice = advance(open('5 workday', '2026-09-24T10:00', { ladder }, office), t('2026-10-15T00:00'), office);
    expect(told(inOffice.happenings).slice(2)).toEqual([
      'escalated 2 manager @ 2026-10-10T18:00',
      'escalated 3 head-of-service @ 2026-10-13T18:00',
    ]);
  });

  it('never climbs a rung before the one below it', () => {
    const ladder = [rung('manager', '5 h'), rung('head-of-service', '2 h')];
    const { happenings } = advance(open('1 h', '2026-09-24T10:00', { ladder }), t('2026-09-24T16:00'), wt);
    expect(told(happenings).slice(1)).toEqual([
      'escalated 1 manager @ 2026-09-24T16:00',
      'escalated 2 head-of-service @ 2026-09-24T16:00',
    ]);
  });

  it('stops climbing when somebody acts or it is met late; the miss stays', () => {
    const { deadline } = advance(complaint(), t('2026-09-25T11:00'), wt);
    for (const stopped of [acknowledge(deadline), meet(deadline, t('2026-09-25T12:00'), t('2026-09-25T12:00'))]) {
      expect(nextInstant(stopped)).toBeUndefined();
      expect(advance(stopped, t('2027-01-01T00:00'), wt).happenings).toEqual([]);
      expect(stopped).toMatchObject({ state: 'missed', missedAt: t('2026-09-25T10:00') });
    }
  });

  it('climbs on when somebody has taken it up and it is still there by then, the rung above not before its own delay', () => {
    const { deadline } = advance(complaint(), t('2026-09-25T11:00'), wt);
    const takenUp = acknowledge(deadline, t('2026-09-28T09:00'));
    expect(at(takenUp.acknowledgedUntil)).toBe('2026-09-28T09:00');
    const later = advance(takenUp, t('2026-09-29T09:00'), wt);
    expect(told(later.happenings)).toEqual(['escalated 2 head-of-service @ 2026-09-28T09:00']);
    expect([later.deadline.acknowledgedUntil, at(nextInstant(later.deadline))]).toEqual([
      undefined,
      '2026-09-30T09:00',
    ]);
    const briefly = acknowledge(deadline, t('2026-09-25T12:00'));
    expect([briefly.acknowledgedUntil, briefly.climbAt].map(at)).toEqual(['2026-09-26T10:00', '2026-09-26T10:00']);
  });

  it('wakes for everything at exactly its next instant: nothing early, nothing left', () => {
    let d = complaint();
    const heard: string[] = [];
    for (let wakes = 0; wakes < 8; wakes++) {
      const next = nextInstant(d)!;
      expect(advance(d, next - 1, wt).happenings).toEqual([]);
      const step = advance(d, next, wt);
      expect(step.happenings.every((h) => h.at === next)).toBe(true);
      heard.push(...told(step.happenings));
      d = step.deadline;
    }
    expect(heard).toHaveLength(9); // the miss and the manager share an instant
    expect(heard.at(-1)).toBe('escalated 2 head-of-service @ 2026-09-30T10:00');
  });

  it('leaves the object it was given as it was', () => {
    const d = complaint();
    const before = JSON.stringify(d);
    advance(d, d.dueAt + 100 * HOUR, wt);
    expect(JSON.stringify(d)).toBe(before);
  });

  it('survives being written down and read again at any moment', () => {
    holds(
      'clock: written down',
      fc.property(fc.nat(6 * DAY), (offset) => {
        const { deadline } = advance(complaint(), t('2026-09-24T10:00') + offset, wt);
        const copy = JSON.parse(JSON.stringify(deadline)) as Deadline;
        const end = t('2026-10-08T00:00');
        sameTold(advance(copy, end, wt).happenings, advance(deadline, end, wt).happenings);
      }),
    );
  });
});
