import { DeterminismViolationError } from '@temporalio/workflow';
import { DefaultLogger, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/create';
import { createDataConverter } from '../../worker/data-converter';
import { fixtureKeys, recordedHistories, type Recorded } from './fixtures';

const histories = recordedHistories();
let bundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  bundle = await bundleWorkflows();
});

const replay = ({ workflowId, namespace }: Recorded, history: Recorded['history']): Promise<void> =>
  Worker.runReplayHistory(
    { workflowBundle: bundle, dataConverter: createDataConverter(fixtureKeys(), namespace), replayName: 'fixtures' },
    history,
    workflowId,
  );

test('every path of the agreement has a recorded history', () => {
  const scenarios = new Set(histories.map(({ file }) => file.split('.')[0]));
  expect([...scenarios].sort()).toEqual([
    'bridged',
    'closed',
    'condition',
    'deemed-accepted',
    'disputed',
    'expired',
    'failed-evaluation',
    'five-years',
    'happy',
    'notice',
    'notice-in-renewal',
    'objections',
    'returned',
    'signing-lapsed',
    'silent-client',
    'withdrawn',
  ]);
});

test.each(histories.map((h) => [h.file, h] as const))('%s replays on today’s code', async (_file, recorded) => {
  await replay(recorded, recorded.history);
});

test('a history that the code did not write is refused', async () => {
  const recorded = histories.find((h) => h.file.startsWith('happy.'))!;
  const tampered = recorded.history.events!.filter(
    (event) => !event.timerStartedEventAttributes && !event.timerCanceledEventAttributes,
  );
  tampered.forEach((event, i) => Object.assign(event, { eventId: i + 1 }));
  await expect(replay(recorded, { events: tampered })).rejects.toThrow(DeterminismViolationError);
});

test('a five-year agreement stays under 2,000 events a run', () => {
  const runs = histories.filter((h) => h.file.startsWith('five-years.'));
  expect(runs.length).toBeGreaterThan(1);
  for (const { history } of runs) expect(history.events!.length).toBeLessThan(2_000);
});
