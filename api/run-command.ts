import { Lru } from '../security/lru';
import type { Identity } from '../security/tokens';
import type { CommandAnswer } from '../workflows/agreement/messages';
import { notFound } from './auth';
import type { ApiDeps } from './deps';
import { findUploads, requireEntry, takeApart } from './prepare';
import { bodyOf, type PublicCommand } from './schemas/commands';
import { sendCommand } from './send';
import { parse } from './validation';

export type CommandDeps = Pick<ApiDeps, 'db' | 'client' | 'locks' | 'deadlineMs' | 'vault' | 'people'>;

export interface CommandRequest {
  no: string;
  name: PublicCommand;
  /** As parsed by `parseCommand`. */
  body: ParsedCommand;
  /** One id for all tries. */
  commandId: string;
  identity: Identity;
}

export interface ParsedCommand extends Record<string, unknown> {
  occurredAt?: number;
}

const BODIES = new Map<PublicCommand, ReturnType<typeof bodyOf>>();

/** Throws `Malformed` or `Invalid`, naming every field. */
export function parseCommand(name: PublicCommand, body: unknown): ParsedCommand {
  let schema = BODIES.get(name);
  if (!schema) BODIES.set(name, (schema = bodyOf(name)));
  return parse(schema, body ?? {});
}

/**
 * Seals the texts, looks up what the body refers to and sends the command. Safe to repeat with the same command id. Throws what the
 * workflow decided, `Invalid` for an upload that is not there, `NotFound`, `Unavailable`.
 */
export async function runCommand(
  deps: CommandDeps,
  { no, name, body, commandId, identity }: CommandRequest,
): Promise<CommandAnswer> {
  const { occurredAt, ...rest } = body;
  if (name === 'ledger.enter') await requireEntry(deps, no, rest['corrects']);
  const parts = takeApart(commandId, rest);
  const uploads = await findUploads(deps, no, parts.uploads);
  if (parts.texts.length > 0) await deps.vault.sealTexts(await clientOf(deps, no), parts.texts);
  await deps.people.rememberPerson(identity.actor, identity.name);
  return sendCommand(deps, no, {
    id: commandId,
    name,
    by: identity.actor,
    ...(occurredAt !== undefined && { occurredAt }),
    payload: parts.assemble(uploads),
  });
}

const clients = new WeakMap<object, Lru<string>>();

/** Whose key texts and scans of this agreement are under; it never changes. One statement, none when remembered. */
export async function clientOf({ db }: Pick<ApiDeps, 'db'>, no: string): Promise<string> {
  let known = clients.get(db);
  if (!known) clients.set(db, (known = new Lru(5_000)));
  let clientId = known.get(no);
  if (clientId) return clientId;
  clientId = (await db('agreements').where({ no }).first<{ client_id: string } | undefined>('client_id'))?.client_id;
  if (!clientId) throw notFound();
  known.set(no, clientId);
  return clientId;
}
