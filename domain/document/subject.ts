import type { DocumentKind, DocumentOrder } from '../record/types';

/**
 * What a document is about, among the documents of its kind: a later version supersedes those about the same. A ledger
 * of another month or another notice does not, a corrected evaluation does. Kinds that are not named have one subject only.
 */
const SUBJECTS: Partial<Record<DocumentKind, readonly string[]>> = {
  ledger: ['month'],
  minutes: ['meeting'],
  'performance-report': ['report'],
  'survey-report': ['survey'],
  'termination-notice': ['party'],
  'contact-record': ['from', 'to'],
  'written-notice': ['notice'],
  'breach-record': ['breach'],
  amendment: ['amendment'],
};

export const subjectOf = ({ kind, data }: Pick<DocumentOrder, 'kind' | 'data'>): string =>
  (SUBJECTS[kind] ?? []).map((field) => String(data[field])).join('/');
