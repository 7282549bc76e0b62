import type { DocumentKind, DocumentOrder } from '../record/types';
import { dateZh, monthZh } from '../time';
import { DOCUMENT_ZH } from './types';

/** What tells the papers of a kind apart, and how it is worded. */
interface Subject {
  /** Of the order's data. */
  fields: readonly string[];
  zh: (...values: string[]) => string;
}

const numbered =
  (unit: string) =>
  (n: string): string =>
    `第 ${n} ${unit}`;

/**
 * What a document is about, among the documents of its kind: a later version supersedes those about the same. A ledger
 * of another month or another notice does not, a corrected evaluation does. Kinds that are not named have one subject only.
 */
const SUBJECTS: Partial<Record<DocumentKind, Subject>> = {
  ledger: { fields: ['month'], zh: monthZh },
  minutes: { fields: ['meeting'], zh: numbered('次') },
  'performance-report': { fields: ['report'], zh: numbered('期') },
  'survey-report': { fields: ['survey'], zh: numbered('次') },
  'termination-notice': { fields: ['notice'], zh: numbered('号') },
  'contact-record': { fields: ['from', 'to'], zh: (from, to) => `${dateZh(from)}至${dateZh(to)}` },
  'written-notice': { fields: ['notice'], zh: numbered('号') },
  'breach-record': { fields: ['breach'], zh: numbered('号') },
  amendment: { fields: ['amendment'], zh: numbered('号') },
};

export const subjectOf = ({ kind, data }: Pick<DocumentOrder, 'kind' | 'data'>): string =>
  (SUBJECTS[kind]?.fields ?? []).map((field) => String(data[field])).join('/');

/** Whether papers of this kind are about different things, so that their running number is no version of one. */
export const hasSubjects = (kind: DocumentKind): boolean => SUBJECTS[kind] !== undefined;

export const editionZh = (edition: number): string => `第 ${edition} 版`;

/**
 * What tells a paper from the others of its kind, as headers, file names, mails and the check of a code print it:
 * `第 5 号`, `2027年5月`; the second paper about the same has its version behind it. Where all are about the same, it is
 * the version alone.
 * @param edition which one about its subject, from 1
 */
export function labelOf(kind: DocumentKind, subject: string, edition: number): string {
  const of = SUBJECTS[kind];
  if (!of) return editionZh(edition);
  const words = of.zh(...subject.split('/'));
  return edition > 1 ? `${words}　${editionZh(edition)}` : words;
}

/** A file's name without its ending: `书面通知 第5号`, `服务执行计划 第2版`. */
export const fileName = (kind: DocumentKind, label: string): string =>
  `${DOCUMENT_ZH[kind]} ${label.replace(/ /g, '').replace(/　/g, ' ')}`;
