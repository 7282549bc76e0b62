import type { Occasion } from '../record/occasion';
import type { AgreementBook } from './book';
import type { CommandName, CommandPayloads } from './commands';

export type Handler<N extends CommandName> = (
  book: AgreementBook,
  payload: CommandPayloads[N],
  occasion: Occasion,
) => void;
export type Handlers<N extends CommandName> = { [K in N]: Handler<K> };

/** What follows when a clock runs out or a point in time comes; the key is the deadline's id without suffix. */
export type DueHooks = Record<string, (book: AgreementBook, id: string) => void>;
