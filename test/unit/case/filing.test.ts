import { CASE_RULES, commandNamesOf } from '../../../domain/case/commands';
import { RULES } from '../../../domain/agreement/commands';
import { enterExecution } from '../../../domain/agreement/execution';
import type { Order } from '../../../domain/agreement/types';
import { iso } from '../../../domain/time';
import { PaperAgreement } from '../../support/agreement';
import { failureOf } from '../../support/failure-of';

const NO = '2026-客户维护-001';
const PHONE = { channel: '电话', description: 't-1' };

function inForce(): PaperAgreement {
  const a = new PaperAgreement({}, '2027-01-04T09:00:00+08:00');
  Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-04', termEnd: '2028-01-03' });
  return a.change(enterExecution);
}
const orders = (a: PaperAgreement) => a.state.orders as Extract<Order, { order: 'open-case' }>[];

describe('a complaint or request is filed with its agreement', () => {
  test('which gives it a number of its own and orders its execution', () => {
    const a = inForce();
    a.send('client', 'complaint.file', { ...PHONE, severity: '严重' });
    a.send('client', 'request.file', { ...PHONE, channel: 'portal', urgency: '紧急', topic: 'technical' });
    a.send('operations', 'complaint.file', PHONE);
    expect(a.happened('complaint.filed')).toEqual([
      { id: `${NO}-C1`, severity: '严重', channel: '电话' },
      { id: `${NO}-C2`, severity: '一般', channel: '电话' },
    ]);
    expect(a.happened('request.filed')).toEqual([{ id: `${NO}-R1`, urgency: '紧急', channel: 'portal' }]);
    expect(orders(a).map(({ input }) => input.id)).toEqual([`${NO}-C1`, `${NO}-R1`, `${NO}-C2`]);
    expect(orders(a)[0]!.input).toMatchObject({
      kind: 'complaint',
      agreementNo: NO,
      clientId: 'c-1',
      partiesRef: 'r-1',
      tier: '战略',
      filedBy: { role: 'client' },
      reportedAt: a.now,
    });
  });

  test('with what the agreement has changed of the standard for its kind, and nothing else', () => {
    const a = inForce();
    const [quick, ladder] = [
      { value: 10, unit: 'min' } as const,
      [{ role: 'manager' as const, after: { value: 0, unit: 'min' as const } }],
    ];
    a.state.standard = { 'complaint.first-contact': quick, 'request.response': quick, 'review.client': quick };
    a.state.ladders = { 'complaint.first-contact': ladder };
    a.send('client', 'complaint.file', PHONE).send('client', 'request.file', PHONE);
    expect(orders(a).map(({ input }) => input.standard)).toEqual([
      { 'complaint.first-contact': quick },
      { 'request.response': quick },
    ]);
    expect(orders(a).map(({ input }) => input.ladders)).toEqual([{ 'complaint.first-contact': ladder }, {}]);
  });

  test('reported when the client said it: operations may date it back, the client may not', () => {
    const a = inForce().at('2027-03-01T09:00:00+08:00');
    const early = { occurredAt: '2027-03-01T07:30:00+08:00' };
    a.send('operations', 'complaint.file', PHONE, early);
    expect(iso(orders(a)[0]!.input.reportedAt)).toBe('2027-03-01T07:30:00.000+08:00');
    expect(failureOf(() => a.send('client', 'complaint.file', PHONE, early))).toMatchObject({ field: 'occurredAt' });
    const before = { occurredAt: '2027-01-03T10:00:00+08:00' };
    expect(failureOf(() => a.send('operations', 'complaint.file', PHONE, before))).toMatchObject({ type: 'Invalid' });
  });

  test('an inquiry is a regular request', () => {
    const a = inForce().send('client', 'request.file', { ...PHONE, topic: 'inquiry' });
    expect(orders(a)[0]!.input.report).toMatchObject({ topic: 'inquiry', urgency: '常规' });
    const urgent = { ...PHONE, topic: 'inquiry', urgency: '紧急' } as const;
    expect(failureOf(() => a.send('client', 'request.file', urgent))).toMatchObject({ field: 'urgency' });
  });

  test('only while the agreement is in force', () => {
    const a = new PaperAgreement();
    expect(failureOf(() => a.send('client', 'complaint.file', PHONE)).type).toBe('NotNow');
    expect(failureOf(() => inForce().send('finance', 'complaint.file', PHONE)).type).toBe('Forbidden');
  });
});

describe('a miss of a case is left out of the indicators by its agreement', () => {
  const miss = { case: `${NO}-C1`, id: 'complaint.first-contact', n: 1, reason: 't-9' };
  const filed = () => inForce().send('client', 'complaint.file', PHONE);

  test('kept with its reason; the case may be closed, the agreement does not ask', () => {
    const a = filed().send('head-of-service', 'miss.exclude', miss);
    a.send('manager', 'miss.exclude', { ...miss, n: 2 });
    expect(a.state.exclusions).toEqual([miss, { ...miss, n: 2 }]);
    expect(a.happened('miss.excluded')).toContainEqual({ case: miss.case, id: miss.id, n: 1 });
  });

  test('once; of its own cases only; by those who decide', () => {
    const a = filed().send('manager', 'miss.exclude', miss);
    expect(failureOf(() => a.send('manager', 'miss.exclude', miss))).toMatchObject({ type: 'NotNow', field: 'id' });
    for (const other of [`${NO}-C2`, `${NO}-R1`, '2026-客户维护-002-C1'])
      expect(failureOf(() => a.send('manager', 'miss.exclude', { ...miss, case: other }))).toMatchObject({
        type: 'Invalid',
        field: 'case',
      });
    expect(failureOf(() => a.send('account-manager', 'miss.exclude', { ...miss, n: 2 })).type).toBe('Forbidden');
  });
});

test('an agreement’s own ladders replace those of its standard', () => {
  const a = inForce();
  a.state.ladders = { 'execution.plan': [{ role: 'operations', after: { value: 0, unit: 'min' } }] };
  a.change((book) => book.open('execution.plan', a.now)).at('2027-01-14T09:00:00+08:00');
  expect(a.happened('deadline.escalated').map((e) => e['role'])).toContain('operations');
  expect(a.happened('deadline.escalated').map((e) => e['role'])).not.toContain('manager');
});

test('no command is the agreement’s and the case’s but the loading of a calendar', () => {
  const shared = Object.keys(CASE_RULES).filter((name) => name in RULES);
  expect(shared).toEqual(['calendar.load']);
  expect(commandNamesOf('request')).not.toContain('complaint.contact');
  expect(commandNamesOf('complaint')).toContain('calendar.load');
});
