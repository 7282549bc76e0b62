import { handlingOf, type HandlingRow } from '../../domain/case/handling';
import { trackingOf, type TrackingRow } from '../../domain/case/tracking';
import { contactsOf } from '../../domain/agreement/trail';
import type { AuditEvent } from '../../domain/record/types';
import { parseInstant } from '../../domain/time';
import { failureOf } from '../support/failure-of';
import { CALL, complaint, handled, PROOF, request, RETROSPECTIVE, settled, type PaperCase } from '../support/case';
import { PaperAgreement } from '../support/agreement';
import { enterExecution } from '../../domain/agreement/execution';
import { at } from '../support/deadlines';

/** What a case's trail says on paper (domain.md §4, §5). */

const rowsOf = (c: PaperCase): HandlingRow[] =>
  (c.events as AuditEvent[]).map(({ by, ...event }) => ({ ...event, ...(by && { by: by.role }) }));
const trackedOf = (...cases: PaperCase[]) =>
  trackingOf(cases.flatMap((c) => c.events.map((event): TrackingRow => ({ id: c.state.id, ...event }))));

describe('the record of a complaint', () => {
  test('is ordered when it closes, whatever its outcome, and of no request', () => {
    const given = complaint()
      .send('operations', 'complaint.attempt', { way: '电话' })
      .send('manager', 'complaint.close', { outcome: 'unreachable', reason: 't-20' });
    expect(given.state.documents).toEqual({ 'complaint-record': 1 });
    expect(given.happened('document.made')).toEqual([{ kind: 'complaint-record', version: 1 }]);
    const refused = request().send('manager', 'request.close', { outcome: 'withdrawn', reason: 't-20' });
    expect(refused.state.documents).toEqual({});
  });

  test('has every clock with its end and what became of it, through all rounds', () => {
    const c = settled(complaint().at('2026-12-07T11:00'))
      .send('operations', 'complaint.reopen', { reason: 't-12' })
      .at('2026-12-07T11:20');
    const { clocks, rounds, attempts, steps } = handlingOf(rowsOf(c));
    expect([rounds, attempts]).toEqual([2, 0]);
    const first = clocks.filter(({ id }) => id === 'complaint.first-contact');
    expect(first.map(({ round, due, metAt, missed }) => [round, at(due), at(metAt), missed])).toEqual([
      [1, '2026-12-07T10:30', '2026-12-07T11:00', true],
      [2, '2026-12-07T11:30', undefined, undefined],
    ]);
    expect(clocks.find(({ id }) => id === 'complaint.callback')).toMatchObject({ round: 1, cancelled: true });
    expect(steps.map(({ command, round, by }) => [command, round, by])).toEqual([
      ['complaint.contact', 1, 'account-manager'],
      ['complaint.team', 1, 'account-manager'],
      ['complaint.solution', 1, 'account-manager'],
      ['complaint.resolve', 1, 'operations'],
      ['complaint.reopen', 1, 'operations'],
    ]);
  });

  test('says what it was about in the end, who could not be reached, what was paused and left out', () => {
    const c = complaint()
      .send('operations', 'complaint.attempt', { way: '电话', note: 't-2' })
      .send('operations', 'complaint.severity', { severity: '重大', reason: 't-3' })
      .send('operations', 'complaint.pause', { id: 'complaint.first-solution', reason: 't-4', proof: PROOF })
      .at('2026-12-07T12:00')
      .send('operations', 'complaint.resume', { id: 'complaint.first-solution' })
      .send('manager', 'complaint.exclude', { id: 'complaint.first-contact', reason: 't-5' });
    const { severity, attempts, clocks } = handlingOf(rowsOf(c));
    expect([severity, attempts]).toEqual(['重大', 1]);
    expect(clocks[0]).toMatchObject({ id: 'complaint.first-contact', missed: true, excluded: true });
    expect(clocks[1]!.pauses.map(({ from, to }) => [at(from), at(to)])).toEqual([
      ['2026-12-07T10:00', '2026-12-07T12:00'],
    ]);
    expect(at(clocks[1]!.due)).toBe(c.due('complaint.first-solution'));
  });

  test('ends with its outcome', () => {
    const c = settled(complaint())
      .send('operations', 'complaint.callback', { ...CALL, apology: true, satisfied: true })
      .send('manager', 'complaint.retrospective', RETROSPECTIVE)
      .send('operations', 'complaint.close', {});
    expect(handlingOf(rowsOf(c)).outcome).toBe('satisfied');
    expect(handlingOf(rowsOf(handled(complaint()))).outcome).toBeUndefined();
  });
});

describe('the table of requests', () => {
  test('has description, class, department, progress, completion and confirmation of each', () => {
    const c = request({ urgency: '重要', topic: 'technical', channel: '微信' })
      .send('account-manager', 'request.respond', { text: 't-2' })
      .send('account-manager', 'request.assign', { department: 'product' })
      .send('service-team', 'request.plan', { plan: 't-3', dueOn: '2026-12-10' });
    expect(trackedOf(c)).toMatchObject([
      {
        ...{ id: c.state.id, channels: ['微信'], description: 't-1', urgency: '重要', topic: 'technical' },
        ...{ department: 'product', round: 1, progress: { text: 't-3', dueOn: '2026-12-10' } },
      },
    ]);
    c.at('2026-12-08T10:00').send('service-team', 'request.solve', { solution: 't-4' });
    const [solved] = trackedOf(c);
    expect([at(solved!.doneAt), solved!.progress!.text, solved!.confirmed]).toEqual([
      '2026-12-08T10:00',
      't-4',
      undefined,
    ]);
    c.send('client', 'request.confirm', {});
    expect(trackedOf(c)[0]).toMatchObject({ confirmed: { by: 'client' }, closed: { outcome: 'satisfied' } });
  });

  test('what is reopened is neither done nor confirmed any more', () => {
    const c = request()
      .send('account-manager', 'request.solve', { solution: 't-4' })
      .send('account-manager', 'request.callback', { ...CALL, satisfied: false });
    expect(trackedOf(c)[0]).toMatchObject({ round: 2 });
    expect(trackedOf(c)[0]).not.toHaveProperty('doneAt');
    expect(trackedOf(c)[0]).not.toHaveProperty('confirmed');
  });

  test('a refusal gives reason and alternative; the desk’s own assessment is not in it', () => {
    const c = request()
      .send('manager', 'request.assess', { reason: 't-30', feasibility: 't-31', value: 't-32' })
      .send('manager', 'request.refuse', { reason: 't-5', alternative: 't-6' });
    expect(trackedOf(c)[0]!.progress).toMatchObject({ text: 't-5', alternative: 't-6' });
    expect(JSON.stringify(trackedOf(c))).not.toMatch(/t-3[012]/);
  });

  test('a merged one counts with all its channels and the stricter urgency', () => {
    const rows: TrackingRow[] = [
      ...request({ urgency: '常规', channel: '电话' }).events.map((event) => ({ id: 'A-R1', ...event })),
      { id: 'A-R1', event: 'request.absorbed', at: 0, data: { id: 'A-R2', channels: ['邮件'], urgency: '紧急' } },
    ];
    expect(trackingOf(rows)).toMatchObject([{ channels: ['电话', '邮件'], urgency: '紧急' }]);
  });

  test('they are in the order of their numbers', () => {
    const opened = request().events[0]!;
    const rows = ['A-R10', 'A-R2', 'A-R1'].map((id) => ({ ...opened, id }));
    expect(trackingOf(rows).map(({ id }) => id)).toEqual(['A-R1', 'A-R2', 'A-R10']);
  });
});

describe('tables that somebody asks for', () => {
  const inForce = (): PaperAgreement => {
    const a = new PaperAgreement({}, '2027-01-01T00:00:00+08:00');
    Object.assign(a.state, { deadlines: [], effectiveOn: '2027-01-01', termEnd: '2027-12-31' });
    return a.change(enterExecution).at('2027-01-20T10:00:00+08:00');
  };

  test('the contact record is of a span of days that has been, from the first day until today where none is named', () => {
    const a = inForce().send('operations', 'document.order', { kind: 'contact-record' });
    expect(a.ordered('contact-record').data).toEqual({ from: '2027-01-01', to: '2027-01-20' });
    a.send('manager', 'document.order', { kind: 'contact-record', from: '2027-01-05', to: '2027-01-05' });
    expect(a.ordered('contact-record')).toMatchObject({ version: 2, data: { from: '2027-01-05', to: '2027-01-05' } });
    const refusal = (payload: object) =>
      failureOf(() => inForce().send('operations', 'document.order', { kind: 'contact-record', ...payload }));
    expect(refusal({ from: '2026-12-31' })).toMatchObject({ type: 'Invalid', field: 'from' });
    expect(refusal({ to: '2027-01-21' })).toMatchObject({ type: 'Invalid', field: 'to' });
    expect(refusal({ from: '2027-01-10', to: '2027-01-09' })).toMatchObject({ type: 'Invalid', field: 'from' });
  });

  test('the table of requests knows no span', () => {
    const order = (payload: object) => () =>
      inForce().send('operations', 'document.order', { kind: 'request-tracking', ...payload });
    expect(order({})().ordered('request-tracking').data).toEqual({ tier: '战略' });
    expect(failureOf(order({ to: '2027-01-10' }))).toMatchObject({ type: 'Invalid', field: 'to' });
    const asClient = () => inForce().send('client', 'document.order', { kind: 'request-tracking' });
    expect(failureOf(asClient)).toMatchObject({ type: 'Forbidden' });
  });

  test('a contact counts by the day on which it took place in China; a silence was none', () => {
    const entry = (seq: number, instant: string, data: object) => ({
      seq,
      at: parseInstant(instant),
      event: 'ledger.entry',
      data: { way: '电话', ...data },
    });
    const events = [
      entry(1, '2027-01-04T23:59:00+08:00', { content: 't-1' }),
      entry(2, '2027-01-05T00:00:00+08:00', { content: 't-2' }),
      entry(3, '2027-01-06T23:59:00+08:00', { content: 't-3' }),
      entry(4, '2027-01-06T10:00:00+08:00', { way: 'meeting-feedback', silent: true }),
      entry(5, '2027-01-07T00:00:00+08:00', { content: 't-5' }),
    ];
    expect(contactsOf(events, { from: '2027-01-05', to: '2027-01-06' }).map(({ seq }) => seq)).toEqual([2, 3]);
  });
});
