import { ApplicationFailure } from '@temporalio/workflow';
import { AgreementBook } from '../../domain/agreement/book';
import type { Command } from '../../domain/agreement/commands';
import { applyCommand, copyOf } from '../../domain/agreement/step';
import type { Agreement } from '../../domain/agreement/types';
import { waitingFor } from '../../domain/agreement/view';
import { Failure, FAILURES } from '../../domain/failures';
import type { CommandAnswer } from './messages';

/**
 * Applies a command to a copy of the state. The validator throws the copy away, the handler keeps it: one piece of code
 * decides both times, and a refusal changes nothing. Throws an `ApplicationFailure` of the catalogue's type whose
 * details name the field and the state.
 */
export function attempt(state: Agreement, command: Command): AgreementBook {
  const book = new AgreementBook(copyOf(state), Date.now());
  try {
    applyCommand(book, command);
    return book;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { phase, version } = state;
    throw ApplicationFailure.create({
      type: error.type,
      message: error.detail,
      nonRetryable: !FAILURES[error.type].retryable,
      details: [{ field: error.field, state: { phase, waitingFor: waitingFor(state), version } }],
    });
  }
}

/** The version that an earlier delivery of the same command was recorded with, also before a continue-as-new. */
export const recordedBefore = (state: Agreement, id: string): number | undefined =>
  state.done.find(([done]) => done === id)?.[1];

export function answer(state: Agreement, version: number): CommandAnswer {
  const { no, phase, outcome } = state;
  return { no, version, phase, waitingFor: waitingFor(state), ...(outcome && { outcome }) };
}
