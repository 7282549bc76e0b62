import { fail } from '../failures';
import type { Actor } from '../roles';
import { MINUTE, type Instant } from '../time';
import type { Book } from './book';
import type { RecordState } from './types';

/** How a command came: who, when it happened, when it is recorded. */
export interface Occasion {
  by: Actor;
  occurredAt: Instant;
}

/** The API's clock and the server's may differ by a little, and so may those of two executions. */
export const CLOCK_TOLERANCE = 5_000;
/** A client speaks for now; what happened earlier is recorded by the provider's people, with their names. */
const CLIENT_LATENESS = 10 * MINUTE;

interface Spoken {
  id: string;
  name: string;
  by: Actor;
  occurredAt?: Instant;
  payload: unknown;
}

/**
 * Carries out a command whose speaker may speak: its own event first, then what it does, all under its actor's name and
 * id. Throws `Invalid` (field `occurredAt`) for what lies in the future, or too far back for a client.
 */
export function carryOut<S extends RecordState>(
  book: Book<S>,
  { id, name, by, occurredAt: said, payload }: Spoken,
  effect: (occasion: Occasion) => void,
): void {
  const occurredAt = said ?? book.now;
  if (occurredAt > book.now + CLOCK_TOLERANCE) fail('Invalid', '发生时间不能晚于现在', 'occurredAt');
  if (by.role === 'client' && occurredAt < book.now - CLIENT_LATENESS) {
    fail('Invalid', '客户提交的以收到时间为准, 不能补记更早的时间', 'occurredAt');
  }
  const occasion: Occasion = { by, occurredAt: Math.min(occurredAt, book.now) };
  book.by = by;
  book.commandId = id;
  book.causedBy(id);
  book.emit('command', { name, outcome: 'accepted', payload }, occasion.occurredAt);
  effect(occasion);
  delete book.by;
  delete book.commandId;
}
