import { failureOf } from '../../support/failure-of';
import { CALL, PROOF, request } from '../../support/case';

const SOLVED = { solution: 't-2' };
const CONTENT = { ...CALL, satisfied: true } as const;

describe('the clocks of a request (§5)', () => {
  test('urgent: response 2 h, solution 24 h', () => {
    const r = request({ urgency: '紧急' });
    expect(r.due('request.response')).toBe('2026-12-07T12:00');
    expect(r.due('request.solution')).toBe('2026-12-08T10:00');
    expect(r.due('request.plan')).toBeUndefined();
  });

  test('important: response 24 h, plan three working days', () => {
    const r = request({ urgency: '重要' }, { reportedAt: '2026-12-10T10:00' });
    expect(r.due('request.response')).toBe('2026-12-11T10:00');
    expect(r.due('request.plan')).toBe('2026-12-16T00:00');
    expect(r.due('request.solution')).toBeUndefined();
  });

  test('regular, and every inquiry: response 48 h', () => {
    for (const report of [{}, { topic: 'inquiry' as const }]) {
      const r = request(report);
      expect(r.due('request.response')).toBe('2026-12-09T10:00');
      expect(r.open()).toEqual(['request.progress/1', 'request.response']);
    }
  });

  test('progress goes to the client at least every five working days until it is resolved', () => {
    const r = request().send('manager', 'request.respond', { text: 't-1' });
    expect(r.due('request.progress/1')).toBe('2026-12-15T00:00');
    r.at('2026-12-09T15:00').send('service-team', 'request.progress', { text: 't-1' });
    expect(r.row('request.progress/1')!.state).toBe('met');
    expect(r.due('request.progress/2')).toBe('2026-12-17T00:00');
    r.at('2026-12-17T00:00');
    expect(r.when('deadline.missed')).toEqual(['request.progress/2 @ 2026-12-17T00:00']);
    expect(r.due('request.progress/3')).toBe('2026-12-24T00:00');
    r.send('service-team', 'request.solve', SOLVED);
    expect(r.open()).toEqual(['request.callback']);
    expect(r.mails('case.update')).toEqual([`client ${r.state.id}`]);
  });
});

describe('the department (§5)', () => {
  test.each([
    ['technical', 'support'],
    ['commercial', 'sales'],
    ['service', 'service'],
    ['inquiry', 'service'],
  ] as const)('of a %s one is %s', (topic, department) => {
    expect(request({ topic }).state.department).toBe(department);
  });

  test('owes what is promised once it has been given the request; the account manager calls back', () => {
    const r = request({ urgency: '紧急', topic: 'technical' });
    expect(r.deadline('request.response')!.owner).toBe('account-manager');
    r.send('account-manager', 'request.assign', {});
    for (const id of ['request.response', 'request.solution', 'request.progress/1'])
      expect(r.deadline(id)!.owner).toBe('service-team');
    expect(r.notices.at(-1)).toMatchObject({
      to: 'service-team',
      data: { department: 'support', clock: { id: 'request.response' } },
    });
    r.send('service-team', 'request.progress', { text: 't-1' });
    expect(r.deadline('request.progress/2')!.owner).toBe('service-team');
    r.send('service-team', 'request.solve', SOLVED);
    expect(r.deadline('request.callback')!.owner).toBe('account-manager');
  });

  test('can be another, or must be named where the topic says nothing', () => {
    const r = request().send('operations', 'request.assign', { department: 'product' });
    expect(r.state.department).toBe('product');
    expect(failureOf(() => r.send('operations', 'request.assign', { department: 'product' })).type).toBe('NotNow');
    expect(failureOf(() => request().send('operations', 'request.assign', {}))).toMatchObject({ field: 'department' });
  });
});

describe('what is promised', () => {
  test('is given by a response, a plan and a solution, each once owed', () => {
    const r = request({ urgency: '重要' })
      .send('service-team', 'request.assess', { reason: 't-1', feasibility: 't-2', value: 't-3' })
      .send('service-team', 'request.respond', { text: 't-1' })
      .send('service-team', 'request.plan', { plan: 't-2', dueOn: '2026-12-18' });
    expect(r.open()).toEqual(['request.progress/1', 'request.resolution']);
    expect(r.row('request.plan')!.state).toBe('met');
    expect(failureOf(() => r.send('manager', 'request.respond', { text: 't-1' })).type).toBe('NotNow');
    const past = { plan: 't-2', dueOn: '2026-12-01' };
    expect(failureOf(() => r.send('manager', 'request.plan', past))).toMatchObject({ field: 'dueOn' });
  });

  test('the day that a plan names is owed by its end, warned, and climbs when it passes', () => {
    const r = request({}, { reportedAt: '2026-12-07T10:00' });
    r.send('manager', 'request.assign', { department: 'support' });
    r.send('service-team', 'request.plan', { plan: 't-2', dueOn: '2026-12-16' });
    expect(r.due('request.resolution')).toBe('2026-12-17T00:00');
    expect(r.deadline('request.resolution')).toMatchObject({ owner: 'service-team' });
    r.at('2026-12-16T12:00');
    expect(r.mails('deadline.warning')).toContain('service-team request.resolution');
    r.at('2026-12-17T00:00');
    expect(r.mails('deadline.escalation')).toContain('manager request.resolution');
    r.send('service-team', 'request.solve', SOLVED);
    expect(r.row('request.resolution')).toMatchObject({ state: 'missed', metAt: r.now });
  });

  test('a new day in time takes the place of the old one; the solution meets it, a refusal ends it', () => {
    const planned = () =>
      request()
        .send('manager', 'request.plan', { plan: 't-2', dueOn: '2026-12-16' })
        .send('manager', 'request.plan', { plan: 't-3', dueOn: '2026-12-18' });
    expect(planned().due('request.resolution')).toBe('2026-12-19T00:00');
    expect(planned().send('manager', 'request.solve', SOLVED).row('request.resolution', 2)!.state).toBe('met');
    const refused = planned().send('manager', 'request.refuse', { reason: 't-1', alternative: 't-2' });
    expect(refused.row('request.resolution', 2)!.state).toBe('cancelled');
  });

  test('a solution is also the response, and more than the plan', () => {
    const r = request({ urgency: '重要' }).at('2026-12-07T11:00').send('service-team', 'request.solve', SOLVED);
    expect(r.row('request.response')!.state).toBe('met');
    expect(r.row('request.plan')!.state).toBe('met');
    expect(r.mails('case.resolved')).toEqual([`client ${r.state.id}`]);
  });
});

describe('what cannot be met', () => {
  const refusal = { reason: 't-1', alternative: 't-2' };

  test('needs a reason and an alternative', () => {
    const refuse = (payload: typeof refusal) => failureOf(() => request().send('manager', 'request.refuse', payload));
    expect(refuse({ ...refusal, reason: '' })).toMatchObject({ type: 'Invalid', field: 'reason' });
    expect(refuse({ ...refusal, alternative: '' })).toMatchObject({ type: 'Invalid', field: 'alternative' });
  });

  test('is told to the client, and nobody owes a solution any more; the callback is due all the same', () => {
    const r = request({ urgency: '紧急' }).send('service-team', 'request.refuse', refusal);
    expect(r.row('request.solution')!.state).toBe('cancelled');
    expect(r.row('request.response')!.state).toBe('met');
    expect(r.open()).toEqual(['request.callback']);
    expect(r.mails('request.refused')).toEqual([`client ${r.state.id}`]);
    r.send('account-manager', 'request.callback', CONTENT).send('client', 'request.confirm', {});
    expect(r.state).toMatchObject({ phase: 'closed', outcome: 'refused' });
  });
});

describe('after the resolution', () => {
  test('callback within three working days, then the client confirms within five', () => {
    const r = request().send('service-team', 'request.solve', SOLVED);
    expect(r.due('request.callback')).toBe('2026-12-11T00:00');
    r.at('2026-12-08T10:00').send('account-manager', 'request.callback', CONTENT);
    expect(r.deadline('request.confirmation')).toMatchObject({ owner: 'client' });
    expect(r.due('request.confirmation')).toBe('2026-12-16T00:00');
    expect(r.mails('request.confirmation')).toEqual([`client ${r.state.id}`]);
    expect(failureOf(() => r.send('account-manager', 'request.confirm', {})).type).toBe('Forbidden');
    r.send('client', 'request.confirm', {});
    expect(r.state).toMatchObject({ phase: 'closed', outcome: 'satisfied' });
    expect(r.row('request.confirmation')!.state).toBe('met');
  });

  test('a client that stays silent is warned, then the manager is told; nothing closes by itself', () => {
    const r = request()
      .send('service-team', 'request.solve', SOLVED)
      .send('account-manager', 'request.callback', CONTENT);
    r.at('2026-12-14T10:00').at('2026-12-31T10:00');
    expect(r.mails('deadline.warning')).toContain('client request.confirmation');
    expect(r.mails('deadline.escalation')[0]).toBe('manager request.confirmation');
    expect(r.state.phase).toBe('resolved');
    const close = { outcome: 'unreachable', reason: 't-1' } as const;
    expect(failureOf(() => r.send('manager', 'request.close', close)).type).toBe('NotNow');
    r.send('account-manager', 'request.attempt', { way: '电话' }).send('manager', 'request.close', close);
    expect(r.state.outcome).toBe('unreachable');
  });

  test('it can confirm before it is called back', () => {
    const r = request().send('service-team', 'request.solve', SOLVED).send('client', 'request.confirm', {});
    expect(r.state.outcome).toBe('satisfied');
    expect(r.row('request.callback')!.state).toBe('cancelled');
  });

  test('or reopens it, itself or in the callback: a new round with fresh clocks', () => {
    const solved = () =>
      request({ urgency: '紧急', topic: 'technical' })
        .send('manager', 'request.assign', {})
        .send('service-team', 'request.solve', SOLVED)
        .at('2026-12-08T10:00');
    const rounds = [
      solved().send('client', 'request.reopen', { reason: 't-1' }),
      solved().send('account-manager', 'request.callback', { ...CALL, satisfied: false }),
    ];
    for (const r of rounds) {
      expect(r.state).toMatchObject({ phase: 'open', round: 2, assigned: true });
      expect(r.due('request.response')).toBe('2026-12-08T12:00');
      expect(r.due('request.solution')).toBe('2026-12-09T10:00');
      expect(r.open()).toContain('request.progress/2');
      const clock = { id: 'request.response', owner: 'service-team' };
      expect(r.notices.filter(({ kind }) => kind === 'case.reopened')).toMatchObject([
        { to: 'account-manager', data: { clock } },
        { to: 'service-team', data: { clock } },
      ]);
    }
  });
});

test('it waits for the client while all that runs stands still', () => {
  const r = request().send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
  expect(r.open()).toEqual(['request.progress/1', 'request.response']);
  r.at('2026-12-12T10:00');
  expect(r.happened('deadline.missed')).toEqual([]);
});
