import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { RecordBatch } from '../../activities/records';
import type { Attention, WaitingFor } from '../../domain/agreement/types';
import type { Book } from '../../domain/record/book';
import type { DocumentMade } from '../../domain/record/types';
import type { Instant } from '../../domain/time';

/** The state of an execution that a `Run` carries on: what can be recorded. */
export type RunState = RecordBatch['state'];

/** A step of an execution's story: changes the book it is given. */
export type Turn<B> = (book: B) => void;

/** All that tells one kind of execution from another; the rest of the machinery is `Run`'s. */
export interface Model<S extends RunState, B extends Book<S>, C extends { id: string }, A> {
  /** Names of its commands, one update each. */
  commands: readonly string[];
  /** A book over the state it is given. */
  book(state: S, now: Instant): B;
  copyOf(state: S): S;
  /** Throws a `Failure` of the catalogue. */
  apply(book: B, command: C): void;
  /** Lets every clock catch up with the book's now. */
  catchUp(book: B): void;
  documentMade(book: B, made: DocumentMade): void;
  /** Carries out the first of the state's orders and says what that changes; idempotent by the order's own key. */
  fulfil(state: S): Promise<Turn<B>>;
  /**
   * The next errand, if any: what its leaving changes, and the errand itself, which says what came of it. It never
   * rejects: an addressee that is away is an outcome as well.
   */
  errand?(state: S): { leave: Turn<B>; carryOut(): Promise<Turn<B>> } | undefined;
  /** It has ended, whatever step it was in. */
  ended(state: S): boolean;
  /** A command's answer, once a record of this version contains it. */
  answer(state: S, version: number): A;

  waitingFor(state: S): WaitingFor;
  attention(state: S, now: Instant): Attention;
  /** The earliest instant at which something happens without a person: the one timer. */
  nextWake(state: S, now: Instant): { at: Instant; id: string } | undefined;
  title(id: string): string;
  /** Markdown for the Temporal UI. */
  currentDetails(state: S): string;
  /** Beside Phase, WaitingFor and Attention, which everything has. */
  searchAttributes(state: S): SearchAttributeUpdatePair[];
}
