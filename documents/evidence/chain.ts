import { canonical, sha256 } from './canonical';

/** Links and what they hang on: any text of the pack that changes, any event that goes, comes or moves, breaks it. */
export interface Chained<Event extends object = Record<string, unknown>> {
  chain: { algorithm: 'sha256'; start: string; end: string };
  events: (Event & { hash: string })[];
}

/**
 * Adds a hash chain: it starts with the hash of everything but the events, and each event's hash is over the one before
 * and the event, both in canonical JSON.
 */
export function chained<Body extends object, Event extends object>(
  body: Body,
  events: readonly Event[],
): Body & Chained<Event> {
  const start = sha256(canonical(body));
  let end = start;
  const links = events.map((event) => ({ ...event, hash: (end = link(end, event)) }));
  return { ...body, chain: { algorithm: 'sha256', start, end }, events: links };
}

const link = (before: string, event: object): string => sha256(`${before}\n${canonical(event)}`);

/** What is wrong with the chain; undefined: nothing. */
export function chainProblem(pack: unknown): string | undefined {
  if (!isChained(pack)) return '没有哈希链';
  const { chain, events, ...body } = pack;
  const { start, end, ...rest } = chain;
  if (canonical(rest) !== '{"algorithm":"sha256"}') return '哈希链的算法不是 sha256';
  if (sha256(canonical(body)) !== start) return '正文与哈希链的起点不符';
  let last = start;
  for (const [i, { hash, ...event }] of events.entries()) {
    last = link(last, event);
    if (hash !== last) return `第 ${i + 1} 个事件与哈希链不符`;
  }
  return last === end ? undefined : '哈希链的终点不符';
}

function isChained(pack: unknown): pack is Chained {
  const { chain, events } = (pack ?? {}) as Partial<Chained>;
  return (
    typeof chain === 'object' &&
    chain !== null &&
    Array.isArray(events) &&
    events.every((event) => typeof event === 'object' && event !== null)
  );
}
