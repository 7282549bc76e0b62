import type { Book } from '../../domain/agreement/book';

/** A step of the agreement's story: changes the book it is given. */
export type Turn = (book: Book) => void;
