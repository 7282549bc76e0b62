import { enterTermination } from '../../../domain/agreement/ending';
import { enterEvaluation, evaluationOutcome, firstDayMoved } from '../../../domain/agreement/evaluation';
import { enterExecution } from '../../../domain/agreement/execution';
import { iso, type Instant } from '../../../domain/time';
import { PaperAgreement, SHA } from '../../support/agreement';

/** The end of a term and what is owed until then: no deadline is missed in silence. */

const EXPIRY = '2028-01-01T00:00:00.000+08:00';

/** In force for 2027, evaluated since 2027-12-02; every meeting and report but the last was in time. */
function untilTheEnd(): PaperAgreement {
  const a = new PaperAgreement({ reviewMeeting: 'quarterly' }, '2027-01-01T00:00:00+08:00');
  Object.assign(a.state, {
    deadlines: [],
    effectiveOn: '2027-01-01',
    termEnd: '2027-12-31',
    periods: { meeting: 3, report: 1 },
  });
  a.change(enterExecution);
  return a.at('2027-12-02T00:00:00+08:00').change(enterEvaluation);
}

const dueAtTheEnd = ['meeting.minutes/4', 'report.performance/2'];
const missed = (a: PaperAgreement): unknown[] => a.happened('deadline.missed').map(({ id }) => id);

describe('what is owed until the expiry', () => {
  test('the last meeting and the last report are due with the expiry itself', () => {
    const a = untilTheEnd();
    for (const id of [...dueAtTheEnd, 'term.end']) expect(iso(a.deadline(id)!.dueAt)).toBe(EXPIRY);
  });

  test.each([
    ['on the instant', EXPIRY],
    ['days later, when nothing was awake', '2028-01-04T10:00:00.000+08:00'],
  ])('is missed before the expiry ends the phase, woken %s: on record, by mail, and up the ladder', (_when, wake) => {
    const a = untilTheEnd().at(wake);
    expect(evaluationOutcome(a.state)).toBe('ending');
    a.change(enterTermination);
    expect(missed(a)).toEqual(expect.arrayContaining(dueAtTheEnd));
    for (const id of dueAtTheEnd) {
      const told = a.events.filter((e) => e.event === 'deadline.escalated' && e.data['id'] === id);
      expect(told[0]).toMatchObject({ data: { role: 'manager' }, at: Date.parse(EXPIRY) });
      expect(a.deadline(id)).toBeUndefined();
    }
    expect(a.notices.map((n) => n.kind)).toEqual(expect.arrayContaining(['deadline.missed', 'deadline.escalation']));
  });

  test('done by the last minute it is not missed', () => {
    const a = untilTheEnd().at('2027-12-31T23:59:00+08:00');
    const report = { summary: 't-1', items: [], next: [] };
    a.send('account-manager', 'report.deliver', report).at(EXPIRY).change(enterTermination);
    expect(missed(a)).not.toContain('report.performance/2');
  });

  test('what would have fallen due after the end, but before anybody woke, is owed no more', () => {
    const a = untilTheEnd();
    const late: Instant = Date.parse('2028-01-02T12:00:00+08:00');
    a.change((book) => book.open('evaluation.correction', book.now, { dueAt: late }));
    a.at('2028-01-04T10:00:00+08:00').change(enterTermination);
    expect(missed(a)).not.toContain('evaluation.correction');
    expect(a.happened('deadline.cancelled')).toContainEqual({ id: 'evaluation.correction' });
  });
});

describe('cancelling a clock', () => {
  const running = (): PaperAgreement => {
    const a = new PaperAgreement({ startsOn: '2027-01-01' });
    a.change((book) => {
      book.enter('review');
      book.state.draft = { version: 1, sha256: SHA, pages: 2, drafter: 'p-1' };
      book.state.review = { round: 1, confirmed: {} };
      book.open('review.legal', book.now);
    });
    return a;
  };

  test('one that had run out, though nobody had looked, is missed first', () => {
    const a = running(); // two working days, to 2026-11-04 24:00
    a.now = Date.parse('2026-11-06T09:00:00+08:00');
    a.change((book) => firstDayMoved(book, '2027-03-01'));
    expect(missed(a)).toEqual(['review.legal']);
    expect(a.events.find((e) => e.event === 'deadline.missed')!.at).toBe(Date.parse('2026-11-05T00:00:00+08:00'));
    expect(a.notices).toContainEqual(expect.objectContaining({ kind: 'deadline.missed', to: 'legal' }));
    expect(a.notices).toContainEqual(expect.objectContaining({ kind: 'deadline.escalation', to: 'manager' }));
  });

  test('one that ends at that very instant is not', () => {
    const a = running();
    a.now = Date.parse('2026-11-05T00:00:00+08:00');
    a.change((book) => firstDayMoved(book, '2027-03-01'));
    expect(missed(a)).toEqual([]);
  });

  test('the miss is the clock’s, not that of whoever’s command cancels it; what follows is the command’s again', () => {
    const a = running();
    a.now = Date.parse('2026-11-06T09:00:00+08:00');
    a.change((book) => {
      book.by = { role: 'operations', id: 'p-1' };
      book.commandId = 'k-9';
      book.causedBy('k-9');
      book.cancel('review.legal');
      book.notify('signing.lapsed', 'manager');
      expect(book.events.find((e) => e.event === 'deadline.missed')!.by).toBeUndefined();
      expect(book.events.find((e) => e.event === 'deadline.cancelled')!.by).toEqual(book.by);
      expect(book.notices.at(-1)!.key).toMatch(/^k-9#/);
    });
  });
});
