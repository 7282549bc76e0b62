import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Knex } from 'knex';
import type { Command } from '../domain/agreement/commands';
import type { Outcome } from '../domain/agreement/types';
import { Failure, FAILURES, type FailureType } from '../domain/failures';
import { agreementId } from '../domain/ids';
import type { CommandAnswer } from '../workflows/agreement/messages';
import { notFound } from './auth';
import type { Locks } from './locks';
import { ApiFailure, type StateNow } from './problems';

/** An update that has not answered by then goes on; the same key asks for its answer. */
export const DEADLINE_MS = 20_000;

export interface SendDeps {
  db: Knex;
  client: Client;
  locks: Locks;
  deadlineMs?: number;
}

/**
 * Sends one command as an update of its own id, one at a time per execution (architecture.md §2.5), and answers when it
 * is durable and recorded. Throws the failure that the workflow decided, `NotFound`, or `Unavailable`.
 */
export async function sendCommand(
  { db, client, locks, deadlineMs = DEADLINE_MS }: SendDeps,
  no: string,
  command: Command,
): Promise<CommandAnswer> {
  const workflowId = agreementId(no);
  return locks.one(workflowId, async () => {
    try {
      return await client.withDeadline(Date.now() + deadlineMs, () =>
        client.workflow
          .getHandle(workflowId)
          .executeUpdate<CommandAnswer, [Command]>(command.name, { args: [command], updateId: command.id }),
      );
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return answerOfTheClosed(db, no, command);
      throw failureOfUpdate(error, command);
    }
  });
}

/** Branches on the catalogue's types; anything else is an outage, and the same key later gives one effect. */
function failureOfUpdate(error: unknown, { name }: Command): Failure {
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

/** The draft's rules name its fields from its own root. */
const inDraft = (field: string): string => (field === 'occurredAt' ? field : `draft.${field}`);

/**
 * Temporal does not take updates of an execution that has ended. If this very command ended it, its answer got lost on
 * the way and is given now; else it comes too late.
 */
async function answerOfTheClosed(db: Knex, no: string, { id }: Command): Promise<CommandAnswer> {
  const row = await stateRow(db, no);
  if (!row) throw notFound();
  const state: StateNow = { phase: row.phase, waitingFor: row.waiting_for, version: row.version };
  const applied = await db('audit_events')
    .where({ workflow_id: agreementId(no), command_id: id })
    .first<{ seq: number } | undefined>('seq');
  if (applied) return { no, ...state, ...(row.outcome && { outcome: row.outcome }) };
  // recorded as closed, or about to be
  throw new ApiFailure('NotNow', '协议已结束, 不能再执行命令', { state });
}

interface StateRow {
  phase: CommandAnswer['phase'];
  waiting_for: CommandAnswer['waitingFor'];
  version: number;
  outcome: Outcome | null;
}

const stateRow = (db: Knex, no: string): Promise<StateRow | undefined> =>
  db('agreements').where({ no }).first<StateRow | undefined>('phase', 'waiting_for', 'version', 'outcome');
