/**
 * What has changed from one text to another, as a reader of Chinese would mark it: by character, numbers and Latin words
 * whole. (No `Intl.Segmenter`: its dictionary differs from machine to machine, and the same texts must give the same
 * bytes.)
 */

/** 未改, 新增, 删除. */
export type Change = 'same' | 'new' | 'old';
export type Piece = readonly [change: Change, text: string];

/** More edits than this in one text: it is another text, marking each character would help nobody. */
const MAX_EDITS = 600;
/** So little left alone between two larger changes would only tear them apart. In UTF-16 units. */
const TOO_SHORT = 2;
const TOKEN = /[A-Za-z0-9]+(?:[.,:@_/-][A-Za-z0-9]+)*%?|./gsu;

/** Pieces in order; those that are not `new` give the old text exactly, those that are not `old` the new one. */
export function diffTexts(before: string, after: string): Piece[] {
  const pieces = joined(diffLists(before.match(TOKEN) ?? [], after.match(TOKEN) ?? []));
  return joined(
    pieces.flatMap((piece, i) =>
      tornApart(pieces, i)
        ? ([
            ['old', piece[1]],
            ['new', piece[1]],
          ] as const)
        : [piece],
    ),
  );
}

/** Neighbours of one kind as one piece; between two unchanged ones first what went, then what came. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let old = '';
  let fresh = '';
  let same = '';
  const flushEdits = (): void => {
    if (old) result.push(['old', old]);
    if (fresh) result.push(['new', fresh]);
    old = fresh = '';
  };
  for (const [change, text] of pieces) {
    if (change === 'same') {
      flushEdits();
      same += text;
      continue;
    }
    if (same) result.push(['same', same]);
    same = '';
    if (change === 'old') old += text;
    else fresh += text;
  }
  flushEdits();
  if (same) result.push(['same', same]);
  return result;
}

/** A short unchanged piece between changes that are larger than it, on both sides. */
function tornApart(pieces: readonly Piece[], i: number): boolean {
  const [change, text] = pieces[i]!;
  if (change !== 'same' || text.length > TOO_SHORT) return false;
  const edited = (...around: (Piece | undefined)[]): number => {
    const [next, second] = around;
    if (!next) return 0;
    return next[1].length + (second && second[0] !== 'same' ? second[1].length : 0);
  };
  return edited(pieces[i - 1], pieces[i - 2]) > text.length && edited(pieces[i + 1], pieces[i + 2]) > text.length;
}

/** Share of the characters of both that stay, 0 to 1; two empty texts are alike. */
export function likeness(before: string, after: string): number {
  const total = before.length + after.length;
  if (total === 0) return 1;
  const kept = diffTexts(before, after).reduce((sum, [change, text]) => sum + (change === 'same' ? text.length : 0), 0);
  return (2 * kept) / total;
}

/** Shortest edit script of two lists by Myers' greedy algorithm (1986), O((n + m) · d). */
export function diffLists(before: readonly string[], after: readonly string[]): [Change, string][] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const same = (list: readonly string[]): [Change, string][] => list.map((token) => ['same', token]);
  return [
    ...same(before.slice(0, start)),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

function middle(a: readonly string[], b: readonly string[]): [Change, string][] {
  const trace = furthest(a, b);
  if (!trace) return [...a.map((t): [Change, string] => ['old', t]), ...b.map((t): [Change, string] => ['new', t])];
  const script: [Change, string][] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d]!;
    const at = (k: number): number => reach[k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = d === 0 ? 0 : down ? at(k + 1) : at(k - 1);
    const fromY = d === 0 ? 0 : from - (down ? k + 1 : k - 1);
    while (x > from && y > fromY) {
      script.push(['same', a[x - 1]!]);
      x--;
      y--;
    }
    if (d === 0) break;
    script.push(down ? ['new', b[y - 1]!] : ['old', a[x - 1]!]);
    [x, y] = [from, fromY];
  }
  return script.reverse();
}

/**
 * For each number of edits how far into `a` every diagonal reached before it, at `k + d + 1`; undefined when `b` is not
 * reached within `MAX_EDITS`.
 */
function furthest(a: readonly string[], b: readonly string[]): Int32Array[] | undefined {
  const most = Math.min(a.length + b.length, MAX_EDITS);
  const reach = new Int32Array(2 * most + 3);
  const zero = most + 1;
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice(zero - d - 1, zero + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[zero + k - 1]! < reach[zero + k + 1]!);
      let x = down ? reach[zero + k + 1]! : reach[zero + k - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[zero + k] = x;
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return undefined;
}
