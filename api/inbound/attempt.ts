import { Failure, type FailureType } from '../../domain/failures';
import { personId } from '../../security/person';
import type { Identity } from '../../security/tokens';
import { parseCommand, runCommand, type CommandDeps } from '../run-command';

/** Who records what came of mails, where no person does. */
export const deskOf = ({ keyRing }: Pick<CommandDeps, 'keyRing'>, name: string): Identity => ({
  actor: { role: 'operations', id: personId(keyRing, 'operations', name) },
  name,
});

/** What a repeated report, or one of a notice that has arrived another way, would not change. */
const SETTLED: readonly FailureType[] = ['NotNow', 'Invalid', 'NotFound'];

/**
 * Records with its agreement that the mail of a written notice was not taken: an attempt, and no delivery (domain.md §9).
 * Safe to repeat with the same command id. Throws `Unavailable`.
 */
export async function recordBounce(
  deps: CommandDeps,
  { no, notice, commandId, desk }: { no: string; notice: number; commandId: string; desk: Identity },
): Promise<void> {
  const body = parseCommand('notice.attempt', { notice, channel: 'email', result: 'bounced' });
  try {
    await runCommand(deps, { no, name: 'notice.attempt', body, commandId, identity: desk });
  } catch (error) {
    if (!(error instanceof Failure) || !SETTLED.includes(error.type)) throw error;
  }
}
