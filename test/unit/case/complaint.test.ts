import { failureOf } from '../../support/failure-of';
import { CALL, complaint, handled, MORNING, RETROSPECTIVE, settled, TEAM } from '../../support/case';

describe('the clocks of a complaint (§4)', () => {
  test('start when the client reported it, not when it was typed in', () => {
    const c = complaint({}, { now: '2026-12-07T10:20' });
    expect(c.due('complaint.first-contact')).toBe('2026-12-07T10:30');
    expect(c.due('complaint.first-solution')).toBe('2026-12-08T10:00');
    expect(c.open()).toEqual(['complaint.first-contact', 'complaint.first-solution']);
  });

  test('one that ran out before the complaint was typed in is missed at its own instant', () => {
    const c = complaint({}, { now: '2026-12-07T15:00' });
    expect(c.when('deadline.missed')).toEqual(['complaint.first-contact @ 2026-12-07T10:30']);
    expect(c.when('deadline.warned')).toHaveLength(2);
    expect(c.mails('deadline.warning')).toEqual([]); // of what is over nobody is warned
    expect(c.mails('deadline.missed')).toEqual(['account-manager complaint.first-contact']);
    c.send('account-manager', 'complaint.contact', { way: '电话', note: 't-2' }, { occurredAt: '2026-12-07T10:10' });
    expect(c.row('complaint.first-contact')).toMatchObject({ state: 'missed', recordedLate: true });
    expect(c.happened('deadline.met')).toEqual([{ id: 'complaint.first-contact', recordedLate: true, late: true }]);
    expect(c.state.misses).toHaveLength(1);
  });

  test('warn whoever is responsible at 50 % and 80 % of the time', () => {
    const c = complaint().at('2026-12-07T10:29');
    expect(c.when('deadline.warned')).toEqual([
      'complaint.first-contact @ 2026-12-07T10:15',
      'complaint.first-contact @ 2026-12-07T10:24',
    ]);
    expect(c.mails('deadline.warning')).toEqual(Array(2).fill('account-manager complaint.first-contact'));
  });

  test('climb from the manager at once to the head of service after 24 hours, and then every day until somebody acts', () => {
    const c = complaint().at('2026-12-07T10:30');
    expect(c.mails('deadline.escalation')).toEqual(['manager complaint.first-contact']);
    c.at('2026-12-08T09:59').at('2026-12-08T10:30').at('2026-12-09T10:30').at('2026-12-10T10:30');
    const told = c.mails('deadline.escalation').filter((m) => m.endsWith('first-contact'));
    expect(told.map((m) => m.split(' ')[0])).toEqual(['manager', ...Array<string>(3).fill('head-of-service')]);
    c.send('account-manager', 'complaint.contact', { way: '电话', note: 't-2' }).at('2026-12-20T10:00');
    expect(c.mails('deadline.escalation').filter((m) => m.endsWith('first-contact'))).toHaveLength(4);
  });

  test('a miss that somebody above takes up is silent for five working days; whoever owes it cannot do that', () => {
    const c = complaint().at('2026-12-07T11:00');
    const call = { id: 'complaint.first-contact', note: 't-1' };
    expect(failureOf(() => c.send('account-manager', 'complaint.acknowledge', call)).type).toBe('Forbidden');
    c.send('manager', 'complaint.acknowledge', call).at('2026-12-14T23:59');
    expect(c.mails('deadline.escalation').filter((m) => m.endsWith('first-contact'))).toHaveLength(1);
    c.at('2026-12-15T00:00');
    expect(c.mails('deadline.escalation').filter((m) => m.endsWith('first-contact'))).toHaveLength(2);
  });
});

describe('team and first solution', () => {
  test('are one clock, met when both are recorded, at the later of both', () => {
    const c = complaint().at('2026-12-07T15:00').send('account-manager', 'complaint.team', { members: TEAM });
    expect(c.deadline('complaint.first-solution')!.state).toBe('open');
    c.at('2026-12-07T18:00').send('service-team', 'complaint.solution', { solution: 't-3' });
    expect(c.row('complaint.first-solution')).toMatchObject({ state: 'met', metAt: c.now });
  });

  test('the team has the account manager, technical and product people', () => {
    const team = TEAM.filter(({ part }) => part !== 'product');
    expect(failureOf(() => complaint().send('account-manager', 'complaint.team', { members: team }))).toMatchObject({
      type: 'Invalid',
      field: 'members',
    });
  });

  test('what follows is not left lying: the resolution is owed within five working days', () => {
    const c = handled(complaint());
    expect(c.due('complaint.resolution')).toBe('2026-12-15T00:00');
    expect(c.open()).toEqual(['complaint.resolution']);
  });
});

describe('a complex complaint', () => {
  const complex = () =>
    complaint().at('2026-12-08T16:00').send('account-manager', 'complaint.declare-complex', { reason: 't-2' });

  test('has a plan due three working days from the receipt, not from the declaration', () => {
    expect(complex().due('complaint.plan')).toBe('2026-12-11T00:00');
  });

  test('declared late has missed its plan already', () => {
    const c = complaint().at('2026-12-14T09:00').send('manager', 'complaint.declare-complex', { reason: 't-2' });
    expect(c.when('deadline.missed')).toContain('complaint.plan @ 2026-12-11T00:00');
  });

  test('owes an update at the end of each working day from the day after the declaration', () => {
    const c = complex();
    expect(c.due('complaint.daily-update/1')).toBe('2026-12-10T00:00');
    c.at('2026-12-09T11:00').send('account-manager', 'complaint.update', { text: 't-3' });
    expect(c.row('complaint.daily-update/1')!.state).toBe('met');
    expect(c.due('complaint.daily-update/2')).toBe('2026-12-11T00:00');
  });

  test('a second update on one day is not the next day’s', () => {
    const c = complex().at('2026-12-09T11:00');
    for (const text of ['t-3', 't-4']) c.send('account-manager', 'complaint.update', { text });
    expect(c.open()).toContain('complaint.daily-update/2');
    expect(c.due('complaint.daily-update/2')).toBe('2026-12-11T00:00');
    c.at('2026-12-11T00:00');
    expect(c.when('deadline.missed')).toContain('complaint.daily-update/2 @ 2026-12-11T00:00');
  });

  test('an update on the day of the declaration does not stand for the day after', () => {
    const c = complex().send('account-manager', 'complaint.update', { text: 't-3' });
    expect(c.due('complaint.daily-update/1')).toBe('2026-12-10T00:00');
  });

  test('owes none on days that are not worked', () => {
    const c = complaint({}, { reportedAt: '2026-12-11T10:00' });
    c.send('account-manager', 'complaint.declare-complex', { reason: 't-2' });
    expect(c.due('complaint.daily-update/1')).toBe('2026-12-15T00:00'); // the Monday
    c.at('2026-12-12T12:00').send('account-manager', 'complaint.update', { text: 't-3' });
    expect(c.due('complaint.daily-update/1')).toBe('2026-12-15T00:00'); // a word on Saturday is not Monday's
  });

  test('a missed day opens the next one, and a later update is late for all that were missed', () => {
    const c = complex().at('2026-12-11T10:00');
    expect(c.when('deadline.missed')).toEqual(
      expect.arrayContaining([
        'complaint.daily-update/1 @ 2026-12-10T00:00',
        'complaint.daily-update/2 @ 2026-12-11T00:00',
      ]),
    );
    c.send('account-manager', 'complaint.update', { text: 't-3' });
    expect(c.row('complaint.daily-update/1')).toMatchObject({ state: 'missed', metAt: c.now });
    expect(c.row('complaint.daily-update/3')!.state).toBe('met');
    expect(c.due('complaint.daily-update/4')).toBe('2026-12-15T00:00');
  });

  test('long silence is told every day once, not once for every day missed', () => {
    const c = complex();
    for (let day = 9; day <= 24; day++) c.at(`2026-12-${String(day).padStart(2, '0')}T00:00`);
    const told = c.notices.filter((n) => n.kind === 'deadline.escalation').length;
    c.at('2026-12-25T00:00');
    const updates = c.notices
      .filter((n) => n.kind === 'deadline.escalation')
      .slice(told)
      .filter((n) => (n.data as { id: string }).id.startsWith('complaint.daily-update'));
    expect(updates.length).toBeGreaterThan(0);
    expect(updates.length).toBeLessThanOrEqual(3);
    expect(updates.map((n) => n.to)).toContain('head-of-service');
  });

  test('the plan names the day of the resolution, and goes to the client', () => {
    const c = complex().send('account-manager', 'complaint.plan', { plan: 't-3', dueOn: '2026-12-18' });
    expect(c.row('complaint.plan')!.state).toBe('met');
    expect(c.due('complaint.resolution')).toBe('2026-12-19T00:00');
    expect(c.mails('case.plan')).toEqual([`client ${c.state.id}`]);
    const past = { plan: 't-3', dueOn: '2026-12-07' };
    expect(failureOf(() => c.send('account-manager', 'complaint.plan', past))).toMatchObject({ field: 'dueOn' });
  });

  test('a missed day climbs on when its owner names another, until somebody above acts', () => {
    const plan = (dueOn: string) => ({ plan: 't-3', dueOn });
    const missed = () => {
      const c = complex().send('account-manager', 'complaint.plan', plan('2026-12-10')).at('2026-12-11T09:00');
      return c.send('account-manager', 'complaint.plan', plan('2026-12-31'));
    };
    const climbed = (c: ReturnType<typeof complex>) =>
      c.mails('deadline.escalation').filter((m) => m.endsWith('complaint.resolution'));
    expect(missed().deadline('complaint.resolution')!.state).toBe('missed');
    expect(climbed(missed().at('2026-12-12T09:00'))).toEqual([
      'manager complaint.resolution',
      'head-of-service complaint.resolution',
    ]);
    const taken = missed().send('manager', 'complaint.acknowledge', { id: 'complaint.resolution', note: 't-1' });
    taken.send('account-manager', 'complaint.plan', plan('2026-12-18'));
    expect(taken.due('complaint.resolution')).toBe('2026-12-19T00:00');
    expect(missed().send('manager', 'complaint.plan', plan('2026-12-18')).due('complaint.resolution')).toBe(
      '2026-12-19T00:00',
    );
  });

  test('is declared by the account manager or the manager, once', () => {
    const declare = { reason: 't-2' };
    expect(failureOf(() => complaint().send('operations', 'complaint.declare-complex', declare)).type).toBe(
      'Forbidden',
    );
    expect(failureOf(() => complex().send('manager', 'complaint.declare-complex', declare)).type).toBe('NotNow');
    expect(
      failureOf(() => complaint().send('manager', 'complaint.plan', { plan: 't', dueOn: '2026-12-18' })).type,
    ).toBe('NotNow');
  });

  test('owes no plan and no update any more once it is resolved', () => {
    const c = settled(complex());
    expect(c.open()).toEqual(['complaint.callback', 'complaint.retrospective']);
    expect(c.row('complaint.plan')!.state).toBe('cancelled');
  });
});

describe('whom a complaint goes to', () => {
  test('one about the account manager is the manager’s from the start, and climbs to the head of service at once', () => {
    const c = complaint({ about: 'account-manager' });
    expect(c.deadline('complaint.first-contact')).toMatchObject({ owner: 'manager' });
    expect(c.mails('case.opened')).toEqual([`manager ${c.state.id}`]);
    c.at('2026-12-07T10:30');
    expect(c.happened('deadline.escalated')).toEqual([
      { id: 'complaint.first-contact', rung: 1, role: 'head-of-service' },
    ]);
    const contact = { way: '电话', note: 't-2' };
    expect(failureOf(() => c.send('account-manager', 'complaint.contact', contact)).type).toBe('Forbidden');
    c.send('manager', 'complaint.contact', contact);
    expect(c.row('complaint.first-contact')!.metAt).toBe(c.now);
  });

  test('its team does without the account manager', () => {
    const c = complaint({ about: 'account-manager' });
    c.send('manager', 'complaint.team', { members: TEAM.slice(1) });
    expect(c.state.current.teamAt).toBe(c.now);
  });

  test('a leak of customer data is told to the manager and the head of service at once', () => {
    const c = complaint({ about: 'data-leak' });
    expect(c.mails('complaint.data-leak')).toEqual([`manager ${c.state.id}`, `head-of-service ${c.state.id}`]);
    expect(complaint().mails('complaint.data-leak')).toEqual([]);
  });

  test('a leak is closed only after its incident has been put on record', () => {
    const c = settled(complaint({ about: 'data-leak' }))
      .send('account-manager', 'complaint.callback', { ...CALL, apology: true, satisfied: true })
      .send('account-manager', 'complaint.retrospective', RETROSPECTIVE);
    expect(failureOf(() => c.send('manager', 'complaint.close', {})).detail).toContain('信息泄露');
    expect(c.due('complaint.incident')).toBe('2026-12-08T10:00');
    const incident = { account: 't-1', affected: 't-2', measures: 't-3' };
    c.send('manager', 'complaint.incident', incident).send('manager', 'complaint.close', {});
    expect(c.state.outcome).toBe('satisfied');
    expect(c.row('complaint.incident')!.state).toBe('met');
    expect(failureOf(() => complaint().send('manager', 'complaint.incident', incident)).type).toBe('NotNow');
  });
});

test('nothing happens on a case before the client reported it', () => {
  const c = complaint({}, { now: '2026-12-07T10:05' });
  const early = { occurredAt: '2026-12-07T09:00' };
  expect(
    failureOf(() => c.send('account-manager', 'complaint.contact', { way: '电话', note: 't-2' }, early)),
  ).toMatchObject({ type: 'Invalid', field: 'occurredAt' });
});

test('the first contact is one; and a complaint is not resolved before it, the team and a first solution', () => {
  const c = complaint();
  const resolve = () => failureOf(() => c.send('account-manager', 'complaint.resolve', { result: 't-1' })).detail;
  expect(resolve()).toContain('首次联系');
  c.send('account-manager', 'complaint.contact', { way: '电话', note: 't-2' });
  expect(resolve()).toContain('小组');
  c.send('account-manager', 'complaint.team', { members: TEAM });
  expect(resolve()).toContain('解决方案');
  expect(failureOf(() => c.send('operations', 'complaint.contact', { way: '电话', note: 't-2' })).type).toBe('NotNow');
});

test(`what the client reported at ${MORNING} is on record with its words by reference`, () => {
  const c = complaint({ severity: '重大', person: 't-9' }, { now: '2026-12-07T10:20' });
  expect(c.events[0]).toMatchObject({
    event: 'complaint.opened',
    by: { role: 'operations' },
    data: { severity: '重大', about: 'service', description: 't-1', person: 't-9' },
  });
  expect(c.mails('case.received')).toEqual([`client ${c.state.id}`]);
});
