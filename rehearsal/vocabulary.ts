import { CASE_SCHEMAS } from '../api/schemas/case-commands';
import { PUBLIC_COMMANDS, SCHEMAS, type PublicCommand } from '../api/schemas/commands';
import { RULES } from '../domain/agreement/commands';
import { CASE_RULES } from '../domain/case/commands';
import type { Role } from '../domain/roles';
import { CASE_DUTIES } from './case-duties';
import { CASE_USUAL, type CaseCommandOfPeople } from './case-words';
import { DUTIES } from './duties';

/** All that can be said in a play: to an agreement, or to a complaint or request beside it. */
export type PlayCommand = PublicCommand | CaseCommandOfPeople;
export const PLAY_COMMANDS: readonly PlayCommand[] = [
  ...PUBLIC_COMMANDS,
  ...(Object.keys(CASE_USUAL) as CaseCommandOfPeople[]),
];

export const isOfCase = (command: PlayCommand): command is CaseCommandOfPeople => Object.hasOwn(CASE_USUAL, command);

interface Rule {
  title: string;
  roles: readonly Role[];
}
export const ruleOf = (command: PlayCommand): Rule => (isOfCase(command) ? CASE_RULES[command] : RULES[command]);

/** The fields of a command's body. */
export const shapeOf = (command: PlayCommand): Record<string, { safeParse(value: unknown): { success: boolean } }> =>
  (isOfCase(command) ? CASE_SCHEMAS[command] : SCHEMAS[command]).shape;

/** What a deadline's habit may say: its answers and the commands that meet it. */
export const dutyOf = (key: string): { commands: PlayCommand[]; answers: object } | undefined =>
  DUTIES[key] ?? CASE_DUTIES[key];
