import type { AgreementBook } from '../../domain/agreement/book';

/** A step of the agreement's story: changes the book it is given. */
export type Turn = (book: AgreementBook) => void;
