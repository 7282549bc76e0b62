import fc from 'fast-check';
import { caseFigures, type ClockRow } from '../../../domain/case/figures';
import { HOUR, MINUTE } from '../../../domain/time';
import { t } from '../../support/deadlines';

const TERM = { from: t('2027-01-01T00:00'), to: t('2028-01-01T00:00'), asOf: t('2027-12-02T00:00') };
const START = t('2027-03-01T10:00');

const row = (caseId: string, id: string, more: Partial<ClockRow> = {}): ClockRow => {
  const startedAt = more.startedAt ?? START;
  const dueAt = more.dueAt ?? startedAt + 24 * HOUR;
  return { caseId, id, n: 1, startedAt, dueAt, state: 'met', metAt: startedAt + HOUR, ...more };
};
const missed = (caseId: string, id: string, more: Partial<ClockRow> = {}): ClockRow => {
  const { dueAt } = row(caseId, id, more);
  return row(caseId, id, { state: 'missed', missedAt: dueAt, metAt: dueAt + HOUR, ...more });
};
const answered = (caseId: string, hours: number, more: Partial<ClockRow> = {}): ClockRow =>
  row(caseId, 'request.response', { metAt: START + hours * HOUR, urgency: '常规', ...more });

describe('the on-time share (§3.6)', () => {
  const onTime = (...rows: ClockRow[]) => caseFigures(rows, TERM).onTime;

  test('is of complaints and requests whose solution or plan was promised and due, those given in time', () => {
    expect(
      onTime(
        row('C1', 'complaint.first-solution'),
        row('C2', 'complaint.plan'),
        row('R1', 'request.solution'),
        missed('R2', 'request.plan'),
        missed('R3', 'request.response'),
        missed('C3', 'complaint.first-contact'),
      ),
    ).toEqual({ percent: 75, inTime: ['C1', 'C2', 'R1'], late: ['R2'], excluded: [] });
  });

  test('counts a case once, and in time when everything of it was', () => {
    const rows = [row('C1', 'complaint.first-solution'), missed('C1', 'complaint.plan'), row('C2', 'complaint.plan')];
    expect(onTime(...rows)).toMatchObject({ percent: 50, inTime: ['C2'], late: ['C1'] });
  });

  test('counts what came due in the term and until now', () => {
    const due = (dueAt: number, more: Partial<ClockRow> = {}) =>
      onTime(row('C1', 'complaint.plan', { dueAt, ...more })).inTime;
    expect(due(TERM.from)).toEqual(['C1']);
    expect(due(TERM.from - 1)).toEqual([]);
    expect(due(TERM.to)).toEqual([]);
    expect(onTime(row('C1', 'complaint.plan', { state: 'open', metAt: undefined })).percent).toBeUndefined();
    expect(onTime(row('C1', 'complaint.plan', { state: 'cancelled', metAt: undefined })).percent).toBeUndefined();
  });

  test('what was kept in time but recorded late is late until the manager leaves it out', () => {
    const late = missed('C1', 'complaint.first-solution', { metAt: START + HOUR });
    expect(onTime(late)).toMatchObject({ percent: 0, late: ['C1'] });
    expect(onTime({ ...late, excluded: true })).toEqual({ inTime: [], late: [], excluded: ['C1'] });
    expect(onTime({ ...late, excluded: true }, row('C1', 'complaint.plan'))).toMatchObject({ percent: 100 });
  });

  test('a round that was missed is not made good by the next one', () => {
    const rows = [missed('C1', 'complaint.first-solution'), row('C1', 'complaint.first-solution', { n: 2 })];
    expect(onTime(...rows).late).toEqual(['C1']);
  });

  test('no data is no figure', () => {
    expect(onTime()).toEqual({ inTime: [], late: [], excluded: [] });
  });

  test('is rounded down: 94.99… is not 95', () => {
    const cases = (n: number, make: typeof row) =>
      Array.from({ length: n }, (_, i) => make(`${make.name}${i}`, 'request.plan'));
    expect(onTime(...cases(19, row), ...cases(1, missed)).percent).toBe(95);
    expect(onTime(...cases(9_499, row), ...cases(501, missed)).percent).toBe(94.99);
    expect(onTime(...cases(2, row), ...cases(1, missed)).percent).toBe(66.66);
  });
});

describe('the time to first response (§3.6)', () => {
  const response = (...rows: ClockRow[]) => caseFigures(rows, TERM).response;

  test('is the mean over all requests, in hours', () => {
    const figure = response(answered('R1', 1), answered('R2', 6), row('C1', 'complaint.first-contact'));
    expect(figure.meanHours).toBe(3.5);
    expect(figure.times.map(({ caseId, ms }) => [caseId, ms / HOUR])).toEqual([
      ['R1', 1],
      ['R2', 6],
    ]);
  });

  test('of the first round, less the time the client owed an answer', () => {
    const paused = answered('R1', 10, {
      pauses: [{ from: START + HOUR, to: START + 5 * HOUR }, { from: START + 9 * HOUR }],
    });
    expect(response(paused, answered('R1', 40, { n: 2 })).meanHours).toBe(5);
  });

  test('a late answer counts with its time; one not given counts until now, or until the case was closed', () => {
    expect(response(missed('R1', 'request.response', { metAt: START + 30 * HOUR })).meanHours).toBe(30);
    const open = { state: 'open', metAt: undefined } as const;
    expect(response(answered('R1', 0, { ...open, startedAt: TERM.asOf - 3 * HOUR })).meanHours).toBe(3);
    const silent = missed('R1', 'request.response', { metAt: undefined, closedAt: START + 50 * HOUR });
    expect(response(silent).times).toEqual([{ caseId: 'R1', ms: 50 * HOUR, answered: false }]);
  });

  test('counts from the first report, also where a more urgent duplicate has set the clock anew', () => {
    const later = { startedAt: START + 5 * HOUR, reportedAt: START, metAt: START + 6 * HOUR };
    expect(response(answered('R1', 0, later)).meanHours).toBe(6);
  });

  test('of the requests of the term; what fell away or was left out does not count', () => {
    expect(response(answered('R1', 1, { startedAt: TERM.from - 1 })).times).toEqual([]);
    expect(response(answered('R1', 1, { startedAt: TERM.to })).times).toEqual([]);
    expect(response(answered('R1', 1, { state: 'cancelled', metAt: undefined })).meanHours).toBeUndefined();
    expect(response(answered('R1', 1, { excluded: true }))).toMatchObject({ times: [], excluded: ['R1'] });
  });

  test('is rounded up: a little over 24 hours is not 24', () => {
    expect(response(answered('R1', 24)).meanHours).toBe(24);
    expect(response(answered('R1', 0, { metAt: START + 24 * HOUR + 1 })).meanHours).toBe(24.01);
    expect(response(answered('R1', 0, { metAt: START + 10 * MINUTE })).meanHours).toBe(0.17);
  });

  test('its distribution names the cases of each step', () => {
    const figure = response(
      answered('R1', 0),
      answered('R2', 1),
      answered('R3', 1.5),
      answered('R4', 24),
      answered('R5', 99),
    );
    expect(figure.distribution.filter((step) => step.cases.length > 0)).toEqual([
      { withinHours: 1, cases: ['R1', 'R2'] },
      { withinHours: 2, cases: ['R3'] },
      { withinHours: 24, cases: ['R4'] },
      { cases: ['R5'] },
    ]);
  });

  test('compliance stands beside it by class', () => {
    const { byUrgency } = response(
      answered('R1', 1, { urgency: '紧急' }),
      missed('R2', 'request.response', { urgency: '紧急' }),
      answered('R3', 1, { state: 'open', metAt: undefined }),
    );
    expect(byUrgency).toEqual({
      紧急: { inTime: ['R1'], late: ['R2'] },
      重要: { inTime: [], late: [] },
      常规: { inTime: [], late: [] },
    });
  });

  test('every answered request is in exactly one step of the distribution', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 * HOUR }), { maxLength: 30 }), (times) => {
        const figure = response(...times.map((ms, i) => answered(`R${i}`, 0, { metAt: START + ms })));
        expect(figure.distribution.flatMap((step) => step.cases).sort()).toEqual(times.map((_, i) => `R${i}`).sort());
      }),
    );
  });
});
