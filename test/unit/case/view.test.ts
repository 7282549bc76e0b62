import { attention, currentDetails, nextWake, title, waitingFor } from '../../../domain/case/view';
import { CASE_STANDARD } from '../../../domain/case/standard';
import { STANDARD } from '../../../domain/agreement/standard';
import { ladders, standard } from '../../../api/schemas/standard';
import { CHANGEABLE, ESCALATED, rowOf, titleOf } from '../../../domain/standard';
import { caseIdOf, caseWorkflowId, complaintId, formatCaseId, parseCaseId, requestId } from '../../../domain/ids';
import { at } from '../../support/deadlines';
import { CALL, complaint, type PaperCase, PROOF, request } from '../../support/case';

const wake = (c: PaperCase) => {
  const next = nextWake(c.state, c.now);
  return next && `${next.id} @ ${at(next.at)}`;
};

describe('what people see of a case', () => {
  test('whom it waits for: the one who owes what is due first', () => {
    expect(waitingFor(complaint().state)).toBe('account-manager');
    expect(waitingFor(complaint({ about: 'account-manager' }).state)).toBe('manager');
    const r = request({ topic: 'technical' }).send('manager', 'request.assign', {});
    expect(waitingFor(r.state)).toBe('service-team');
    r.send('service-team', 'request.solve', { solution: 't-1' });
    expect(waitingFor(r.state)).toBe('account-manager');
    r.send('account-manager', 'request.callback', { ...CALL, satisfied: true });
    expect(waitingFor(r.state)).toBe('client');
    expect(waitingFor(r.send('client', 'request.confirm', {}).state)).toBe('nobody');
  });

  test('the client, while all that runs stands still for its answer', () => {
    const r = request().send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
    expect(waitingFor(r.state)).toBe('client');
    expect(waitingFor(r.send('manager', 'request.resume', {}).state)).toBe('account-manager');
  });

  test('how urgent it is', () => {
    const c = complaint();
    expect(attention(c.state, c.now)).toBe('none');
    expect(attention(c.at('2026-12-07T10:15').state, c.now)).toBe('due-soon');
    expect(attention(c.at('2026-12-07T10:30').state, c.now)).toBe('overdue');
    c.send('account-manager', 'complaint.contact', { way: '电话', note: 't-1' });
    expect(attention(c.state, c.now)).toBe('none');
    c.at('2026-12-08T10:00').send('manager', 'complaint.close', { outcome: 'withdrawn', reason: 't-1' });
    expect(attention(c.state, c.now)).toBe('none');
  });

  test('not while what was near its end stands still, nor when its end has moved away', () => {
    const near = () =>
      request({ urgency: '重要' }).at('2026-12-08T00:00').send('manager', 'request.assign', { department: 'support' });
    expect(attention(near().state, 0)).toBe('due-soon');
    const paused = near().send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
    expect(attention(paused.state, 0)).toBe('none');
    expect(attention(paused.send('manager', 'request.resume', {}).state, 0)).toBe('due-soon');
    const longer = near().send('manager', 'request.urgency', { urgency: '常规', reason: 't-1' });
    expect(attention(longer.state, 0)).toBe('none');
    expect(attention(longer.at('2026-12-09T02:00').state, 0)).toBe('due-soon');
  });

  test('when something happens without anybody', () => {
    const c = complaint();
    expect(wake(c)).toBe('complaint.first-contact @ 2026-12-07T10:15');
    expect(wake(c.at('2026-12-07T10:24'))).toBe('complaint.first-contact @ 2026-12-07T10:30');
    const r = request().send('manager', 'request.pause', { reason: 't-1', proof: PROOF });
    expect(wake(r)).toMatch(/ @ 2026-12-22T00:00$/);
    c.send('manager', 'complaint.close', { outcome: 'withdrawn', reason: 't-1' });
    expect(wake(c)).toBeUndefined();
  });

  test('in the Temporal UI: the case and every clock of it', () => {
    const c = complaint({ severity: '严重' })
      .at('2026-12-07T10:40')
      .send('manager', 'complaint.pause', { reason: 't-1', proof: PROOF });
    const details = currentDetails(c.state);
    expect(details).toContain('### 2026-客户维护-001-C3 处理中');
    expect(details).toContain('投诉, 严重, 服务');
    expect(details).toContain('- **首次联系客户** 责任方: 客户经理, 至 2026-12-07 10:30 (**逾期**)');
    expect(details).toContain('(暂停, 最长至 2026-12-21 24:00)');
    expect(details).not.toContain('t-1');
  });

  test('a request that took in others names its sources', () => {
    const r = request({ topic: 'commercial' });
    r.state.sources.push({ id: '2026-客户维护-001-R7', channel: '邮件', reportedAt: r.now });
    expect(currentDetails(r.state)).toContain('来源: 电话 (2026-客户维护-001-R5), 邮件 (2026-客户维护-001-R7)');
  });

  test('titles of deadlines, with their number', () => {
    expect(title('complaint.daily-update/3')).toBe('复杂投诉每个工作日通报进展(3)');
    expect(title('request.response')).toBe('需求首次响应');
  });
});

describe('one look-up for the whole standard', () => {
  test('knows the deadlines of agreements and of cases, and no others', () => {
    expect(rowOf('request.progress/2')?.owner).toBe('account-manager');
    expect(rowOf('ledger.filing/2027-01')?.clause).toBe('§3.5');
    expect(rowOf('constructor')).toBeUndefined();
    expect([titleOf('complaint.callback'), titleOf('meeting.feedback/1')]).toEqual([
      '回访或上门致歉',
      '客户对纪要的意见(1)',
    ]);
    expect(Object.keys(STANDARD).filter((id) => id in CASE_STANDARD)).toEqual([]);
  });

  test('all that is owed can be changed, that of cases for one level too', () => {
    expect(CHANGEABLE).toEqual(
      expect.arrayContaining([
        'drafting',
        'complaint.first-contact',
        'complaint.first-contact@严重',
        'request.plan@常规',
      ]),
    );
    expect(CHANGEABLE).not.toContain('term.end');
    expect(CHANGEABLE).not.toContain('complaint.plan@紧急');
    const promised = ['', '@紧急', '@重要', '@常规'].map((level) => `request.resolution${level}`);
    const dated = [
      'meeting.minutes',
      'report.performance',
      'rectification',
      'survey.measure',
      'effectiveness',
      ...promised,
    ];
    expect(ESCALATED.filter((id) => !CHANGEABLE.includes(id)).sort()).toEqual(dated.sort()); // no time to choose
    expect(standard.safeParse({ rectification: { value: 3, unit: 'day' } }).error?.issues[0]?.path).toEqual([
      'rectification',
    ]);
    expect(ladders.safeParse({ rectification: [{ role: 'manager', after: { value: 0, unit: 'min' } }] }).success).toBe(
      true,
    );
  });
});

describe('ids of cases', () => {
  test('are the agreement’s number, a letter and a number, made and parsed in one place', () => {
    const id = formatCaseId('2026-客户维护-001', 'complaint', 3);
    expect(id).toBe('2026-客户维护-001-C3');
    expect(parseCaseId(id)).toEqual({ no: '2026-客户维护-001', kind: 'complaint', n: 3 });
    expect(parseCaseId('2026-客户维护-1001-R50')).toEqual({ no: '2026-客户维护-1001', kind: 'request', n: 50 });
    expect(caseWorkflowId('request', id)).toBe(requestId(id));
    expect(caseIdOf(complaintId(id))).toBe(id);
    expect(caseIdOf('agreement/2026-客户维护-001')).toBeUndefined();
  });

  test.each(['2026-客户维护-001', '2026-客户维护-001-C0', '2026-客户维护-001-D1', '2026-客户维护-001-C', '-C1', ''])(
    '%s is none',
    (id) => expect(parseCaseId(id)).toBeUndefined(),
  );
});
