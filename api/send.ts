import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Knex } from 'knex';
import { Failure, FAILURES, type FailureType } from '../domain/failures';
import type { Actor } from '../domain/roles';
import { notFound } from './auth';
import type { Locks } from './locks';
import { ApiFailure, type StateNow } from './problems';
import type { Steered } from './steered';

/** An update that has not answered by then goes on; the same key asks for its answer. */
export const DEADLINE_MS = 20_000;

export interface SendDeps {
  db: Knex;
  client: Client;
  locks: Locks;
  deadlineMs?: number;
}

/** A command of an agreement or of a case; the rules of each say what its payload is. */
export interface SentCommand {
  id: string;
  name: string;
  by: Actor;
  occurredAt?: number;
  payload: unknown;
}

/**
 * Sends one command as an update of its own id, one at a time per execution (architecture.md §2.5), and answers when it
 * is durable and recorded. Throws the failure that the workflow decided, `NotFound`, or `Unavailable`.
 */
export async function sendCommand<A extends StateNow>(
  { db, client, locks, deadlineMs = DEADLINE_MS }: SendDeps,
  steered: Steered<A>,
  command: SentCommand,
): Promise<A> {
  const { workflowId } = steered;
  return locks.one(workflowId, async () => {
    try {
      return await client.withDeadline(Date.now() + deadlineMs, () =>
        client.workflow
          .getHandle(workflowId)
          .executeUpdate<A, [SentCommand]>(command.name, { args: [command], updateId: command.id }),
      );
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return answerOfTheClosed(db, steered, command);
      throw failureOfUpdate(error, command);
    }
  });
}

/** Branches on the catalogue's types; anything else is an outage, and the same key later gives one effect. */
function failureOfUpdate(error: unknown, { name }: SentCommand): Failure {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const { type, message, details } = error.cause;
    if (type && type in FAILURES && type !== 'Internal' && type !== 'Unavailable') {
      const { field, state } = (details?.[0] ?? {}) as { field?: string; state?: StateNow };
      return new ApiFailure(type as FailureType, message, {
        ...(field !== undefined && { field: name === 'draft.submit' ? inDraft(field) : field }),
        ...(state && FAILURES[type as FailureType].http === 409 && { state }),
      });
    }
  }
  return new Failure('Unavailable', FAILURES.Unavailable.title);
}

/** The draft's rules name its fields from its own root; what is negotiated beside it is named from the body's. */
const inDraft = (field: string): string =>
  /^(occurredAt$|(terms|standard|ladders)\.)/.test(field) ? field : `draft.${field}`;

/**
 * Temporal does not take updates of an execution that has ended. If this very command ended it, its answer got lost on
 * the way and is given now; else it comes too late.
 */
async function answerOfTheClosed<A extends StateNow>(db: Knex, steered: Steered<A>, { id }: SentCommand): Promise<A> {
  const answer = await steered.recorded(db);
  if (!answer) throw notFound();
  const applied = await db('audit_events')
    .where({ workflow_id: steered.workflowId, command_id: id })
    .first<{ seq: number } | undefined>('seq');
  if (applied) return answer;
  const { phase, waitingFor, version } = answer;
  // recorded as closed, or about to be
  throw new ApiFailure('NotNow', `${steered.noun}已结束, 不能再执行命令`, { state: { phase, waitingFor, version } });
}
