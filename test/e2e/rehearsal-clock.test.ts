import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time';
import { temporal } from '@temporalio/proto';
import { DAY, HOUR } from '../../domain/time';
import { REHEARSAL } from '../../platform/world';
import { createClock } from '../../rehearsal/clock';

/** The clock of an execution whose worker is played by the test, so that it works exactly as long as is wanted. */

const { namespace } = REHEARSAL;
const { COMMAND_TYPE_START_TIMER } = temporal.api.enums.v1.CommandType;
const { EVENT_TYPE_TIMER_STARTED } = temporal.api.enums.v1.EventType;
/** A machine that is busy takes this long at most to look at a clock, in ms. */
const MARGIN = 10_000;

let connection: Connection;
let client: Client;
beforeAll(async () => {
  connection = await Connection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS });
  client = new Client({ connection, namespace });
});
afterAll(() => connection.close());

/** An execution on a task queue of its own. */
async function execution(startDelay?: number) {
  const workflowId = `clock-${randomUUID()}`;
  const taskQueue = workflowId;
  await client.workflow.start('any', { taskQueue, workflowId, ...(startDelay && { startDelay }) });
  const { workflowService } = connection;
  const task = () =>
    connection.withDeadline(Date.now() + 30_000, () =>
      workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
    );
  type Task = Awaited<ReturnType<typeof task>>;
  return {
    workflowId,
    task,
    /** Ends a task with a timer of so many ms. */
    async sets(ms: number, { taskToken, startedEventId }: Task): Promise<void> {
      const startTimerCommandAttributes = { timerId: String(startedEventId), startToFireTimeout: msToTs(ms) };
      const commands = [{ commandType: COMMAND_TYPE_START_TIMER, startTimerCommandAttributes }];
      await workflowService.respondWorkflowTaskCompleted({ namespace, taskToken, commands });
    },
    /** When its latest timer was set. */
    async setAt(): Promise<number> {
      const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
      return tsToMs(events!.findLast(({ eventType }) => eventType === EVENT_TYPE_TIMER_STARTED)!.eventTime);
    },
    end: () => client.workflow.getHandle(workflowId).terminate(),
  };
}

test('an instant that passes while the worker works is not left behind: no timer after it goes off', async () => {
  const clock = createClock(client, namespace);
  const beyond: number[] = [];
  for (let late = 0; late < 20; late += 1) {
    const { workflowId, task, sets, setAt, end } = await execution();
    await sets(DAY, await task());
    const to = (await setAt()) + DAY + 60;
    const reached = clock.forward(workflowId, to);
    const atTimer = await task();
    // ends some moments after the instant has come
    await sleep(Math.max(to + 1 - tsToMs(atTimer.startedTime), 0) + late);
    await sets(5 * DAY, atTimer);
    beyond.push((await reached).now - to);
    await end();
  }
  expect(beyond.filter((ms) => ms < 0 || ms > MARGIN)).toEqual([]);
}, 120_000);

test('an instant that is nearly there is waited for: no timer after it goes off', async () => {
  const clock = createClock(client, namespace);
  const beyond: number[] = [];
  const { workflowId, task, sets, end } = await execution();
  await sets(40 * DAY, await task());
  let { now } = await clock.forward(workflowId, Date.now() + HOUR);
  for (let i = 0; i < 40; i += 1) {
    const to = now + 1 + (i % 20);
    ({ now } = await clock.forward(workflowId, to));
    beyond.push(now - to);
  }
  await end();
  expect(beyond.filter((ms) => ms < 0 || ms > MARGIN)).toEqual([]);
}, 60_000);

test('time is moved through every timer before the instant, each worked at in its own time', async () => {
  const clock = createClock(client, namespace);
  const { workflowId, task, sets, end } = await execution(3 * DAY);
  const start = Date.now();
  const reached = clock.forward(workflowId, start + 10 * DAY);
  const days: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    const woken = await task();
    days.push((tsToMs(woken.startedTime) - start) / DAY);
    await sleep(50); // nothing moves on without the worker
    await sets(2 * DAY, woken);
  }
  expect(days.map((day) => Math.round(day * 100) / 100)).toEqual([3, 5, 7, 9]);
  const { now, open } = await reached;
  expect({ open, reached: now >= start + 10 * DAY, beyond: now > start + 10 * DAY + MARGIN }).toEqual({
    open: true,
    reached: true,
    beyond: false,
  });
  await end();
  expect((await clock.forward(workflowId, start + 20 * DAY)).open).toBe(false);
}, 60_000);
