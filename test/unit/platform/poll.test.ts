import { createPoller } from '../../../platform/poll';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const never = (): void => {
  throw new Error('must not fail');
};

test('a full round is followed at once, an empty one after the interval', async () => {
  const answers = [true, true, false, false];
  const rounds: number[] = [];
  const poller = createPoller({
    round: async () => {
      rounds.push(Date.now());
      return answers.shift() ?? false;
    },
    failed: never,
  });
  poller.start(1_000);
  poller.start(1_000); // the same loop
  await jest.advanceTimersByTimeAsync(1_500);
  const waits = rounds.slice(1).map((at, i) => at - rounds[i]!);
  expect(waits.map((ms) => (ms >= 1_000 ? 'interval' : 'at once'))).toEqual(['at once', 'at once', 'interval']);
  await poller.stop();
});

test('rounds that fail are told with their number in a row and come ever later, ten seconds at most', async () => {
  const failures: number[] = [];
  const rounds: number[] = [];
  const poller = createPoller({
    round: () => {
      rounds.push(Date.now());
      return rounds.length === 9 ? Promise.resolve(false) : Promise.reject(new Error('away'));
    },
    failed: (_error, n) => void failures.push(n),
  });
  poller.start(400);
  await jest.advanceTimersByTimeAsync(60_000);
  await poller.stop();
  expect(failures.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1, 2]);
  const waits = rounds.slice(1).map((at, i) => at - rounds[i]!);
  expect(waits.slice(0, 9)).toEqual([400, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 400]);
});

test('stopping cuts a pause short, waits for the round under way, and lets no other begin', async () => {
  let rounds = 0;
  let end: () => void = never;
  const poller = createPoller({
    round: async () => {
      rounds += 1;
      await new Promise<void>((resolve) => (end = resolve));
      await poller.pause(3_600_000);
      return true;
    },
    failed: never,
  });
  poller.start(1);
  await jest.advanceTimersByTimeAsync(0);
  end();
  await jest.advanceTimersByTimeAsync(0);
  expect(poller.stopping).toBe(false);
  await poller.stop();
  expect([poller.stopping, rounds]).toEqual([true, 1]);
});
