import { shapeOf, type PlayCommand } from './vocabulary';

/** The fields that a command's body may have. */
export const fieldsOf = (command: PlayCommand): string[] => Object.keys(shapeOf(command));

/** Of some fields those that this command has. */
export const commandFields = (command: PlayCommand, fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => fieldsOf(command).includes(key)));

/** Whether a value may stand in a field. */
export const fits = (command: PlayCommand, key: string, value: unknown): boolean =>
  shapeOf(command)[key]?.safeParse(value).success === true;

/** A field that has to be there. */
export const isRequired = (command: PlayCommand, key: string): boolean => !fits(command, key, undefined);
