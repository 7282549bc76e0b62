import { randomBytes, randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, type Payload } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createKeyRing } from '../../../security/keyring';
import { openPayload, ownerOf } from '../../../worker/codec';
import { createDataConverter } from '../../../worker/data-converter';
import { finish, heard, say, story, type StoryActivities } from './story';

const CANARY = '金丝雀CANARY王小明';
const namespace = 'default';
const taskQueue = `encryption-${randomUUID()}`;
const keyRing = createKeyRing([['k1', randomBytes(32)]]);
const activities: StoryActivities = {
  note: () => Promise.resolve(),
  far(text) {
    if (text !== 'fail') return Promise.resolve(text);
    throw ApplicationFailure.create({ type: 'Oops', message: CANARY, details: [CANARY] });
  },
};

describe('真实 Temporal 上的载荷加密', () => {
  let native: NativeConnection;
  let connection: Connection;
  let client: Client;
  let worker: Worker;
  let running: Promise<void>;
  beforeAll(async () => {
    const address = process.env['TEST_TEMPORAL_ADDRESS']!;
    const dataConverter = createDataConverter(keyRing, namespace);
    [native, connection] = await Promise.all([NativeConnection.connect({ address }), Connection.connect({ address })]);
    client = new Client({ connection, namespace, dataConverter });
    // No cache: every task replays from history, so what was written is also read again.
    worker = await Worker.create({
      ...{ connection: native, namespace, taskQueue, dataConverter, activities },
      workflowsPath: require.resolve('./story'),
      maxCachedWorkflows: 0,
    });
    running = worker.run();
  });
  afterAll(async () => {
    worker.shutdown();
    await running;
    await Promise.all([native.close(), connection.close()]);
  });

  const start = (): Promise<WorkflowHandle<typeof story>> =>
    client.workflow.start(story, {
      taskQueue,
      workflowId: `encryption/${randomUUID()}`,
      args: [{ run: 0, canary: CANARY }],
      staticSummary: CANARY,
      staticDetails: CANARY,
    });
  const plain = {
    payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"text":"x"}') }],
  };

  async function historiesOf(workflowId: string): Promise<temporal.api.history.v1.IHistory[]> {
    const last = await client.workflow.getHandle(workflowId).fetchHistory();
    const { continuedExecutionRunId: earlier } = last.events![0]!.workflowExecutionStartedEventAttributes!;
    return earlier ? [await client.workflow.getHandle(workflowId, earlier).fetchHistory(), last] : [last];
  }

  test('every path works under encryption, and no history shows a word of it', async () => {
    const handle = await start();
    for (let run = 0; run < 2; run++) {
      expect(await handle.executeUpdate(say, { args: [{ text: `${CANARY}${run}` }] })).toBe(`${CANARY}${run}!`);
      await expect(handle.executeUpdate(say, { args: [{ text: CANARY }] })).rejects.toMatchObject({
        cause: { type: 'NotNow', message: CANARY },
      });
      expect(await handle.query(heard)).toEqual([`${CANARY}${run}`]);
      const { runId } = await handle.describe();
      await handle.signal(finish, CANARY);
      if (run === 0)
        while ((await handle.describe()).runId === runId) await new Promise((wait) => setTimeout(wait, 50));
    }
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        type: 'Invalid',
        message: CANARY,
        details: [CANARY],
        cause: { cause: { type: 'Oops', message: CANARY } },
      },
    });

    const histories = await historiesOf(handle.workflowId);
    expect(histories).toHaveLength(2);
    const opened: string[] = [];
    for (const history of histories) {
      expect(Buffer.from(temporal.api.history.v1.History.encode(history).finish()).toString('utf8')).not.toMatch(
        /CANARY|金丝雀|王小明/,
      );
      for (const payload of payloadsIn(history)) {
        expect(ownerOf(payload)).toBe(handle.workflowId);
        opened.push(Buffer.from(openPayload({ keyRing, namespace }, payload).data ?? []).toString('utf8'));
      }
    }
    // Not vacuous: start, summaries, updates and their answers, signal, activity, failures, in two runs.
    expect(opened.filter((text) => text.includes(CANARY)).length).toBeGreaterThanOrEqual(14);
    const timers = histories.flatMap(({ events }) => events!.filter((event) => event.timerStartedEventAttributes));
    expect(timers.map((event) => ownerOf(event.userMetadata!.summary!))).toEqual([
      handle.workflowId,
      handle.workflowId,
    ]);
  });

  test('the input of one execution does not run in another, and plain input does not run at all', async () => {
    const owner = await start();
    const { events } = await owner.fetchHistory();
    const stolen = events![0]!.workflowExecutionStartedEventAttributes!.input!;
    for (const input of [stolen, plain]) {
      const workflowId = `encryption/${randomUUID()}`;
      const request = {
        namespace,
        workflowId,
        workflowType: { name: 'story' },
        taskQueue: { name: taskQueue },
        requestId: randomUUID(),
      };
      await client.workflowService.startWorkflowExecution({ ...request, input });
      const reason = await refusalOf(client.workflow.getHandle(workflowId));
      expect(reason).toContain(input === stolen ? '属于另一个工作流' : '未加密');
      await client.workflow.getHandle(workflowId).terminate();
    }
    await owner.terminate();
  });

  test('a plain command typed in elsewhere is rejected, leaves no trace, and holds nobody up', async () => {
    const handle = await start();
    const before = (await handle.fetchHistory()).events!.length;
    const answer = await client.workflowService.updateWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: handle.workflowId },
      waitPolicy: {
        lifecycleStage:
          temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage
            .UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED,
      },
      request: { meta: { updateId: 'plain' }, input: { name: 'say', args: plain } },
    });
    const { encodedAttributes } = answer.outcome!.failure!;
    expect(Buffer.from(openPayload({ keyRing, namespace }, encodedAttributes!).data!).toString()).toContain('未加密');
    expect(await handle.executeUpdate(say, { args: [{ text: '照常' }] })).toBe('照常!');
    const accepted = (await handle.fetchHistory())
      .events!.slice(before)
      .filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
    expect(accepted).toHaveLength(1);
    await handle.terminate();
  });

  /** Why the first workflow task failed: encrypted as well, for nobody in particular. */
  async function refusalOf(handle: WorkflowHandle): Promise<string> {
    for (;;) {
      const { events } = await handle.fetchHistory();
      const failed = events!.find(
        (event) => event.workflowTaskFailedEventAttributes,
      )?.workflowTaskFailedEventAttributes;
      if (failed)
        return Buffer.from(openPayload({ keyRing, namespace }, failed.failure!.encodedAttributes!).data!).toString();
      await new Promise((wait) => setTimeout(wait, 50));
    }
  }
});

/** All payloads in a history but a marker's own `data`: what the SDK's core notes about a local activity, none of ours. */
function payloadsIn(value: unknown, key = ''): Payload[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  if ((value as Payload).metadata?.['encoding']) return [value];
  const own = Object.entries(value).filter(([name]) => !(key === 'details' && name === 'data'));
  return own.flatMap(([name, part]) => payloadsIn(part, name));
}
