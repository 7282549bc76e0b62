import * as fc from 'fast-check';
import { canonical, sha256 } from '../../../documents/evidence/canonical';
import { chained, chainProblem } from '../../../documents/evidence/chain';
import { EVIDENCE_SCHEMA, evidenceOf, evidenceText } from '../../../documents/evidence/evidence';
import { sampleEvidence } from '../../support/evidence';

describe('canonical JSON', () => {
  test('keys in the order of their code units, no blanks, nothing undefined', () => {
    const value = { b: 1, a: { ü: [true, null, 'x'], z: undefined, A: -0 }, '10': 2, '9': '"\n€\u0000' };
    expect(canonical(value)).toBe('{"10":2,"9":"\\"\\n€\\u0000","a":{"A":0,"ü":[true,null,"x"]},"b":1}');
  });

  test('the same data has one text, however its keys came; other data another', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const shuffled = JSON.parse(JSON.stringify(one), (_, item: unknown) =>
          typeof item === 'object' && item !== null && !Array.isArray(item)
            ? Object.fromEntries(Object.entries(item).reverse())
            : item,
        );
        expect(canonical(shuffled)).toBe(canonical(one));
        expect(JSON.parse(canonical(one))).toEqual(JSON.parse(JSON.stringify(one)));
        if (canonical(one) === canonical(other))
          expect(JSON.parse(canonical(other))).toEqual(JSON.parse(canonical(one)));
      }),
    );
  });
});

describe('the hash chain', () => {
  const pack = (): Record<string, unknown> => JSON.parse(evidenceText(sampleEvidence())) as Record<string, unknown>;

  test('is what docs/evidence.md says, recomputed step by step', () => {
    const { chain, events, ...body } = evidenceOf(sampleEvidence());
    expect(body.schema).toBe(EVIDENCE_SCHEMA);
    let last = sha256(canonical(body));
    expect(chain.start).toBe(last);
    for (const { hash, ...event } of events) {
      last = sha256(`${last}\n${canonical(event)}`);
      expect(hash).toBe(last);
    }
    expect(chain.end).toBe(last);
    expect(chainProblem(pack())).toBeUndefined();
  });

  test('a pack without events still holds its text together', () => {
    const empty = chained({ a: 1 }, []);
    expect(chainProblem(empty)).toBeUndefined();
    expect(chainProblem({ ...empty, a: 2 })).toContain('起点');
  });

  /** Every place of the data, as a path. */
  function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
    if (typeof value !== 'object' || value === null) return [path];
    const inner = Object.entries(value).flatMap(([key, item]) =>
      places(item, [...path, Array.isArray(value) ? Number(key) : key]),
    );
    return path.length > 0 ? [path, ...inner] : inner;
  }

  test('any change of any place is found: another value, a missing one, one more', () => {
    const all = places(pack());
    expect(all.length).toBeGreaterThan(80);
    for (const path of all) {
      for (const change of ['other', 'missing', 'more'] as const) {
        const changed = pack();
        const key = path.at(-1)!;
        let holder: Record<string | number, unknown> = changed;
        for (const step of path.slice(0, -1)) holder = holder[step] as typeof holder;
        if (change === 'other') holder[key] = typeof holder[key] === 'number' ? holder[key] + 1 : 'changed';
        else if (change === 'more')
          Object.assign(holder, Array.isArray(holder) ? { [holder.length]: {} } : { more: 1 });
        else if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete holder[key];
        expect([path.join('.'), change, chainProblem(changed)]).toEqual([path.join('.'), change, expect.any(String)]);
      }
    }
  });

  test('events that change places are found', () => {
    const changed = pack() as { events: unknown[] };
    changed.events.reverse();
    expect(chainProblem(changed)).toContain('第 1 个事件');
  });

  test.each([null, 'x', [], {}, { chain: 1, events: [] }, { chain: {}, events: [null] }])('%j is no pack', (value) => {
    expect(chainProblem(value)).toEqual(expect.any(String));
  });
});
