import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { storeNotice } from '../../api/calendar-load';
import { recordMetrics } from '../../api/metrics';
import { bundledCalendar } from '../../calendar/load';
import { isWeekend } from '../../domain/calendar/calendar';
import { agreementId } from '../../domain/ids';
import { dateOf, dayFromDate, MINUTE } from '../../domain/time';
import { startSweeper } from '../../worker/sweeper';
import { Api } from '../api/harness';
import { startAgreement } from '../api/samples';
import { timerRows } from '../support/lost-timer';
import { newCase, startCase } from '../support/running-cases';

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

test('two hundred dead executions hold up nobody: the one behind them is woken in the same sweep', async () => {
  const no = await startAgreement(api);
  await api.db.raw(
    `insert into agreements (no, workflow_id, client_id, phase, waiting_for, attention, tier, client_type,
       calendar_revision, version, state, recorded_at, next_due_at)
     select '2020-死-' || n, 'agreement/2020-死-' || n, 'c', 'execution', 'nobody', 'none', tier, client_type,
       calendar_revision, 1, '{}', now(), now() - interval '1 day'
     from agreements, generate_series(100, 320) n where agreements.no = ?`,
    [no],
  );
  await api
    .db('agreements')
    .where({ no })
    .update({ next_due_at: api.db.raw(`now() - interval '10 minutes'`) });
  expect(await sweepOnce()).toMatchObject({ kinds: { agreement: { found: 222, woken: 1 } } });
  expect(await wakesOf(agreementId(no))).toBe(1);
  await api.db('agreements').whereLike('no', '2020-死-%').delete();
  await api.db('agreements').where({ no }).update({ next_due_at: null });
});

test('call-backs of long ago are forgotten', async () => {
  const received_at = api.db.raw(`now() - interval '91 days'`);
  const row = { provider: 'esign', flow_id: 'f', event: 'e', body_sha256: '00', received_at };
  await api.db('esign_callbacks').insert({ ...row, message_id: 'old' });
  await sweepOnce();
  expect(await api.db('esign_callbacks')).toEqual([]);
});

test('an execution that is not late is left alone', async () => {
  await startAgreement(api);
  expect(await sweepOnce()).toEqual({ kinds: {}, calendars: 0, started: 0 });
});

test('a timer that the server lost is healed: the sweep wakes the execution, and its clock says what it had to', async () => {
  const timers = timerRows(process.env['TEST_TEMPORAL_ADDRESS']!);
  try {
    const due = Date.now() + 6_000; // half an hour to the first contact, nearly over
    const input = newCase('complaint', `2026-${api.shortName}-900`, 1, due - 30 * MINUTE);
    const complaint = await startCase(api.deps, input);
    const row = () => api.db('cases').where({ workflow_id: complaint }).first('next_due_at', 'attention');
    await until('the first record', async () => (await row())?.next_due_at?.getTime() === due);
    await until('its timer', async () => (await timers.count(complaint)) > 0);
    await timers.lose(complaint);
    expect(await timers.count(complaint)).toBe(0);

    await sleep(due + 2_000 - Date.now());
    expect(await row()).toMatchObject({ attention: 'due-soon' }); // long past, and nobody was told
    await api
      .db('cases')
      .where({ workflow_id: complaint })
      .update({ next_due_at: api.db.raw(`now() - interval '4 minutes'`) }); // later than any worker is slow
    expect(await sweepOnce()).toMatchObject({ kinds: { complaint: { found: 1, woken: 1 } } });
    await until('the miss', async () => (await row()).attention === 'overdue');
    const missed = await api.db('audit_events').where({ workflow_id: complaint, event: 'deadline.missed' }).first();
    expect(missed).toMatchObject({ at: new Date(due), data: { id: 'complaint.first-contact' } });
    // and it waits again, for what comes next
    await until('the next timer', async () => (await timers.count(complaint)) > 0);
    expect((await row()).next_due_at.getTime()).toBeGreaterThan(Date.now());
  } finally {
    timers.close();
  }
});

test('an agreement and a case that a calendar notice has missed are given it by the next sweep, and once', async () => {
  const no = await startAgreement(api);
  const { published, revision } = bundledCalendar();
  const year = Number(Object.keys(published).sort().at(-1)) + 1;
  await api.db('agreements').whereNot({ no }).update({ phase: 'closed' }); // of the tests before
  await api.db('cases').update({ phase: 'closed' });
  const request = await startCase(api.deps, newCase('request', no, 1, Date.now()));
  const revisionOf = (table: string, workflowId: string) =>
    api.db(table).where({ workflow_id: workflowId }).first<{ calendar_revision: number }>('calendar_revision');
  await until('the first record', async () => (await revisionOf('cases', request)) !== undefined);
  await storeNotice(api.db, year, { off: [firstWeekday(year)], work: [] });

  expect(await sweepOnce()).toMatchObject({ calendars: 2 });
  for (const late of [await revisionOf('agreements', agreementId(no)), await revisionOf('cases', request)])
    expect(late).toEqual({ calendar_revision: revision + 1 });
  const [command] = await api.db('audit_events').where({ workflow_id: agreementId(no), actor_id: 'sweeper' });
  expect(command).toMatchObject({ event: 'command', actor_role: 'administrator' });
  expect(await sweepOnce()).toMatchObject({ calendars: 0 });
});

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await condition()); await sleep(50)) {
    if (Date.now() > end) throw new Error(`${what} did not come`);
  }
}

/** Any weekday makes a notice. */
function firstWeekday(year: number): string {
  let day = dayFromDate(`${year}-01-01`);
  while (isWeekend(day)) day++;
  return dateOf(day);
}
