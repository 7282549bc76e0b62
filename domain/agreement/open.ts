import type { CalendarData } from '../calendar/types';
import type { Instant } from '../time';
import type { AgreementBook } from './book';
import { enterDrafting } from './drafting';
import { enterIntake } from './intake';
import type { StandardOverrides } from './standard';
import type { Agreement, Requirement, Target, Terms } from './types';

/** What the API hands over to start an agreement: references and numbers only. */
export interface NewAgreement {
  no: string;
  clientId: string;
  partiesRef: string;
  terms: Terms;
  standard: StandardOverrides;
  calendar: CalendarData;
  /** A renewal starts at drafting with the old terms and the requirements settled before. */
  renews?: { no: string; nth: number; requirements: Requirement[]; targets: Target[] };
}

export function openAgreement(input: NewAgreement, startedAt: Instant): Agreement {
  const { renews, ...given } = input;
  return {
    schema: 1,
    ...given,
    startedAt,
    phase: 'intake',
    version: 0,
    seq: 0,
    deadlines: [],
    runs: {},
    cause: { id: 'start', notices: {} },
    orders: [],
    intake: {
      documents: {},
      requirements: renews?.requirements ?? [],
      targets: renews?.targets ?? [],
      settled: !!renews,
      consent: !!renews,
    },
    signatures: {},
    lastNumber: { meeting: 0, report: 0, rectification: 0 },
    documents: {},
    figures: {},
    done: [],
    ...(renews && { predecessor: renews.no }),
  };
}

/** The first phase: intake, or drafting for a renewal. */
export function begin(book: AgreementBook): void {
  if (book.state.predecessor) enterDrafting(book);
  else enterIntake(book);
}

/** Upgrades a snapshot of an older build: the versions of documents used to be kept with the other numbers. */
export function upgrade(snapshot: Agreement): Agreement {
  const { documents, ...lastNumber } = snapshot.lastNumber as Agreement['lastNumber'] & Partial<Agreement>;
  return documents ? { ...snapshot, lastNumber, documents } : snapshot;
}

/** The end of the story, whatever led to it: nothing is owed any more. */
export function close(outcome: Agreement['outcome']): (book: AgreementBook) => void {
  return (book) => {
    const { predecessor, signedOn } = book.state;
    if (predecessor && !signedOn) book.order({ order: 'tell-predecessor', predecessor, what: 'ended' });
    book.cancelAll();
    book.state.outcome = outcome;
    book.enter('closed');
    book.emit('agreement.closed', { outcome });
    for (const role of ['client', 'account-manager', 'manager'] as const)
      book.notify('agreement.closed', role, { outcome });
  };
}
