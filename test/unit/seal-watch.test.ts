import { watchSeal } from '../../worker/seal-watch';

const DAY = 86_400_000;
let said: string[];
const log = {
  warn: (_facts: object, message: string) => void said.push(`warn ${message}`),
  error: (_facts: object, message: string) => void said.push(`error ${message}`),
} as never;

beforeEach(() => {
  said = [];
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

const watch = (days: number) => watchSeal({ validTo: Date.now() + days * DAY, certificateSha256: 'a1' }, log);

test('nothing is said until thirty days before a seal’s certificate expires; then daily, and daily when it has', () => {
  const { stop } = watch(32.5);
  jest.advanceTimersByTime(2 * DAY);
  expect(said).toEqual([]);
  jest.advanceTimersByTime(30 * DAY);
  expect(said).toEqual(Array(30).fill('warn seal certificate expires soon'));
  jest.advanceTimersByTime(2 * DAY);
  expect(said.slice(30)).toEqual(
    Array(2).fill('error seal certificate has expired: reports of signatures wait for a new one'),
  );
  stop();
  jest.advanceTimersByTime(5 * DAY);
  expect(said).toHaveLength(32);
});

test('it is said at the start at once', () => {
  watch(3).stop();
  expect(said).toEqual(['warn seal certificate expires soon']);
});
