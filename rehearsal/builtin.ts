import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../domain/time';
import type { Scenario } from './scenario';
import { readScenario, type ReadOptions } from './scenario-file';

const FOLDER = join(__dirname, 'scenarios');

/** The happy one first, the others by name. */
export const BUILTIN_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length))
  .sort((a, b) => Number(b === 'happy') - Number(a === 'happy') || a.localeCompare(b));

/** The YAML of a built-in scenario; undefined for any other name. */
export const builtinText = (name: string): string | undefined =>
  BUILTIN_NAMES.includes(name) ? readFileSync(join(FOLDER, `${name}.yaml`), 'utf8') : undefined;

/** A built-in scenario by name, or a scenario file's text. Throws `ScenarioError`. */
export function scenarioOf(nameOrText: string, now: Instant, readFile?: ReadOptions['readFile']): Scenario {
  const text = builtinText(nameOrText.trim()) ?? nameOrText;
  return readScenario(text, { now, builtin: builtinText, ...(readFile && { readFile }) });
}
