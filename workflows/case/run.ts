import { CaseBook } from '../../domain/case/book';
import { commandNamesOf, type CaseCommand } from '../../domain/case/commands';
import { begin, openCase, upgrade } from '../../domain/case/open';
import { absorb, applyCaseCommand, catchUp, copyOf, isClosed } from '../../domain/case/step';
import type { Case, CaseKind } from '../../domain/case/types';
import { attention, currentDetails, nextWake, title, waitingFor } from '../../domain/case/view';
import type { Model } from '../shared/model';
import { Run } from '../shared/run';
import { TIER } from '../shared/search-attributes';
import { absorbSignal, type CaseAnswer, type CaseInput } from './messages';
import { fulfil } from './orders';

export type CaseRun = Run<Case, CaseBook, CaseCommand, CaseAnswer>;

const modelOf = (kind: CaseKind): Model<Case, CaseBook, CaseCommand, CaseAnswer> => ({
  commands: commandNamesOf(kind),
  book: (state, now) => new CaseBook(state, now),
  copyOf,
  apply: applyCaseCommand,
  catchUp,
  documentMade: () => undefined, // nothing of a case waits for one
  fulfil: (state) => fulfil(state.orders[0]!),
  ended: isClosed,
  answer(state, version) {
    const { id, agreementNo, phase, outcome } = state;
    return { id, agreementNo, version, phase, waitingFor: waitingFor(state), ...(outcome && { outcome }) };
  },
  waitingFor,
  attention,
  nextWake,
  title,
  currentDetails,
  searchAttributes: ({ tier }) => [{ key: TIER, value: tier }],
});

export function runCase(kind: CaseKind, input: CaseInput): CaseRun {
  const run: CaseRun =
    'start' in input
      ? new Run(modelOf(kind), openCase(input.start, Date.now()), begin)
      : new Run(modelOf(kind), upgrade(input.resume));
  run.on(absorbSignal, (duplicate) => (book) => absorb(book, duplicate));
  return run;
}
