/**
 * Free text and personal data travel as references (`t-…`) through the workflow and are opened only by the activity
 * that renders (architecture.md §2.7). These two walk any plain data, so that no kind of document needs its own list.
 */
const isReference = (value: string): boolean => value.startsWith('t-');

/** Every reference in the data, each once, in order of appearance. */
export function references(data: unknown): string[] {
  const found = new Set<string>();
  walk(data, (text) => {
    if (isReference(text)) found.add(text);
    return text;
  });
  return [...found];
}

/** A copy of the data with every reference replaced by `open(ref)`. Pure if `open` is; other strings stay. */
export function resolveReferences<T>(data: T, open: (ref: string) => string): T {
  return walk(data, (text) => (isReference(text) ? open(text) : text)) as T;
}

function walk(value: unknown, visit: (text: string) => string): unknown {
  if (typeof value === 'string') return visit(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, visit));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, visit)]));
}
