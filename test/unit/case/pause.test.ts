import { addYearPublished } from '../../../domain/calendar/calendar';
import { bundledCalendar } from '../../../calendar/load';
import { failureOf } from '../../support/failure-of';
import { at, t } from '../../support/deadlines';
import { complaint, handled, OFFICE, PROOF, request, settled } from '../../support/case';

const ASK = { reason: 't-1', proof: PROOF };

describe('while the client owes an answer (§4)', () => {
  test('every open clock of the case stands still, and goes on by as much', () => {
    const c = request({ urgency: '紧急' }).at('2026-12-07T10:10').send('account-manager', 'request.pause', ASK);
    const ids = c.happened('deadline.paused').map((e) => e['id']);
    expect(ids.sort()).toEqual(['request.progress/1', 'request.response', 'request.solution']);
    c.at('2026-12-07T14:10');
    expect(c.happened('deadline.missed')).toEqual([]);
    c.send('account-manager', 'request.resume', {});
    expect(c.due('request.response')).toBe('2026-12-07T16:00');
    expect(c.due('request.solution')).toBe('2026-12-08T14:00');
    expect(c.happened('deadline.resumed')).toContainEqual({
      id: 'request.response',
      due: '2026-12-07T16:00:00.000+08:00',
    });
  });

  test('but neither the first contact nor the record of a leak, for which the client owes nothing', () => {
    const c = complaint({ about: 'data-leak' }).send('account-manager', 'complaint.pause', ASK);
    expect(c.happened('deadline.paused').map((e) => e['id'])).toEqual(['complaint.first-solution']);
    c.at('2026-12-08T10:00');
    expect(c.when('deadline.missed')).toEqual([
      'complaint.first-contact @ 2026-12-07T10:30',
      'complaint.incident @ 2026-12-08T10:00',
    ]);
    for (const id of ['complaint.first-contact', 'complaint.incident'])
      expect(failureOf(() => complaint().send('manager', 'complaint.pause', { ...ASK, id }))).toMatchObject({
        type: 'Invalid',
        field: 'id',
      });
  });

  test('or one named clock; the others run on', () => {
    const c = complaint().send('account-manager', 'complaint.pause', { ...ASK, id: 'complaint.first-solution' });
    c.at('2026-12-07T10:30');
    expect(c.when('deadline.missed')).toEqual(['complaint.first-contact @ 2026-12-07T10:30']);
    c.send('account-manager', 'complaint.resume', { id: 'complaint.first-solution' });
    expect(c.due('complaint.first-solution')).toBe('2026-12-08T10:30');
  });

  test('with the last clock that goes on the pause of the case is over', () => {
    const c = complaint().send('manager', 'complaint.declare-complex', { reason: 't-2' });
    c.send('manager', 'complaint.pause', ASK).at('2026-12-07T11:00');
    for (const id of ['complaint.daily-update/1', 'complaint.plan']) c.send('manager', 'complaint.resume', { id });
    expect(c.state.current.pauses[0]!.to).toBeUndefined();
    c.send('manager', 'complaint.resume', { id: 'complaint.first-solution' });
    expect(c.state.current.pauses[0]!.to).toBe(c.now);
  });

  test('the client is told what is asked and until when it is waited for', () => {
    const c = complaint().send('account-manager', 'complaint.pause', { ...ASK, days: 3 });
    const [notice] = c.notices.filter((n) => n.kind === 'case.paused');
    expect(notice).toMatchObject({ to: 'client', data: { reason: 't-1' } });
    expect(at((notice!.data as { until: number }).until)).toBe('2026-12-11T00:00');
  });

  test('it goes on by itself after ten working days, which is on record', () => {
    const c = complaint().at('2026-12-07T10:10').send('account-manager', 'complaint.pause', ASK);
    c.at('2026-12-21T23:59');
    expect(c.happened('deadline.resumed')).toEqual([]);
    c.at('2026-12-22T00:20');
    expect(c.when('deadline.resumed').sort()).toEqual(['complaint.first-solution @ 2026-12-22T00:00']);
    const again = failureOf(() => c.send('account-manager', 'complaint.pause', ASK)); // a new question changes nothing
    expect(again).toMatchObject({ type: 'NotNow', detail: expect.stringContaining('10 个工作日') });
  });

  test('ten working days are the most for all pauses of a clock in a round together; a clock of its own has its own', () => {
    const c = handled(complaint({}, { reportedAt: '2026-12-04T10:00' })).at('2026-12-07T00:00');
    c.send('manager', 'complaint.pause', { ...ASK, days: 6 }).at('2026-12-13T12:00');
    c.send('manager', 'complaint.resume', {}); // five days, and a Sunday that does not count
    const six = failureOf(() => c.send('manager', 'complaint.pause', { ...ASK, days: 6 }));
    expect(six).toMatchObject({ type: 'Invalid', field: 'days' });
    expect(six.detail).toContain('还可暂停 5 个');
    c.send('manager', 'complaint.pause', ASK);
    expect(at(c.state.current.pauses.at(-1)!.until)).toBe('2026-12-19T00:00');
    c.at('2026-12-19T00:00');
    expect(failureOf(() => c.send('manager', 'complaint.pause', ASK)).type).toBe('NotNow');
    c.send('manager', 'complaint.declare-complex', { reason: 't-2' });
    c.send('manager', 'complaint.pause', ASK);
    expect(c.happened('deadline.paused').at(-1)).toMatchObject({ id: 'complaint.daily-update/1' });
  });

  test('an answer recorded after the pause had ended by itself shortens it; what was missed by it is missed then', () => {
    const ended = () => {
      const c = request({ urgency: '紧急' }).send('manager', 'request.respond', { text: 't-1' });
      return c.send('manager', 'request.pause', { ...ASK, days: 3 }).at('2026-12-11T08:00');
    };
    const late = ended().send('manager', 'request.resume', {}, { occurredAt: '2026-12-10T10:00' });
    expect(late.due('request.solution')).toBe('2026-12-11T10:00');
    expect(late.state.current.pauses[0]!.to).toBe(t('2026-12-10T10:00'));
    const early = ended().send(
      'manager',
      'request.resume',
      { id: 'request.solution' },
      { occurredAt: '2026-12-08T09:00' },
    );
    expect(early.when('deadline.missed')).toEqual(['request.solution @ 2026-12-09T09:00']);
    expect(failureOf(() => ended().send('manager', 'request.resume', {})).type).toBe('NotNow');
  });

  test('what began in such a pause, after the answer, has not stood still', () => {
    const c = complaint()
      .send('manager', 'complaint.pause', { ...ASK, days: 3 })
      .at('2026-12-09T10:00');
    c.send('manager', 'complaint.declare-complex', { reason: 't-2' }).at('2026-12-11T08:00');
    c.send('manager', 'complaint.resume', {}, { occurredAt: '2026-12-08T10:00' });
    expect(c.when('deadline.missed')).toContain('complaint.daily-update/1 @ 2026-12-11T00:00');
    expect(c.due('complaint.plan')).toBe('2026-12-12T00:00');
  });

  test('ten working days are the most, at least one', () => {
    for (const days of [0, 11, 1.5])
      expect(failureOf(() => complaint().send('manager', 'complaint.pause', { ...ASK, days }))).toMatchObject({
        type: 'Invalid',
        field: 'days',
      });
  });

  test('a case that stands still cannot be paused again, one that runs cannot go on', () => {
    const c = complaint().send('manager', 'complaint.pause', ASK);
    expect(failureOf(() => c.send('manager', 'complaint.pause', ASK)).type).toBe('NotNow');
    const named = { ...ASK, id: 'complaint.first-solution' };
    expect(failureOf(() => c.send('manager', 'complaint.pause', named)).type).toBe('NotNow');
    expect(failureOf(() => complaint().send('manager', 'complaint.resume', {})).type).toBe('NotNow');
    expect(failureOf(() => complaint().send('manager', 'complaint.pause', { ...ASK, id: 'complaint.plan' })).type).toBe(
      'NotNow',
    );
  });

  test('what was missed before the question stays missed', () => {
    const c = complaint().at('2026-12-07T10:40').send('manager', 'complaint.pause', ASK);
    expect(c.deadline('complaint.first-contact')!.state).toBe('missed');
    expect(c.state.current.pauses).toHaveLength(1);
    c.at('2026-12-07T12:00');
    expect(c.happened('deadline.escalated').length).toBeGreaterThan(0); // its ladder goes on climbing
  });

  test('the question may have been put before it was recorded', () => {
    const c = request({ urgency: '紧急' }).at('2026-12-07T10:20');
    c.send('manager', 'request.pause', ASK, { occurredAt: '2026-12-07T10:10' }).at('2026-12-07T10:50');
    c.send('manager', 'request.resume', {}, { occurredAt: '2026-12-07T10:40' });
    expect(c.due('request.response')).toBe('2026-12-07T12:30');
  });

  test('a pause recorded after its own longest end counts until that end', () => {
    const c = handled(complaint()).at('2026-12-10T09:00');
    c.send('manager', 'complaint.pause', { ...ASK, days: 1 }, { occurredAt: '2026-12-07T12:00' });
    expect(c.when('deadline.resumed')).toEqual(['complaint.resolution @ 2026-12-09T00:00']);
    expect(c.due('complaint.resolution')).toBe('2026-12-16T12:00'); // a working day and a half later
    expect(c.state.current.pauses).toHaveLength(1);
  });
});

describe('a clock that starts later', () => {
  test('while the case stands still stands still with it', () => {
    const c = complaint().at('2026-12-07T12:00').send('manager', 'complaint.pause', ASK);
    c.at('2026-12-08T12:00').send('manager', 'complaint.declare-complex', { reason: 't-2' });
    c.at('2026-12-14T12:00');
    expect(c.when('deadline.missed')).toEqual(['complaint.first-contact @ 2026-12-07T10:30']);
    c.send('manager', 'complaint.resume', {});
    expect(c.due('complaint.plan')).toBe('2026-12-18T00:00'); // three working days, and the five that stood still
  });

  test('after a pause has the part of it that lies after its own start', () => {
    const c = complaint().at('2026-12-08T00:00').send('manager', 'complaint.pause', ASK);
    c.at('2026-12-09T00:00').send('manager', 'complaint.resume', {});
    c.at('2026-12-09T12:00').send('manager', 'complaint.declare-complex', { reason: 't-2' });
    expect(c.due('complaint.plan')).toBe('2026-12-12T00:00'); // three working days, and the one that stood still
    settled(c);
    expect(c.due('complaint.callback')).toBe('2026-12-12T00:00'); // started after the pause: two working days
  });

  test('tomorrow’s update stands still too, and is due at the end of a working day again', () => {
    const c = complaint().send('manager', 'complaint.declare-complex', { reason: 't-2' });
    c.at('2026-12-07T15:00').send('manager', 'complaint.pause', ASK);
    expect(c.happened('deadline.paused').map((e) => e['id'])).toContain('complaint.daily-update/1');
    c.at('2026-12-10T10:00').send('manager', 'complaint.resume', {});
    expect(c.when('deadline.missed').filter((m) => m.includes('update'))).toEqual([]);
    expect(c.due('complaint.daily-update/1')).toBe('2026-12-12T00:00');
  });

  test('an update given meanwhile is followed by one that still waits', () => {
    const c = complaint().send('manager', 'complaint.declare-complex', { reason: 't-2' }).at('2026-12-08T09:00');
    c.send('manager', 'complaint.pause', ASK)
      .at('2026-12-08T10:00')
      .send('manager', 'complaint.update', { text: 't-3' });
    expect(c.row('complaint.daily-update/1')!.state).toBe('met');
    c.at('2026-12-15T10:00');
    expect(c.when('deadline.missed').filter((m) => m.includes('update'))).toEqual([]);
    expect(c.open()).toContain('complaint.daily-update/2');
  });
});

test('working days stand still by working time: a weekend in a pause counts once, as none', () => {
  const c = request({ urgency: '重要' }, { reportedAt: '2026-12-10T10:00' }).at('2026-12-11T15:00');
  c.send('manager', 'request.pause', ASK).at('2026-12-14T15:00').send('manager', 'request.resume', {});
  expect(c.due('request.plan')).toBe('2026-12-17T00:00'); // by the 15th, and one working day
});

test('inside service hours the clocks stand still by service hours', () => {
  const c = complaint({}, { serviceHours: OFFICE }).at('2026-12-07T11:00').send('manager', 'complaint.pause', ASK);
  c.at('2026-12-07T14:30').send('manager', 'complaint.resume', {});
  expect(c.deadline('complaint.first-solution')!.pauses).toHaveLength(1);
  expect(c.due('complaint.first-solution')).toBe('2026-12-10T15:00'); // 24 hours of service by the 10th at 11:30, and two more
});

test('a resolution ends the pause of its round', () => {
  const c = settled(handledInPause());
  expect(c.state.current.pauses[0]!.to).toBe(c.now);
  expect(c.deadline('complaint.callback')!.pauses).toEqual([]);
});

test('a new calendar moves the longest end of a pause with the clocks', () => {
  const c = complaint({}, { reportedAt: '2026-12-28T10:00' }).send('manager', 'complaint.pause', ASK);
  expect(at(c.state.current.pauses[0]!.until)).toBe('2027-01-13T00:00');
  const calendar = addYearPublished(bundledCalendar(), 2027, { off: ['2027-01-01', '2027-01-04'], work: [] });
  c.send('administrator', 'calendar.load', { calendar });
  expect(at(c.state.current.pauses[0]!.until)).toBe('2027-01-14T00:00');
  expect(at(c.deadline('complaint.first-solution')!.pauses[0]!.until)).toBe('2027-01-14T00:00');
});

function handledInPause() {
  return complaint().send('manager', 'complaint.pause', ASK).at('2026-12-07T16:00');
}
