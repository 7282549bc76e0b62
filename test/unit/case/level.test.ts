import fc from 'fast-check';
import { HOUR } from '../../../domain/time';
import { failureOf } from '../../support/failure-of';
import { at, t, target } from '../../support/deadlines';
import { complaint, OFFICE, type PaperCase, PROOF, request, settled } from '../../support/case';

describe('what an agreement has put in the place of the standard', () => {
  test('a target by id, and one for a level, which goes first', () => {
    const standard = {
      'complaint.first-contact': target('20 min'),
      'complaint.first-contact@重大': target('10 min'),
    };
    expect(complaint({ severity: '一般' }, { standard }).due('complaint.first-contact')).toBe('2026-12-07T10:20');
    expect(complaint({ severity: '重大' }, { standard }).due('complaint.first-contact')).toBe('2026-12-07T10:10');
  });

  test('a clock that its level does not have by the standard', () => {
    const standard = { 'request.solution': target('10 h'), 'request.solution@常规': target('5 day') };
    expect(request({ urgency: '紧急' }, { standard }).due('request.solution')).toBe('2026-12-07T20:00');
    expect(request({ urgency: '重要' }, { standard }).due('request.solution')).toBeUndefined();
    expect(request({}, { standard }).due('request.solution')).toBe('2026-12-13T00:00');
  });

  test('a ladder of any length; the last rung comes again every day', () => {
    const ladders = {
      'complaint.first-contact': [
        { role: 'service-team' as const, after: target('5 min') },
        { role: 'manager' as const, after: target('15 min') },
        { role: 'head-of-service' as const, after: target('1 h') },
      ],
    };
    const c = complaint({}, { ladders }).at('2026-12-07T11:30').at('2026-12-09T12:00');
    expect(c.when('deadline.escalated').filter((e) => e.includes('contact'))).toEqual([
      'complaint.first-contact @ 2026-12-07T10:35',
      'complaint.first-contact @ 2026-12-07T10:45',
      'complaint.first-contact @ 2026-12-07T11:30',
      'complaint.first-contact @ 2026-12-08T11:30',
    ]);
    const rungs = c.happened('deadline.escalated').filter((e) => e['id'] === 'complaint.first-contact');
    expect(rungs.map((e) => e['rung'])).toEqual([1, 2, 3, 3]);
  });

  test('whose first rung is the manager’s begins above it when the manager owes it', () => {
    const ladders = {
      'complaint.first-contact': [
        { role: 'manager' as const, after: target('5 min') },
        { role: 'head-of-service' as const, after: target('1 h') },
        { role: 'operations' as const, after: target('2 h') },
      ],
      'complaint.first-solution': [{ role: 'manager' as const, after: target('5 min') }],
    };
    const c = complaint({ about: 'account-manager' }, { ladders });
    expect(c.deadline('complaint.first-contact')!.ladder).toEqual([
      { role: 'head-of-service', after: target('5 min') },
      { role: 'operations', after: target('2 h') },
    ]);
    expect(c.deadline('complaint.first-solution')!.ladder).toEqual([
      { role: 'head-of-service', after: target('0 min') },
    ]);
  });
});

describe('service hours (§11)', () => {
  test('minutes and hours run inside them once they are chosen; working days end at closing time', () => {
    const c = complaint({}, { serviceHours: OFFICE, reportedAt: '2026-12-07T17:50' });
    expect(c.due('complaint.first-contact')).toBe('2026-12-08T09:20');
    expect(c.due('complaint.first-solution')).toBe('2026-12-11T10:20'); // 10 min, three days of 7.5 h, 80 min
    c.send('manager', 'complaint.declare-complex', { reason: 't-1' });
    expect(c.due('complaint.plan')).toBe('2026-12-10T18:00');
    expect(c.due('complaint.daily-update/1')).toBe('2026-12-08T18:00');
  });

  test('ladders keep no quiet hours', () => {
    const c = complaint({}, { serviceHours: OFFICE, reportedAt: '2026-12-07T17:20' }).at('2026-12-08T18:00');
    expect(c.when('deadline.escalated').filter((e) => e.includes('contact'))).toEqual([
      'complaint.first-contact @ 2026-12-07T17:50',
      'complaint.first-contact @ 2026-12-08T17:50',
    ]);
  });
});

describe('a change of severity', () => {
  const standard = {
    'complaint.first-contact@重大': target('10 min'),
    'complaint.first-solution@重大': target('4 h'),
    'complaint.first-solution@严重': target('12 h'),
  };
  const to = (severity: '一般' | '严重' | '重大') => ({ severity, reason: 't-1' });

  test('counts what is open anew from the same start', () => {
    const c = complaint({}, { standard }).at('2026-12-07T11:00').send('manager', 'complaint.severity', to('严重'));
    expect(c.due('complaint.first-solution')).toBe('2026-12-07T22:00');
    expect(c.happened('deadline.moved')).toEqual([
      { id: 'complaint.first-solution', from: '2026-12-08T10:00:00.000+08:00', to: '2026-12-07T22:00:00.000+08:00' },
    ]);
    expect(c.deadline('complaint.first-solution')!.warnAt.map(at)).toEqual(['2026-12-07T16:00', '2026-12-07T19:36']);
  });

  test('a shorter target that has ended already is missed at its own instant', () => {
    const c = complaint({}, { standard }).at('2026-12-07T15:00').send('manager', 'complaint.severity', to('重大'));
    expect(c.when('deadline.missed')).toContain('complaint.first-solution @ 2026-12-07T14:00');
  });

  test('never unmakes a miss', () => {
    const c = complaint({ severity: '重大' }, { standard }).at('2026-12-07T10:15');
    c.send('manager', 'complaint.severity', to('一般'));
    expect(c.deadline('complaint.first-contact')).toMatchObject({ state: 'missed' });
    expect(at(c.deadline('complaint.first-contact')!.dueAt)).toBe('2026-12-07T10:10');
    expect(c.due('complaint.first-solution')).toBe('2026-12-08T10:00'); // the open one is longer again
  });

  test('keeps the pauses, the finished and the one that lasts', () => {
    const ask = { reason: 't-1', proof: PROOF };
    const c = complaint({}, { standard }).at('2026-12-07T10:10').send('manager', 'complaint.pause', ask);
    c.at('2026-12-07T12:10').send('manager', 'complaint.resume', {});
    c.at('2026-12-07T13:00').send('manager', 'complaint.pause', ask);
    c.send('manager', 'complaint.severity', to('重大'));
    c.at('2026-12-07T19:00');
    expect(c.happened('deadline.missed').map((e) => e['id'])).toEqual(['complaint.first-contact']);
    c.send('manager', 'complaint.resume', {});
    expect(c.due('complaint.first-solution')).toBe('2026-12-07T22:00'); // 4 h, 2 h and 6 h
  });

  test('leaves a day that a plan has named, and says nothing where nothing changes', () => {
    const c = complaint().send('manager', 'complaint.declare-complex', { reason: 't-1' });
    c.send('manager', 'complaint.plan', { plan: 't-2', dueOn: '2026-12-18' });
    c.send('manager', 'complaint.severity', to('严重'));
    expect(c.due('complaint.resolution')).toBe('2026-12-19T00:00');
    expect(c.happened('deadline.moved')).toEqual([]);
    expect(failureOf(() => c.send('manager', 'complaint.severity', to('严重')))).toMatchObject({ field: 'severity' });
  });

  test('reaches the clocks of the callback as well', () => {
    const c = settled(complaint({}, { standard: { 'complaint.callback@严重': target('1 workday') } }));
    c.send('manager', 'complaint.severity', to('严重'));
    expect(c.due('complaint.callback')).toBe('2026-12-09T00:00');
  });
});

describe('a change of urgency', () => {
  const to = (urgency: '紧急' | '重要' | '常规') => ({ urgency, reason: 't-1' });

  test('shortens the response, and a solution takes the place of the plan', () => {
    const c = request({ urgency: '重要' }).at('2026-12-07T11:00').send('service-team', 'request.urgency', to('紧急'));
    expect(c.due('request.response')).toBe('2026-12-07T12:00');
    expect(c.due('request.solution')).toBe('2026-12-08T10:00');
    expect(c.row('request.plan')!.state).toBe('cancelled');
  });

  test('what takes another’s place keeps its pauses', () => {
    const c = request({ urgency: '重要' });
    c.send('manager', 'request.pause', { id: 'request.plan', reason: 't-1', proof: PROOF });
    c.at('2026-12-07T16:00').send('manager', 'request.resume', { id: 'request.plan' });
    c.send('manager', 'request.urgency', to('紧急'));
    expect(c.due('request.solution')).toBe('2026-12-08T16:00');
  });

  test('and while it still stands still, so does its successor', () => {
    const c = request({ urgency: '重要' }).send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
    c.at('2026-12-07T16:00').send('manager', 'request.urgency', to('紧急')).at('2026-12-09T10:00');
    expect(c.happened('deadline.missed')).toEqual([]);
    c.send('manager', 'request.resume', {});
    expect(c.due('request.solution')).toBe('2026-12-10T10:00');
  });

  test('nor are they lost on a way through an urgency that has no such clock', () => {
    const ask = { id: 'request.solution', reason: 't-1', proof: PROOF };
    const c = request({ urgency: '紧急' }).at('2026-12-07T11:00').send('manager', 'request.pause', ask);
    c.at('2026-12-07T12:00').send('manager', 'request.urgency', to('常规'));
    c.at('2026-12-09T12:00').send('manager', 'request.urgency', to('紧急'));
    expect(c.when('deadline.missed')).toEqual(['request.response @ 2026-12-07T12:00']);
    c.send('manager', 'request.resume', { id: 'request.solution' });
    expect(c.due('request.solution')).toBe('2026-12-10T11:00');
  });

  test('an answer meanwhile ends such a pause, and the longest end does', () => {
    const paused = () => {
      const c = request({ urgency: '紧急' }).send('manager', 'request.respond', { text: 't-1' });
      c.send('manager', 'request.pause', { id: 'request.solution', reason: 't-1', proof: PROOF, days: 3 });
      return c.at('2026-12-07T12:00').send('manager', 'request.urgency', to('常规'));
    };
    const answered = paused().at('2026-12-08T10:00').send('manager', 'request.resume', {});
    answered.at('2026-12-09T09:00').send('manager', 'request.urgency', to('紧急'));
    expect(answered.due('request.solution')).toBe('2026-12-09T10:00');
    const silent = paused().at('2026-12-11T11:00').send('manager', 'request.urgency', to('紧急'));
    expect(silent.due('request.solution')).toBe('2026-12-12T00:00');
  });

  test('nor by a miss, nor by a plan that was given', () => {
    const ask = { reason: 't-1', proof: PROOF };
    const missed = request({ urgency: '紧急' }).send('manager', 'request.pause', { ...ask, id: 'request.solution' });
    missed.at('2026-12-09T10:00').send('manager', 'request.resume', { id: 'request.solution' });
    missed.at('2026-12-10T10:00').send('manager', 'request.urgency', to('重要'));
    expect(missed.row('request.solution')!.state).toBe('missed');
    expect(missed.due('request.plan')).toBe('2026-12-15T00:00'); // by the 10th, and two working days
    const planned = request({ urgency: '重要' }).send('manager', 'request.pause', { ...ask, id: 'request.plan' });
    planned.at('2026-12-09T10:00').send('manager', 'request.plan', { plan: 't-1', dueOn: '2026-12-18' });
    planned.send('manager', 'request.urgency', to('紧急'));
    expect(planned.due('request.solution')).toBe('2026-12-10T10:00');
  });

  test('no way through other urgencies changes what the clock has stood still', () => {
    const NOW = '2026-12-10T09:00';
    const hour = (h: number) => at(t('2026-12-07T10:00') + h * HOUR)!;
    const ways = fc.array(fc.constantFrom('紧急' as const, '重要' as const, '常规' as const), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        fc.boolean(),
        ways,
        (h, n, all, ends, way) => {
          const run = (through: typeof way) => {
            const c = request({ urgency: '紧急' }).at(hour(h));
            const which = all ? {} : { id: 'request.solution' };
            c.send('manager', 'request.pause', { ...which, reason: 't-1', proof: PROOF });
            const steps = through.filter((urgency, i) => urgency !== (through[i - 1] ?? '紧急'));
            steps.forEach((urgency, i) =>
              c.at(hour(h + ((i + 1) * n) / 10)).send('manager', 'request.urgency', to(urgency)),
            );
            if (ends) c.at(hour(h + n)).send('manager', 'request.resume', {});
            c.at(NOW);
            return c.state.urgency === '紧急' ? c : c.send('manager', 'request.urgency', to('紧急'));
          };
          const clock = (c: PaperCase) => {
            const { dueAt, state, pauses } = c.deadline('request.solution')!;
            return { dueAt, state, pauses };
          };
          expect(clock(run(way))).toEqual(clock(run([])));
        },
      ),
    );
  });

  test('a regular request that becomes urgent late has missed the shorter response', () => {
    const c = request().at('2026-12-07T15:00').send('manager', 'request.urgency', to('紧急'));
    expect(c.when('deadline.missed')).toEqual(['request.response @ 2026-12-07T12:00']);
    expect(c.due('request.solution')).toBe('2026-12-08T10:00');
  });

  test('a missed solution stays missed when the request becomes less urgent', () => {
    const c = request({ urgency: '紧急' }).at('2026-12-08T10:00').send('manager', 'request.urgency', to('重要'));
    expect(c.row('request.solution')!.missedAt).toBeDefined();
    expect(c.due('request.plan')).toBe('2026-12-11T00:00');
    c.send('manager', 'request.urgency', to('紧急'));
    expect(c.row('request.solution')!.missedAt).toBeDefined();
    expect(c.state.runs['request.solution']).toBe(1);
  });

  test('a plan that was given is not owed again', () => {
    const c = request({ urgency: '重要' }).send('manager', 'request.plan', { plan: 't-1', dueOn: '2026-12-18' });
    c.send('manager', 'request.urgency', to('常规')).send('manager', 'request.urgency', to('重要'));
    expect(c.due('request.plan')).toBeUndefined();
  });

  test('nobody who owes the clocks takes them away by a lower urgency; a higher one is anybody’s', () => {
    const urgent = () => request({ urgency: '紧急' });
    for (const role of ['account-manager', 'service-team'] as const) {
      expect(failureOf(() => urgent().send(role, 'request.urgency', to('重要'))).type).toBe('Forbidden');
      expect(request().send(role, 'request.urgency', to('紧急')).state.urgency).toBe('紧急');
    }
    for (const role of ['operations', 'manager'] as const)
      expect(urgent().send(role, 'request.urgency', to('常规')).state.urgency).toBe('常规');
    const lower = { severity: '一般', reason: 't-1' } as const;
    const grave = complaint({ severity: '重大' });
    expect(failureOf(() => grave.send('account-manager', 'complaint.severity', lower)).type).toBe('Forbidden');
    const own = complaint({ severity: '重大', about: 'account-manager' });
    expect(failureOf(() => own.send('manager', 'complaint.severity', lower)).type).toBe('Forbidden');
    expect(own.send('operations', 'complaint.severity', lower).state.severity).toBe('一般');
  });

  test('an inquiry stays regular', () => {
    const c = request({ topic: 'inquiry' });
    expect(failureOf(() => c.send('manager', 'request.urgency', to('紧急')))).toMatchObject({ type: 'Invalid' });
  });
});
