import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from 'yaml';
import { ScenarioError } from './scenario';

export type Path = readonly (string | number)[];

/** A YAML text as plain data, and where in the text each part of it stands. */
export interface Placed {
  value: unknown;
  /** The line of the key or list item that a path names, or of the nearest thing around it that exists. Counts from 1. */
  lineOf: (path: Path) => number;
}

/** Throws `ScenarioError` for a text that is not YAML. */
export function readYaml(text: string): Placed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const problems = document.errors.map(({ pos, message }) => ({
    line: lines.linePos(pos[0]).line,
    field: '(YAML)',
    message: `不是有效的 YAML: ${message}`,
  }));
  if (problems.length > 0) throw new ScenarioError(problems);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch {
    throw new ScenarioError([{ line: 1, field: '(YAML)', message: '别名 (alias) 过多' }]);
  }
  return {
    value,
    lineOf(path) {
      let node: unknown = document.contents;
      let at = startOf(node) ?? 0;
      for (const part of path) {
        const found = child(node, part);
        if (!found) break;
        at = found.at;
        node = found.node;
      }
      return lines.linePos(at).line;
    },
  };
}

function child(node: unknown, part: string | number): { node: unknown; at: number } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return item === undefined ? undefined : { node: item, at: startOf(item) ?? 0 };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }: Pair) => isScalar(key) && String(key.value) === String(part));
  return pair && { node: pair.value, at: startOf(pair.key) ?? 0 };
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
