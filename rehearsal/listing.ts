import { parse as parseYaml } from 'yaml';
import { WHOLE_STANDARD } from '../domain/standard';
import { AGREEMENT_FIELDS } from './agreement-choice';
import { BUILTIN_NAMES, builtinText } from './builtin';
import { fieldsOf, isRequired } from './scenario-fields';
import { dutyOf, PLAY_COMMANDS, ruleOf } from './vocabulary';

/** Everything that a scenario file may name. */
export interface Listing {
  scenarios: { name: string; title: string; yaml: string }[];
  /** `answers`: for habits; none: there is only one way to meet it. `point`: nobody owes it, events may hang on it. */
  deadlines: {
    id: string;
    title: string;
    clause: string;
    owner: string;
    point: boolean;
    answers: string[];
    commands: string[];
  }[];
  commands: { do: string; title: string; by: readonly string[]; fields: { name: string; required: boolean }[] }[];
  agreement: readonly string[];
}

export function listing(): Listing {
  return {
    scenarios: BUILTIN_NAMES.map((name) => {
      const yaml = builtinText(name)!;
      return { name, title: String((parseYaml(yaml) as { title?: string }).title ?? ''), yaml };
    }),
    deadlines: Object.entries(WHOLE_STANDARD).map(([id, { title, clause, owner, point }]) => ({
      id,
      title,
      clause,
      owner,
      point: point === true,
      answers: Object.keys(dutyOf(id)?.answers ?? {}).filter((answer) => answer !== 'done'),
      commands: dutyOf(id)?.commands ?? [],
    })),
    commands: PLAY_COMMANDS.map((name) => ({
      do: name,
      title: ruleOf(name).title,
      by: ruleOf(name).roles,
      fields: fieldsOf(name).map((field) => ({ name: field, required: isRequired(name, field) })),
    })),
    agreement: AGREEMENT_FIELDS,
  };
}
