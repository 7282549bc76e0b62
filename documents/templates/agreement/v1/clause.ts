import type { AgreementDocument } from '../../../../domain/document/agreement-document';

/** Clause text as data: the PDF lays it out, and any other format can print the same words. */
export interface ClauseTable {
  head: string[];
  /** Relative widths of the columns. */
  widths: number[];
  rows: string[][];
  /** Columns set flush right (amounts). */
  right?: number[];
}

/** A numbered paragraph (款); with items (项) or a table below it. */
export type Paragraph = string | { text: string; items: string[] } | { text: string; table: ClauseTable };

export interface ClauseText {
  id: string;
  /** e.g. `第六条`. */
  article: string;
  title: string;
  paragraphs: Paragraph[];
}

/** What was negotiated stands at the end of its clause. */
export const supplemented = (written: Paragraph[], supplement: string | undefined): Paragraph[] =>
  supplement ? [...written, `本条特别约定：${supplement}`] : written;

/** What the wording of a clause may depend on. */
export interface ClauseContext {
  data: AgreementDocument;
  /** `fees` → `第六条`: numbers are never written by hand. */
  article: (id: string) => string;
  /** Chosen wording of this clause, the template's default if none was chosen. */
  variant: (id: string) => string | undefined;
}

export type ClauseWriter = (context: ClauseContext) => Paragraph[];
