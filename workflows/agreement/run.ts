import { hinted } from '../../domain/agreement/esign-news';
import { AgreementBook } from '../../domain/agreement/book';
import { COMMAND_NAMES, type Command } from '../../domain/agreement/commands';
import { firstDayMoved, successorNews } from '../../domain/agreement/evaluation';
import { begin, openAgreement, upgrade } from '../../domain/agreement/open';
import { applyCommand, catchUp, copyOf, documentMade } from '../../domain/agreement/step';
import type { Agreement } from '../../domain/agreement/types';
import { attention, currentDetails, endOf, nextWake, title, waitingFor } from '../../domain/agreement/view';
import type { Model } from '../shared/model';
import { Run } from '../shared/run';
import { TERM_END, TIER } from '../shared/search-attributes';
import { errand } from './errands';
import {
  firstDaySignal,
  signingHintSignal,
  successorSignal,
  type AgreementInput,
  type CommandAnswer,
} from './messages';
import { fulfil } from './orders';

export type AgreementRun = Run<Agreement, AgreementBook, Command, CommandAnswer>;

const MODEL: Model<Agreement, AgreementBook, Command, CommandAnswer> = {
  commands: COMMAND_NAMES,
  book: (state, now) => new AgreementBook(state, now),
  copyOf,
  apply: applyCommand,
  catchUp,
  documentMade,
  fulfil: (state) => fulfil(state, state.orders[0]!),
  errand,
  ended: ({ outcome }) => outcome !== undefined,
  answer(state, version) {
    const { no, phase, outcome } = state;
    return { no, version, phase, waitingFor: waitingFor(state), ...(outcome && { outcome }) };
  },
  waitingFor,
  attention,
  nextWake,
  title,
  currentDetails,
  searchAttributes(state) {
    const end = endOf(state);
    return [
      { key: TIER, value: state.terms.tier },
      ...(end !== undefined ? [{ key: TERM_END, value: new Date(end) }] : []),
    ];
  },
};

export function runAgreement(input: AgreementInput): AgreementRun {
  const run =
    'start' in input
      ? new Run(MODEL, openAgreement(input.start, Date.now()), begin)
      : new Run(MODEL, upgrade(input.resume));
  run.on(
    successorSignal,
    ({ successor, what }) =>
      (book) =>
        successorNews(book, successor, what),
  );
  run.on(
    firstDaySignal,
    ({ startsOn }) =>
      (book) =>
        firstDayMoved(book, startsOn),
  );
  run.on(signingHintSignal, (hint) => (book) => hinted(book, hint));
  return run;
}
