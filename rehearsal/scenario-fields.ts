import { SCHEMAS, type PublicCommand } from '../api/schemas/commands';

/** The fields that a command's body may have. */
export const fieldsOf = (command: PublicCommand): string[] => Object.keys(SCHEMAS[command].shape);

/** Of some fields those that this command has. */
export const commandFields = (command: PublicCommand, fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => fieldsOf(command).includes(key)));

/** Whether a value may stand in a field. */
export const fits = (command: PublicCommand, key: string, value: unknown): boolean =>
  (SCHEMAS[command].shape as Record<string, { safeParse(value: unknown): { success: boolean } } | undefined>)[
    key
  ]?.safeParse(value).success === true;

/** A field that has to be there. */
export const isRequired = (command: PublicCommand, key: string): boolean => !fits(command, key, undefined);
