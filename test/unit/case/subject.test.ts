import { failureOf } from '../../support/failure-of';
import { complaint, type PaperCase } from '../../support/case';

/** 更正投诉所涉 (domain.md §1, §4): a mail never says what it is about, and people may be mistaken. */

const to = (c: PaperCase, about: 'service' | 'account-manager' | 'data-leak'): PaperCase =>
  c.send('operations', 'complaint.subject', { about, reason: 't-7' });

describe('a complaint that turns out to be about the account manager', () => {
  test("is the manager's from now on: open clocks, with a ladder that does not climb to their owner; the manager is told", () => {
    const c = to(complaint(), 'account-manager');
    for (const id of ['complaint.first-contact', 'complaint.first-solution']) {
      expect(c.deadline(id)).toMatchObject({ owner: 'manager', state: 'open' });
      expect(c.deadline(id)!.ladder.map(({ role }) => role)).toEqual(['head-of-service']);
    }
    expect(c.mails('case.opened')).toEqual([`account-manager ${c.state.id}`, `manager ${c.state.id}`]);
    const contact = { way: '电话', note: 't-2' };
    expect(failureOf(() => c.send('account-manager', 'complaint.contact', contact)).type).toBe('Forbidden');
    expect(c.send('manager', 'complaint.contact', contact).state.current.contactedAt).toBe(c.now);
  });

  test('what was missed before stays with whoever missed it', () => {
    const c = to(complaint().at('2026-12-07T11:00'), 'account-manager');
    expect(c.deadline('complaint.first-contact')).toMatchObject({ owner: 'account-manager', state: 'missed' });
    expect(c.deadline('complaint.first-solution')).toMatchObject({ owner: 'manager' });
  });

  test('and back', () => {
    const c = to(to(complaint(), 'account-manager'), 'service');
    expect(c.deadline('complaint.first-contact')).toMatchObject({ owner: 'account-manager' });
    expect(c.deadline('complaint.first-contact')!.ladder.map(({ role }) => role)).toEqual([
      'manager',
      'head-of-service',
    ]);
  });
});

describe('a complaint that turns out to be a leak', () => {
  test('gets its incident record, counted from the report, and manager and head of service are told at once', () => {
    const c = to(complaint().at('2026-12-07T12:00'), 'data-leak');
    expect(c.due('complaint.incident')).toBe('2026-12-08T10:00');
    expect(c.mails('complaint.data-leak')).toEqual([`manager ${c.state.id}`, `head-of-service ${c.state.id}`]);
    expect(c.notices.at(-1)).not.toHaveProperty('notBefore');
  });

  test('learnt too late, the record is overdue at once', () => {
    const c = to(complaint().at('2026-12-08T12:00'), 'data-leak');
    expect(c.when('deadline.missed')).toContain('complaint.incident @ 2026-12-08T10:00');
    expect(c.state.misses).toContainEqual(expect.objectContaining({ id: 'complaint.incident' }));
  });

  test('one that was none owes no record; one that is on record is not asked for again', () => {
    const none = to(to(complaint(), 'data-leak'), 'service');
    expect(none.deadline('complaint.incident')).toBeUndefined();
    const given = to(complaint(), 'data-leak').send('manager', 'complaint.incident', {
      ...{ account: 't-1', affected: 't-2', measures: 't-3' },
    });
    expect(to(to(given, 'service'), 'data-leak').deadline('complaint.incident')).toBeUndefined();
  });
});

test('both are in the trail; what was reported stays as it was said', () => {
  const c = to(complaint({ about: 'service' }), 'data-leak');
  expect(c.happened('complaint.reclassified')).toEqual([{ from: 'service', about: 'data-leak' }]);
  expect(c.state.report.about).toBe('service');
  expect(failureOf(() => to(c, 'data-leak'))).toMatchObject({ type: 'NotNow', field: 'about' });
});
