import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CASES } from '../support/slow-cases';

describe('the properties of the clock', () => {
  it('are tried with at least 100,000 random cases in every run', () => {
    expect(Object.values(CASES).reduce<number>((sum, runs) => sum + runs, 0)).toBeGreaterThanOrEqual(100_000);
  });

  it('are each in the table, once, and nothing else is; no property has a figure of its own', () => {
    const tests = readdirSync(__dirname)
      .filter((name) => /^(calendar|deadline)-?.*\.test\.ts$/.test(name) && !__filename.endsWith(name))
      .map((name) => readFileSync(join(__dirname, name), 'utf8'))
      .join();
    const used = [...tests.matchAll(/holds\(\s*'([^']+)'/g)].map(([, name]) => name);
    expect(used.sort()).toEqual(Object.keys(CASES).sort());
    expect(tests).not.toMatch(/fc\.assert|numRuns/);
  });
});
