import pino from 'pino';
import { agreementId } from '../../domain/ids';
import { startSweeper } from '../../worker/sweeper';
import { Api } from '../api/harness';
import { startAgreement } from '../api/samples';

let api: Api;
beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
});
afterAll(() => api.close());

const sweeper = () =>
  startSweeper({
    world: { ...api.deps, schema: 'public', close: () => Promise.resolve() },
    log: pino({ level: 'silent' }),
    intervalMs: 3_600_000,
  });

test('an execution whose due instant passed without an event is woken, counted and reported', async () => {
  const no = await startAgreement(api);
  await api
    .db('agreements')
    .where({ no })
    .update({ next_due_at: api.db.raw(`now() - interval '10 minutes'`) });
  const { sweep, stop } = sweeper();
  expect(await sweep()).toBe(1);
  await stop();
  const { events } = await api.deps.client.workflow.getHandle(agreementId(no)).fetchHistory();
  expect(events!.filter((e) => e.workflowExecutionSignaledEventAttributes?.signalName === 'wake')).toHaveLength(1);
  expect(await api.db('sweeps').orderBy('id', 'desc').first()).toMatchObject({ found: 1, woken: 1 });
});

test('an execution that is not late is left alone', async () => {
  const no = await startAgreement(api);
  await api.db('agreements').whereNot({ no }).update({ next_due_at: null });
  const { sweep, stop } = sweeper();
  expect(await sweep()).toBe(0);
  await stop();
});
