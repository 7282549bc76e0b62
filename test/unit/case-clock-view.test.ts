import { clockOf, remainingOf } from '../../api/views/clock';
import type { DeadlineRow } from '../../api/views/deadline';
import { bundledCalendar } from '../../calendar/load';
import { DAY, HOUR, parseInstant } from '../../domain/time';

const wt = { calendar: bundledCalendar() };
/** A Thursday before a working Friday and a free weekend. */
const NOW = parseInstant('2026-11-19T12:00:00+08:00');

const row = (more: Partial<DeadlineRow>): DeadlineRow => ({
  ...{ workflow_id: 'complaint/2026-甲-001-C1', id: 'complaint.plan', n: 1, clause: '§4', owner: 'account-manager' },
  ...{ started_at: new Date(NOW - DAY), due_at: new Date(NOW + HOUR), projected: false, state: 'open' },
  ...{ met_at: null, missed_at: null, climbed: 1, escalated_to: 'manager' },
  data: { target: { value: 3, unit: 'workday' }, pauses: [] },
  ...more,
});

describe('剩余时间', () => {
  it('按自然时间; 以工作日计的另按工作时间, 周末不计', () => {
    const monday = new Date(parseInstant('2026-11-24T00:00:00+08:00'));
    expect(remainingOf(row({ due_at: monday }), NOW, wt)).toEqual({
      remainingMs: 4.5 * DAY,
      remainingWorkMs: 2.5 * DAY,
    });
    const hours = row({ due_at: monday, data: { target: { value: 24, unit: 'h' } } });
    expect(remainingOf(hours, NOW, wt)).toEqual({ remainingMs: 4.5 * DAY });
  });

  it('暂停中的停在暂停之时', () => {
    const pauses = [{ from: NOW - 2 * HOUR, until: NOW + 9 * DAY }];
    const paused = row({ data: { target: { value: 24, unit: 'h' }, pauses } });
    expect(remainingOf(paused, NOW, wt)).toEqual({ remainingMs: 3 * HOUR });
    expect(remainingOf(paused, NOW + 8 * DAY, wt)).toEqual({ remainingMs: 3 * HOUR });
  });
});

describe('一个期限的现状', () => {
  const missed = { state: 'missed', missed_at: new Date(NOW - HOUR), due_at: new Date(NOW - HOUR) } as const;
  const miss = { id: 'complaint.plan', n: 1, dueAt: NOW - HOUR, excluded: 't-1' };
  const standing = (more: object = {}) => ({
    ...{ now: NOW, workingTime: wt, state: { deadlines: [], misses: [] }, outside: false, text: () => '原因', ...more },
  });
  const owed = [{ id: 'complaint.plan', n: 1 }] as never;

  it('逾期仍欠的, 剩余为负; 已办或不再欠的没有剩余', () => {
    expect(clockOf(row(missed), standing({ state: { deadlines: owed, misses: [] } })).remainingMs).toBe(-HOUR);
    expect(clockOf(row(missed), standing())).not.toHaveProperty('remainingMs');
    const met = row({ ...missed, met_at: new Date(NOW) });
    expect(clockOf(met, standing())).toMatchObject({ met: true, missed: true, excluded: false });
    expect(clockOf(met, standing())).not.toHaveProperty('remainingMs');
  });

  it('不计入指标的: 原因只给内部看, 上报也是', () => {
    const state = { deadlines: owed, misses: [miss] };
    expect(clockOf(row(missed), standing({ state }))).toMatchObject({ excluded: true, reason: '原因', escalations: 1 });
    const outside = clockOf(row(missed), standing({ state, outside: true }));
    expect(outside).toMatchObject({ excluded: true });
    expect(outside).not.toHaveProperty('reason');
    expect(outside).not.toHaveProperty('escalations');
  });

  it('同一期限另一次的不计入与它无关', () => {
    const state = { deadlines: owed, misses: [{ ...miss, n: 2 }] };
    expect(clockOf(row(missed), standing({ state })).excluded).toBe(false);
  });
});
