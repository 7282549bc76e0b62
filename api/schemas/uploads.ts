import { CASE_RULES } from '../../domain/case/commands';
import { RULES } from '../../domain/agreement/commands';
import { ROLES, type Role } from '../../domain/roles';
import { CASE_SCHEMAS, PUBLIC_CASE_COMMANDS } from './case-commands';
import { PUBLIC_COMMANDS, SCHEMAS } from './commands';
import { z } from './zod';

/** True for a body that names an upload. */
const takesUploads = (schema: z.ZodObject): boolean =>
  JSON.stringify(z.toJSONSchema(schema, { io: 'input' })).includes('"uploadId"');

/** Whoever may send a command that relies on a file may upload one. */
const USING: readonly (readonly Role[])[] = [
  ...PUBLIC_COMMANDS.filter((name) => takesUploads(SCHEMAS[name])).map((name) => RULES[name].roles),
  ...PUBLIC_CASE_COMMANDS.filter((name) => takesUploads(CASE_SCHEMAS[name])).map((name) => CASE_RULES[name].roles),
];
export const UPLOADERS = ROLES.filter((role) => USING.some((roles) => roles.includes(role)));
