import type { Actor } from '../roles';
import type { Instant } from '../time';
import type { AgreementBook } from './book';
import type { CommandName, CommandPayloads } from './commands';

/** How a command came: who, when it happened, when it is recorded. */
export interface Occasion {
  by: Actor;
  occurredAt: Instant;
}

export type Handler<N extends CommandName> = (
  book: AgreementBook,
  payload: CommandPayloads[N],
  occasion: Occasion,
) => void;
export type Handlers<N extends CommandName> = { [K in N]: Handler<K> };

/** What follows when a clock runs out or a point in time comes; the key is the deadline's id without suffix. */
export type DueHooks = Record<string, (book: AgreementBook, id: string) => void>;
