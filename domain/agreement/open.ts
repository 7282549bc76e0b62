import type { CalendarData } from '../calendar/types';
import type { Instant } from '../time';
import { dropAmendments, OPEN } from './amendment-moot';
import type { AgreementBook } from './book';
import { enterDrafting } from './drafting';
import { cancelAgain, voidFlow } from './flow';
import { enterIntake } from './intake';
import type { LadderOverrides, StandardOverrides } from './standard';
import type { Agreement, Requirement, Target, Terms } from './types';

/** What the API hands over to start an agreement: references and numbers only. */
export interface NewAgreement {
  no: string;
  clientId: string;
  partiesRef: string;
  terms: Terms;
  standard: StandardOverrides;
  ladders?: LadderOverrides;
  calendar: CalendarData;
  /** A renewal starts at drafting with the old terms and the requirements settled before. */
  renews?: { no: string; nth: number; requirements: Requirement[]; targets: Target[] };
}

/** What a renewal takes over as it was agreed: parties, terms, service standard and ladders (domain.md §3.6). */
export function carriedOver({
  clientId,
  partiesRef,
  terms,
  standard,
  ladders,
  calendar,
}: Agreement): Omit<NewAgreement, 'no' | 'renews'> {
  return { clientId, partiesRef, terms, standard, ...(ladders && { ladders }), calendar };
}

const NONE_YET: Agreement['lastNumber'] = { meeting: 0, report: 0, rectification: 0, complaint: 0, request: 0 };

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
    periods: { meeting: 0, report: 0 },
    lastNumber: { ...NONE_YET },
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

/** Upgrades an older snapshot: the first ones had no cases, and the documents' versions with the other numbers. */
export function upgrade(snapshot: Agreement): Agreement {
  const {
    documents = snapshot.documents,
    ...numbers
  }: Partial<Agreement['lastNumber'] & Pick<Agreement, 'documents'>> = snapshot.lastNumber;
  return { ...snapshot, documents, lastNumber: { ...NONE_YET, ...numbers } };
}

/** The end of the story, whatever led to it: nothing is owed any more. */
export function close(outcome: Agreement['outcome']): (book: AgreementBook) => void {
  return (book) => {
    const { predecessor, signedOn } = book.state;
    if (predecessor && !signedOn) book.order({ order: 'tell-predecessor', predecessor, what: 'ended' });
    voidFlow(book);
    cancelAgain(book);
    dropAmendments(book, OPEN, book.now);
    book.cancelAll();
    book.state.outcome = outcome;
    book.enter('closed');
    book.emit('agreement.closed', { outcome });
    for (const role of ['client', 'account-manager', 'manager'] as const)
      book.notify('agreement.closed', role, { outcome });
  };
}
