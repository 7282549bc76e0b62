import { checkDraft } from '../document/agreement-draft';
import type { DocumentMade } from '../record/types';
import type { AgreementBook } from './book';
import { voidFlow } from './flow';
import { negotiated } from './negotiated';
import { dropSignatures } from './paper-signing';
import type { Handlers } from './phases';
import type { Agreement } from './types';

/** 2 Drafting (条款起草), domain.md §3.2: any changed byte is a new version and voids every approval of older ones. */

export function enterDrafting(book: AgreementBook): void {
  book.enter('drafting');
  if (book.state.redraft) {
    delete book.state.redraft;
    voidFlow(book);
    dropSignatures(book);
    book.cancel('signing');
    book.cancel('signing.lapse'); // a flow that could not be cancelled on its platform keeps its clock
  }
  delete book.state.voidScans; // another version is another paper
  book.open('drafting', book.now);
}

/** Ready with the submission: the version's PDF is made and hashed by the record of the step that enters review. */
export function draftingOutcome(state: Agreement): 'ready' | undefined {
  return state.phase === 'drafting' && state.draft && !state.deadlines.some((d) => d.id === 'drafting')
    ? 'ready'
    : undefined;
}

/** The current version has its hash. */
export function hashDraft({ draft }: Agreement, made: DocumentMade): void {
  if (made.kind !== 'agreement' || draft?.version !== made.version || 'failed' in made) return;
  Object.assign(draft, { sha256: made.sha256, pages: made.pages });
}

/** Everybody who has the version before him is told that it does not count any more. */
export function voidDraft(book: AgreementBook): void {
  const { review, phase, draft } = book.state;
  const { version } = draft!;
  const seenByClient = phase === 'signing' || review?.deliveredAt !== undefined;
  for (const role of ['account-manager', 'legal', 'service-review'] as const)
    book.notify('draft.void', role, { version });
  if (seenByClient) book.notify('draft.void', 'client', { version });
}

/** A version that cannot be printed is no version: it is to be submitted anew. */
export function draftFailed(book: AgreementBook, made: DocumentMade): void {
  const { draft, review } = book.state;
  if (made.kind !== 'agreement' || draft?.version !== made.version || !review || !('failed' in made)) return;
  voidDraft(book);
  review.returned = true;
  book.cancelAll('review.');
}

export const draftingHandlers: Handlers<'draft.submit'> = {
  'draft.submit'(book, { draft, ...changes }, { by, occurredAt }) {
    const { state } = book;
    const { requirements, targets } = state.intake;
    const agreed = negotiated(state, changes);
    checkDraft(
      draft,
      requirements.map((r) => r.key),
      agreed.terms,
    );
    state.content = draft;
    Object.assign(state, agreed);
    state.terms = { ...state.terms, feeFen: draft.feeFen }; // what was negotiated is what holds
    const version = book.orderDocument('agreement', {
      draft,
      terms: state.terms,
      standard: state.standard,
      ladders: state.ladders,
      requirements,
      targets,
      predecessor: state.predecessor,
    });
    state.draft = { version, drafter: by.id };
    book.meet('drafting', occurredAt);
  },
};
