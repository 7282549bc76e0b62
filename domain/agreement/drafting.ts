import { checkDraft } from '../document/agreement-draft';
import type { AgreementBook } from './book';
import type { Handlers } from './phases';
import type { Agreement } from './types';

/** 2 Drafting (条款起草), domain.md §3.2: any changed byte is a new version and voids every approval of older ones. */

export function enterDrafting(book: AgreementBook): void {
  book.enter('drafting');
  book.open('drafting', book.now);
}

/** Ready when the version's PDF has been made and hashed. */
export function draftingOutcome(state: Agreement): 'ready' | undefined {
  return state.phase === 'drafting' && state.draft?.sha256 && !state.deadlines.some((d) => d.id === 'drafting')
    ? 'ready'
    : undefined;
}

export const draftingHandlers: Handlers<'draft.submit'> = {
  'draft.submit'(book, { draft }, { by, occurredAt }) {
    const { state } = book;
    const { requirements, targets } = state.intake;
    checkDraft(
      draft,
      requirements.map((r) => r.key),
      state.terms,
    );
    state.content = draft;
    const version = book.orderDocument('agreement', {
      draft,
      terms: state.terms,
      standard: state.standard,
      requirements,
      targets,
      predecessor: state.predecessor,
    });
    state.draft = { version, drafter: by.id };
    book.meet('drafting', occurredAt);
  },
};
