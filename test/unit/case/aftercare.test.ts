import { failureOf } from '../../support/failure-of';
import { CALL, complaint, handled, RETROSPECTIVE, settled } from '../../support/case';

const CONTENT = { ...CALL, apology: true, satisfied: true } as const;

describe('after the resolution (§4)', () => {
  test('callback with apology and retrospective are due two working days after it', () => {
    const c = settled(complaint());
    expect(c.state.phase).toBe('resolved');
    expect(c.due('complaint.callback')).toBe('2026-12-10T00:00');
    expect(c.due('complaint.retrospective')).toBe('2026-12-10T00:00');
    expect(c.mails('case.resolved')).toEqual([`client ${c.state.id}`]);
  });

  test('counted from when it was resolved, however late that is recorded', () => {
    const c = handled(complaint()).at('2026-12-09T09:00');
    c.send('operations', 'complaint.resolve', { result: 't-7' }, { occurredAt: '2026-12-07T18:00' });
    expect(c.due('complaint.callback')).toBe('2026-12-10T00:00');
    expect(
      failureOf(() => c.send('operations', 'complaint.callback', CONTENT, { occurredAt: '2026-12-07T17:00' })),
    ).toMatchObject({ field: 'occurredAt' });
  });

  test('it is closed by somebody, once the client is content and the house has learnt from it', () => {
    const c = settled(complaint());
    const close = () => failureOf(() => c.send('account-manager', 'complaint.close', {})).detail;
    expect(close()).toContain('回访');
    c.send('account-manager', 'complaint.callback', CONTENT);
    expect(close()).toContain('复盘');
    c.send('account-manager', 'complaint.retrospective', RETROSPECTIVE);
    expect(c.state.phase).toBe('resolved'); // no clock and no last step closes it by itself
    expect(c.open()).toEqual(['complaint.closure']);
    c.send('account-manager', 'complaint.close', {});
    expect(c.state).toMatchObject({ phase: 'closed', outcome: 'satisfied', deadlines: [] });
    expect(c.happened('complaint.closed')).toEqual([{ outcome: 'satisfied' }]);
    expect(c.mails('case.closed').map((m) => m.split(' ')[0])).toEqual(['client', 'account-manager']);
  });

  test('callback and retrospective each are done once in a round', () => {
    const c = settled(complaint())
      .send('account-manager', 'complaint.callback', CONTENT)
      .send('account-manager', 'complaint.retrospective', RETROSPECTIVE);
    expect(failureOf(() => c.send('operations', 'complaint.callback', CONTENT)).type).toBe('NotNow');
    expect(failureOf(() => c.send('manager', 'complaint.retrospective', RETROSPECTIVE)).type).toBe('NotNow');
  });

  test('left alone, it escalates but never closes', () => {
    const c = settled(complaint()).at('2027-03-01T09:00');
    expect(c.state.phase).toBe('resolved');
    expect(c.when('deadline.missed').sort()).toEqual([
      'complaint.callback @ 2026-12-10T00:00',
      'complaint.retrospective @ 2026-12-10T00:00',
    ]);
  });
});

describe('a client who is not satisfied', () => {
  test('reopens it as a new round with fresh clocks from that instant', () => {
    const c = settled(complaint()).at('2026-12-08T11:00').send('client', 'complaint.reopen', { reason: 't-1' });
    expect(c.state).toMatchObject({ phase: 'open', round: 2 });
    expect(c.open()).toEqual(['complaint.first-contact', 'complaint.first-solution']);
    expect(c.due('complaint.first-contact')).toBe('2026-12-08T11:30');
    expect(c.deadline('complaint.first-contact')!.n).toBe(2);
    expect(c.happened('complaint.reopened')).toEqual([{ round: 2 }]);
    expect(c.mails('case.reopened')).toEqual([`account-manager ${c.state.id}`]);
    expect(failureOf(() => c.send('client', 'complaint.reopen', { reason: 't-1' })).type).toBe('NotNow');
  });

  test('says so in the callback: that is a reopening too', () => {
    const c = settled(complaint()).at('2026-12-08T11:00');
    c.send('account-manager', 'complaint.callback', { ...CONTENT, satisfied: false });
    expect(c.state.round).toBe(2);
    expect(c.row('complaint.callback')!.state).toBe('met');
    expect(c.row('complaint.retrospective')!.state).toBe('cancelled');
  });

  test('what was missed in the round before stays missed', () => {
    const c = settled(complaint().at('2026-12-09T10:00'));
    expect(c.state.misses.map((m) => m.id)).toEqual(['complaint.first-contact', 'complaint.first-solution']);
    c.at('2026-12-09T11:00').send('operations', 'complaint.reopen', { reason: 't-1' });
    expect(c.state.misses).toHaveLength(2);
    expect(c.row('complaint.first-contact', 1)).toMatchObject({ state: 'missed' });
    expect(c.row('complaint.first-contact', 2)).toMatchObject({ state: 'open' });
  });

  test('complex is declared anew in the new round, its updates count on', () => {
    const c = complaint().send('manager', 'complaint.declare-complex', { reason: 't-1' });
    settled(c).at('2026-12-08T11:00').send('client', 'complaint.reopen', { reason: 't-1' });
    expect(c.state.current.complex).toBeUndefined();
    c.send('manager', 'complaint.declare-complex', { reason: 't-1' });
    expect(c.due('complaint.daily-update/2')).toBe('2026-12-10T00:00');
    expect(c.due('complaint.plan')).toBe('2026-12-12T00:00'); // three working days from the reopening
  });
});

describe('a client who cannot be reached', () => {
  test('the manager closes with a reason, after at least one recorded attempt', () => {
    const c = complaint();
    const given = { outcome: 'unreachable', reason: 't-1' } as const;
    expect(failureOf(() => c.send('manager', 'complaint.close', given)).detail).toContain('至少一次');
    c.send('account-manager', 'complaint.attempt', { way: '电话' });
    expect(c.deadline('complaint.first-contact')!.state).toBe('open'); // a try is no contact
    expect(failureOf(() => c.send('account-manager', 'complaint.close', given)).type).toBe('Forbidden');
    expect(failureOf(() => c.send('manager', 'complaint.close', { outcome: 'unreachable' }))).toMatchObject({
      field: 'reason',
    });
    c.send('manager', 'complaint.close', given);
    expect(c.state.outcome).toBe('unreachable');
  });

  test('the head of service may close in the manager’s place', () => {
    const given = { outcome: 'withdrawn', reason: 't-1' } as const;
    expect(complaint().send('head-of-service', 'complaint.close', given).state.outcome).toBe('withdrawn');
  });

  test('one who withdraws need not have been tried, but a leak still needs its record', () => {
    const given = { outcome: 'withdrawn', reason: 't-1' } as const;
    expect(complaint().send('manager', 'complaint.close', given).state.outcome).toBe('withdrawn');
    expect(failureOf(() => complaint({ about: 'data-leak' }).send('manager', 'complaint.close', given)).type).toBe(
      'NotNow',
    );
  });
});

describe('a miss left out of the indicators', () => {
  test.each(['manager', 'head-of-service'] as const)('by the %s only, with a reason; it stays visible', (role) => {
    const c = complaint().at('2026-12-07T11:00');
    const which = { id: 'complaint.first-contact', reason: 't-1' };
    expect(failureOf(() => c.send('account-manager', 'complaint.exclude', which)).type).toBe('Forbidden');
    c.send(role, 'complaint.exclude', which);
    expect(c.state.misses).toEqual([expect.objectContaining({ id: which.id, n: 1, excluded: 't-1' })]);
    expect(c.happened('deadline.excluded')).toEqual([{ id: which.id, n: 1 }]);
    expect(c.row(which.id)!.missedAt).toBeDefined();
    expect(failureOf(() => c.send('manager', 'complaint.exclude', which))).toMatchObject({
      type: 'NotNow',
      field: 'id',
    });
  });

  test('also after what was owed has been done, and by round', () => {
    const c = settled(complaint().at('2026-12-07T11:00')).send('client', 'complaint.reopen', { reason: 't-1' });
    c.at('2026-12-07T12:00').send('manager', 'complaint.exclude', {
      id: 'complaint.first-contact',
      n: 1,
      reason: 't-1',
    });
    expect(c.state.misses.map(({ n, excluded }) => [n, excluded])).toEqual([
      [1, 't-1'],
      [2, undefined],
    ]);
  });

  test('there is nothing to leave out while nothing was missed', () => {
    const which = { id: 'complaint.first-contact', reason: 't-1' };
    expect(failureOf(() => complaint().send('manager', 'complaint.exclude', which)).type).toBe('NotNow');
  });
});
