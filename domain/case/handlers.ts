import type { Occasion } from '../record/occasion';
import type { CaseBook } from './book';
import type { CaseCommandName, CaseCommandPayloads } from './commands';

export type CaseHandler<N extends CaseCommandName> = (
  book: CaseBook,
  payload: CaseCommandPayloads[N],
  occasion: Occasion,
) => void;
export type CaseHandlers<N extends CaseCommandName> = { [K in N]: CaseHandler<K> };
