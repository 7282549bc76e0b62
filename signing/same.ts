import { timingSafeEqual } from 'node:crypto';

/** Compares signatures without telling by its time where they differ. */
export function same(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? '', 'utf8'), Buffer.from(expected, 'utf8')];
  return a.length === b.length && timingSafeEqual(a, b);
}
