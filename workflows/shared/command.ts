import { ApplicationFailure } from '@temporalio/workflow';
import { Failure, FAILURES } from '../../domain/failures';
import type { Book } from '../../domain/record/book';
import type { Model, RunState } from './model';

/**
 * Applies a command to a copy of the state. The validator throws the copy away, the handler keeps it: one piece of code
 * decides both times, and a refusal changes nothing. Throws an `ApplicationFailure` of the catalogue's type whose
 * details name the field and the state.
 */
export function attempt<S extends RunState, B extends Book<S>, C extends { id: string }, A>(
  model: Model<S, B, C, A>,
  state: S,
  command: C,
): B {
  const book = model.book(model.copyOf(state), Date.now());
  try {
    model.apply(book, command);
    return book;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { phase, version } = state;
    throw ApplicationFailure.create({
      type: error.type,
      message: error.detail,
      nonRetryable: !FAILURES[error.type].retryable,
      details: [{ field: error.field, state: { phase, waitingFor: model.waitingFor(state), version } }],
    });
  }
}

/** Command ids carried over continue-as-new; within a run the server de-duplicates. */
const REMEMBERED = 100;
export const remember = (done: RunState['done'], id: string, version: number): RunState['done'] =>
  [...done, [id, version] as [string, number]].slice(-REMEMBERED);

/** The version that an earlier delivery of the same command was recorded with, also before a continue-as-new. */
export const recordedBefore = (state: RunState, id: string): number | undefined =>
  state.done.find(([done]) => done === id)?.[1];
