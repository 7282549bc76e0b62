import { DeterminismViolationError } from '@temporalio/workflow';
import { DefaultLogger, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/create';
import { createDataConverter } from '../../worker/data-converter';
import { fixtureKeys, recordedHistories } from './fixtures';

const histories = recordedHistories();
let bundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  bundle = await bundleWorkflows();
});

const options = (namespace: string) => ({
  workflowBundle: bundle,
  dataConverter: createDataConverter(fixtureKeys(), namespace),
  replayName: 'fixtures',
});

test('every path has a recorded history', () => {
  const scenarios = new Set(histories.map(({ file }) => file.split('.')[0]));
  expect([...scenarios].sort()).toEqual([
    'amended',
    'breach-and-cure',
    'bridged',
    'bridged-in-evaluation',
    'bridged-in-review',
    'closed',
    'condition',
    'deemed-accepted',
    'disputed',
    'e-signing',
    'e-signing-to-paper',
    'e-signing-withdrawn',
    'early-end',
    'expired',
    'failed-evaluation',
    'five-years',
    'handled-complaint',
    'happy',
    'neglected-complaint',
    'notice',
    'notice-before-effect',
    'notice-in-renewal',
    'objections',
    'post-follows',
    'returned',
    'signing-lapsed',
    'silent-client',
    'successor-withdrawn',
    'surveyed',
    'withdrawn',
  ]);
});

test.each([...new Set(histories.map((h) => h.namespace))])(
  'every history recorded in %s replays on today’s code',
  async (namespace) => {
    const recorded = histories.filter((h) => h.namespace === namespace);
    const wrong: string[] = [];
    let replayed = 0;
    // one worker for all of them: a worker for each would take most of the time
    for await (const { workflowId, runId, error } of Worker.runReplayHistories(
      options(namespace),
      recorded.map(({ workflowId, history }) => ({ workflowId, history })),
    )) {
      replayed += 1;
      if (error) wrong.push(`${workflowId} ${runId}: ${String(error)}`);
    }
    expect(wrong).toEqual([]);
    expect(replayed).toBe(recorded.length);
  },
  300_000,
);

test('a history that the code did not write is refused', async () => {
  const recorded = histories.find((h) => h.file.startsWith('happy.'))!;
  const tampered = recorded.history.events!.filter(
    (event) => !event.timerStartedEventAttributes && !event.timerCanceledEventAttributes,
  );
  tampered.forEach((event, i) => Object.assign(event, { eventId: i + 1 }));
  const refused = Worker.runReplayHistory(options(recorded.namespace), { events: tampered }, recorded.workflowId);
  await expect(refused).rejects.toThrow(DeterminismViolationError);
});

test('a five-year agreement stays under 2,000 events a run', () => {
  const runs = histories.filter((h) => h.file.startsWith('five-years.'));
  expect(runs.length).toBeGreaterThan(1);
  for (const { history } of runs) expect(history.events!.length).toBeLessThan(2_000);
});
