import pino from 'pino';
import { storeNotice } from '../../api/calendar-load';
import { recordMetrics } from '../../api/metrics';
import { bundledCalendar } from '../../calendar/load';
import { isWeekend } from '../../domain/calendar/calendar';
import { agreementId } from '../../domain/ids';
import { dateOf, dayFromDate } from '../../domain/time';
import { startSweeper } from '../../worker/sweeper';
import { Api } from '../api/harness';
import { startAgreement } from '../api/samples';

let api: Api;
beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
});
afterAll(() => api.close());

async function sweepOnce() {
  const { sweep, stop } = startSweeper({
    world: { ...api.deps, schema: 'public', close: () => Promise.resolve() },
    locks: api.deps.locks,
    log: pino({ level: 'silent' }),
    intervalMs: 3_600_000,
  });
  try {
    return await sweep();
  } finally {
    await stop();
  }
}

async function wakesOf(workflowId: string): Promise<number> {
  const { events } = await api.deps.client.workflow.getHandle(workflowId).fetchHistory();
  return events!.filter((e) => e.workflowExecutionSignaledEventAttributes?.signalName === 'wake').length;
}

test('an execution whose due instant passed without an event is woken, counted and reported', async () => {
  const no = await startAgreement(api);
  await api
    .db('agreements')
    .where({ no })
    .update({ next_due_at: api.db.raw(`now() - interval '10 minutes'`) });
  expect(await sweepOnce()).toMatchObject({ kinds: { agreement: { found: 1, woken: 1 } } });
  expect(await wakesOf(agreementId(no))).toBe(1);
  expect(await api.db('sweeps').orderBy('id', 'desc').first()).toMatchObject({ found: 1, woken: 1 });
  expect(await recordMetrics(api.db)).toMatch(/^lvyue_sweeper_woken_total\{kind="agreement"\} 1$/m);
  await api.db('agreements').where({ no }).update({ next_due_at: null });
});

test('an execution that is not late is left alone', async () => {
  await startAgreement(api);
  expect(await sweepOnce()).toEqual({ kinds: {}, calendars: 0, started: 0 });
});

test('an agreement that a calendar notice has missed is given it by the next sweep, and once', async () => {
  const no = await startAgreement(api);
  const { published, revision } = bundledCalendar();
  const year = Number(Object.keys(published).sort().at(-1)) + 1;
  await api.db('agreements').whereNot({ no }).update({ phase: 'closed' }); // of the tests before
  await storeNotice(api.db, year, { off: [firstWeekday(year)], work: [] });

  expect(await sweepOnce()).toMatchObject({ calendars: 1 });
  expect(await api.db('agreements').where({ no }).first('calendar_revision')).toEqual({
    calendar_revision: revision + 1,
  });
  const [command] = await api.db('audit_events').where({ workflow_id: agreementId(no), actor_id: 'sweeper' });
  expect(command).toMatchObject({ event: 'command', actor_role: 'administrator' });
  expect(await sweepOnce()).toMatchObject({ calendars: 0 });
});

/** Any weekday makes a notice. */
function firstWeekday(year: number): string {
  let day = dayFromDate(`${year}-01-01`);
  while (isWeekend(day)) day++;
  return dateOf(day);
}
