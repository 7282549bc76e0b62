import { absorb, catchUp } from '../../../domain/case/step';
import type { AbsorbOrder } from '../../../domain/case/types';
import { failureOf } from '../../support/failure-of';
import { PaperCase, PROOF, request } from '../../support/case';

const NO = '2026-客户维护-001';
const other = (reportedAt: string, report = {}, n = 7) =>
  new PaperCase('request', { channel: '邮件', ...report }, { reportedAt, now: '2026-12-07T14:00', id: `${NO}-R${n}` });

const takeIn = (target: PaperCase, duplicate: PaperCase): PaperCase => {
  const [order] = duplicate.state.orders as [AbsorbOrder];
  return target.change((book) => absorb(book, { ...order, id: duplicate.state.id })).change(catchUp);
};

describe('the same need from several channels (§5)', () => {
  test('the duplicate is closed and tells the other one who it was', () => {
    const duplicate = other('2026-12-07T09:00').send('service-team', 'request.merge', { into: `${NO}-R5` });
    expect(duplicate.state).toMatchObject({ phase: 'closed', outcome: 'merged', deadlines: [] });
    expect(duplicate.state.orders).toEqual([
      {
        order: 'absorb',
        into: `${NO}-R5`,
        reportedAt: duplicate.state.reportedAt,
        sources: [{ id: `${NO}-R7`, channel: '邮件', reportedAt: duplicate.state.reportedAt }],
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
