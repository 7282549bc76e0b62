import { absorb } from '../../../domain/case/step';
import type { AbsorbOrder } from '../../../domain/case/types';
import { t } from '../../support/deadlines';
import { failureOf } from '../../support/failure-of';
import { PaperCase, PROOF, request } from '../../support/case';

const NO = '2026-客户维护-001';
const other = (reportedAt: string, report = {}, n = 7) =>
  new PaperCase('request', { channel: '邮件', ...report }, { reportedAt, now: '2026-12-07T14:00', id: `${NO}-R${n}` });

const takeIn = (target: PaperCase, duplicate: PaperCase): PaperCase => {
  const [order] = duplicate.state.orders as [AbsorbOrder];
  return target.change((book) => absorb(book, order.duplicate));
};

describe('the same need from several channels (§5)', () => {
  test('the duplicate is closed and tells the other one who it was', () => {
    const duplicate = other('2026-12-07T09:00').send('service-team', 'request.merge', { into: `${NO}-R5` });
    expect(duplicate.state).toMatchObject({ phase: 'closed', outcome: 'merged', deadlines: [] });
    expect(duplicate.state.orders).toMatchObject([
      {
        order: 'absorb',
        into: `${NO}-R5`,
        duplicate: {
          id: `${NO}-R7`,
          reportedAt: duplicate.state.reportedAt,
          sources: [{ id: `${NO}-R7`, channel: '邮件', reportedAt: duplicate.state.reportedAt }],
        },
      },
    ]);
    expect(duplicate.mails('request.merged')).toEqual([`client ${NO}-R7`]);
  });

  test('the earliest clock stays, and both sources are named', () => {
    const target = request({ urgency: '重要' }).at('2026-12-07T14:00');
    takeIn(target, other('2026-12-07T09:00').send('manager', 'request.merge', { into: `${NO}-R5` }));
    expect(target.state.sources.map(({ channel }) => channel)).toEqual(['电话', '邮件']);
    expect(target.due('request.response')).toBe('2026-12-08T09:00');
    expect(target.happened('request.absorbed')).toEqual([{ id: `${NO}-R7`, channels: ['邮件'] }]);
    expect(target.happened('deadline.moved').map((e) => e['id'])).toEqual(['request.response']); // the others end by the day
  });

  test('a later duplicate moves nothing', () => {
    const target = request({ urgency: '重要' }).at('2026-12-07T14:00');
    takeIn(target, other('2026-12-07T12:00').send('manager', 'request.merge', { into: `${NO}-R5` }));
    expect(target.due('request.response')).toBe('2026-12-08T10:00');
    expect(target.state.sources).toHaveLength(2);
    expect(target.state.reportedAt).toBe(target.state.current.startedAt);
  });

  test('what ran out by the earlier clock is missed at that instant; what was met or missed stays', () => {
    const target = request({ urgency: '紧急' })
      .send('manager', 'request.respond', { text: 't-1' })
      .at('2026-12-07T14:00');
    takeIn(target, other('2026-12-06T12:00').send('manager', 'request.merge', { into: `${NO}-R5` }));
    expect(target.when('deadline.missed')).toEqual(['request.solution @ 2026-12-07T12:00']);
    expect(target.row('request.response')!.state).toBe('met');
  });

  test('pauses stay', () => {
    const target = request({ urgency: '紧急' }).send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
    target.at('2026-12-07T13:00').send('manager', 'request.resume', {}).at('2026-12-07T14:00');
    takeIn(target, other('2026-12-07T09:30').send('manager', 'request.merge', { into: `${NO}-R5` }));
    expect(target.due('request.response')).toBe('2026-12-07T14:30');
  });

  test('told twice it changes nothing more, and a chain names them all', () => {
    const first = other('2026-12-07T09:00', {}, 7);
    const second = other('2026-12-07T09:30', { channel: '微信' }, 8);
    takeIn(first, second.send('manager', 'request.merge', { into: `${NO}-R7` }));
    first.send('manager', 'request.merge', { into: `${NO}-R5` });
    const target = request().at('2026-12-07T14:00');
    takeIn(target, first);
    takeIn(target, first);
    expect(target.state.sources.map(({ id }) => id)).toEqual([`${NO}-R5`, `${NO}-R7`, `${NO}-R8`]);
    expect(target.happened('request.absorbed')).toHaveLength(1);
  });

  test('in a later round the clocks go by the reopening', () => {
    const target = request().send('manager', 'request.solve', { solution: 't-1' }).at('2026-12-07T13:00');
    target.send('client', 'request.reopen', { reason: 't-1' }).at('2026-12-07T14:00');
    takeIn(target, other('2026-12-07T09:00').send('manager', 'request.merge', { into: `${NO}-R5` }));
    expect(target.due('request.response')).toBe('2026-12-09T13:00');
  });

  test('into another request of the same agreement only', () => {
    const merge = (into: string) =>
      failureOf(() => other('2026-12-07T09:00').send('manager', 'request.merge', { into }));
    for (const into of [`${NO}-R7`, `${NO}-C3`, '2026-客户维护-002-R5', 'R5', ''])
      expect(merge(into)).toMatchObject({ type: 'Invalid', field: 'into' });
  });

  test('one that is closed takes nothing in any more', () => {
    const target = request().send('manager', 'request.close', { outcome: 'withdrawn', reason: 't-1' });
    takeIn(target, other('2026-12-07T09:00').send('manager', 'request.merge', { into: `${NO}-R5` }));
    expect(target.state.sources).toHaveLength(1);
  });
});

describe('what the duplicate has had lives on', () => {
  const merged = (target: PaperCase, duplicate: PaperCase) =>
    takeIn(target.at('2026-12-07T14:00'), duplicate.send('manager', 'request.merge', { into: `${NO}-R5` }));
  const early = (report = {}) => {
    const duplicate = new PaperCase(
      'request',
      { urgency: '紧急', ...report },
      { reportedAt: '2026-12-07T09:00', id: `${NO}-R7` },
    );
    return duplicate.at('2026-12-07T09:30');
  };
  const late = (c: PaperCase) => c.at('2026-12-07T14:00');

  test('a response, a plan and progress that it gave are not owed once more, and nothing is missed for them', () => {
    const answered = early({ urgency: '重要' }).send('manager', 'request.respond', { text: 't-1' });
    answered.at('2026-12-07T11:00').send('manager', 'request.progress', { text: 't-1' });
    answered.send('manager', 'request.plan', { plan: 't-1', dueOn: '2026-12-18' });
    const target = merged(request({ urgency: '重要' }), late(answered));
    expect(target.happened('deadline.missed')).toEqual([]);
    expect(target.open()).toEqual(['request.progress/2', 'request.resolution']);
    expect(target.row('request.response')).toMatchObject({ state: 'met', metAt: t('2026-12-07T09:30') });
    expect(target.row('request.plan')!.state).toBe('met');
    expect(target.deadline('request.progress/2')!.startedAt).toBe(t('2026-12-07T11:00'));
    expect(target.due('request.resolution')).toBe('2026-12-19T00:00');
  });

  test('an urgent one that was answered in time makes no miss of the other, though its time ran out', () => {
    const answered = early().send('manager', 'request.respond', { text: 't-1' });
    const target = merged(request({ urgency: '紧急' }, { reportedAt: '2026-12-07T13:00' }), late(answered));
    expect(target.happened('deadline.missed')).toEqual([]);
    expect(target.due('request.solution')).toBe('2026-12-08T09:00');
  });

  test('of two promised days the earlier stays', () => {
    const planned = (c: PaperCase, dueOn: string) => c.send('manager', 'request.plan', { plan: 't-1', dueOn });
    expect(
      merged(planned(request(), '2026-12-16'), late(planned(early(), '2026-12-18'))).due('request.resolution'),
    ).toBe('2026-12-17T00:00');
    expect(
      merged(planned(request(), '2026-12-18'), late(planned(early(), '2026-12-16'))).due('request.resolution'),
    ).toBe('2026-12-17T00:00');
  });

  test('what it stood still its clocks stand still in the other one, each stretch once', () => {
    const waiting = early().send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
    waiting.at('2026-12-07T13:30').send('manager', 'request.resume', {});
    const target = request({ urgency: '紧急' }).send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
    target.at('2026-12-07T13:45').send('manager', 'request.resume', {});
    merged(target, late(waiting));
    expect(target.happened('deadline.missed')).toEqual([]);
    expect(target.due('request.response')).toBe('2026-12-07T15:15'); // two hours, and from 9:30 to 13:45
  });

  test('a pause that still lasts ends with the merging', () => {
    const waiting = early().send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
    const target = merged(request({ urgency: '紧急' }, { reportedAt: '2026-12-07T13:00' }), late(waiting));
    expect(target.due('request.response')).toBe('2026-12-07T15:30');
  });

  test('in a later round of its own its clocks count from that round', () => {
    const again = early().send('manager', 'request.solve', { solution: 't-1' }).at('2026-12-07T12:00');
    again.send('client', 'request.reopen', { reason: 't-1' });
    const target = merged(request({ urgency: '紧急' }, { reportedAt: '2026-12-07T13:00' }), late(again));
    expect(target.state.reportedAt).toBe(t('2026-12-07T09:00'));
    expect(target.when('deadline.missed')).toEqual(['request.response @ 2026-12-07T14:00']);
    expect(target.due('request.solution')).toBe('2026-12-08T12:00');
  });

  test('the stricter urgency stays, and its clocks count from where it was urgent', () => {
    const urgent = other('2026-12-07T13:30', { urgency: '紧急', topic: 'technical' });
    const target = merged(request({ topic: 'inquiry' }), urgent);
    expect(target.state).toMatchObject({ urgency: '紧急', topic: 'technical' });
    expect(target.due('request.response')).toBe('2026-12-07T15:30');
    expect(target.due('request.solution')).toBe('2026-12-08T13:30');
    expect(target.happened('deadline.missed')).toEqual([]);
    const regular = merged(
      request({ urgency: '紧急' }).send('manager', 'request.respond', { text: 't-1' }),
      other('2026-12-07T13:30'),
    );
    expect(regular.state.urgency).toBe('紧急');
    expect(regular.due('request.solution')).toBe('2026-12-08T10:00');
  });

  test('whoever owes what is due first is told', () => {
    const target = request().send('manager', 'request.assign', { department: 'support' });
    merged(target, other('2026-12-07T13:30', { urgency: '紧急' }));
    expect(target.notices.filter(({ kind }) => kind === 'request.absorbed')).toMatchObject([
      { to: 'service-team', data: { duplicate: `${NO}-R7`, urgency: '紧急', clock: { id: 'request.response' } } },
    ]);
  });
});
