import type { ZodObject } from 'zod';
import type { Person, Seat } from '../domain/parties';
import type { Identity } from '../security/tokens';
import type { CommandAnswer } from '../workflows/agreement/messages';
import type { CaseAnswer } from '../workflows/case/messages';
import type { CaseAddress } from './auth';
import type { ApiDeps } from './deps';
import { requireTemplate } from './own-templates';
import { findUploads, requireEntry, requireMergeTarget, requireMiss, takeApart } from './prepare';
import type { StateNow } from './problems';
import { sealReplacement } from './replace-person';
import { caseBodyOf, type PublicCaseCommand } from './schemas/case-commands';
import { bodyOf, type PublicCommand } from './schemas/commands';
import { sendCommand } from './send';
import { requireSigners } from './signing';
import { agreementSteered, caseSteered, type Steered } from './steered';
import { parse } from './validation';

export type CommandDeps = Pick<
  ApiDeps,
  'db' | 'client' | 'keyRing' | 'locks' | 'deadlineMs' | 'vault' | 'people' | 'signing'
>;

interface Said<N> {
  name: N;
  /** As parsed by `parseCommand` or `parseCaseCommand`. */
  body: ParsedCommand;
  /** One id for all tries. */
  commandId: string;
  identity: Identity;
}
export type CommandRequest = Said<PublicCommand> & { no: string };
export type CaseCommandRequest = Said<PublicCaseCommand> & CaseAddress;

export interface ParsedCommand extends Record<string, unknown> {
  occurredAt?: number;
}

const bodies = new Map<string, ZodObject>();

function parseBy(name: string, schemaOf: () => ZodObject, body: unknown): ParsedCommand {
  let schema = bodies.get(name);
  if (!schema) bodies.set(name, (schema = schemaOf()));
  return parse(schema, body ?? {});
}

/** Throws `Malformed` or `Invalid`, naming every field. */
export const parseCommand = (name: PublicCommand, body: unknown): ParsedCommand =>
  parseBy(name, () => bodyOf(name), body);

/** Throws `Malformed` or `Invalid`, naming every field. */
export const parseCaseCommand = (name: PublicCaseCommand, body: unknown): ParsedCommand =>
  parseBy(name, () => caseBodyOf(name), body);

/** A command of an agreement. Throws as `steer`, and `Invalid` for what it names and what is not there. */
export async function runCommand(deps: CommandDeps, { no, ...said }: CommandRequest): Promise<CommandAnswer> {
  if (said.name === 'ledger.enter') await requireEntry(deps, no, said.body['corrects']);
  if (said.name === 'draft.submit') await requireTemplate(deps, said.body['draft']);
  if (said.name === 'miss.exclude') await requireMiss(deps, no, said.body);
  if (said.name === 'signing.start') await requireSigners(deps, no, said.body);
  const body = said.name === 'person.replace' ? await withSealedPerson(deps, no, said) : said.body;
  return steer(deps, agreementSteered(no), { ...said, body });
}

/** Personal data ends here: the command carries references. */
async function withSealedPerson(
  deps: CommandDeps,
  no: string,
  { body, commandId }: Pick<CommandRequest, 'body' | 'commandId'>,
): Promise<ParsedCommand> {
  const { person, ...rest } = body as ParsedCommand & { person: Person; seat: Seat };
  return { ...rest, ...(await sealReplacement(deps, { no, commandId, seat: rest.seat, person })) };
}

/** A command of a complaint or request. Throws as `steer`, and `Invalid` for a merge into one that takes in no more. */
export async function runCaseCommand(
  deps: CommandDeps,
  { kind, id, no, ...said }: CaseCommandRequest,
): Promise<CaseAnswer> {
  const steered = caseSteered({ kind, id, no });
  if (said.name === 'request.merge') {
    const { workflowId } = steered;
    await requireMergeTarget(deps, { into: said.body['into'], no, workflowId, commandId: said.commandId });
  }
  return steer(deps, steered, said);
}

/**
 * Seals the texts, looks up what the body refers to and sends the command. Safe to repeat with the same command id.
 * Throws what the workflow decided, `Invalid` for an upload that is not there, `NotFound`, `Unavailable`.
 */
async function steer<A extends StateNow>(
  deps: CommandDeps,
  steered: Steered<A>,
  { name, body, commandId, identity }: Said<string>,
): Promise<A> {
  const { occurredAt, ...rest } = body;
  const parts = takeApart(commandId, rest);
  const uploads = await findUploads(deps, steered.no, parts.uploads);
  if (parts.texts.length > 0) await deps.vault.sealTexts(await steered.clientId(deps.db), parts.texts);
  await deps.people.rememberPerson(identity.actor, identity.name);
  return sendCommand(deps, steered, {
    id: commandId,
    name,
    by: identity.actor,
    ...(occurredAt !== undefined && { occurredAt }),
    payload: parts.assemble(uploads),
  });
}
