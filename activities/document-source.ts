import type { Finding, LedgerRow } from '../domain/agreement/trail';
import type { Handling } from '../domain/case/handling';
import type { OpenCase } from '../domain/case/open-cases';
import type { OwnTemplate } from '../domain/document/own-template';
import type { TrackedRequest } from '../domain/case/tracking';
import type { Verification } from '../domain/document/base';
import type { LedgerEntry } from '../domain/document/records';
import type { DocumentData } from '../domain/document/types';
import type { Parties } from '../domain/parties';
import type { DocumentKind } from '../domain/record/types';
import type { Instant, PlainDate } from '../domain/time';
import type { EvidenceRows, EvidenceSource } from './evidence-data';

/** All that a document is made of, with every reference opened. */
export interface DocumentSource {
  no: string;
  /** As it is printed: of the case where it is a case's, else the agreement's. */
  number: string;
  kind: DocumentKind;
  version: number;
  label: string;
  date: PlainDate;
  at: Instant;
  parties: Parties;
  /** The order's data. */
  data: Record<string, unknown>;
  /** Of an agreement whose draft names a customer's own template. */
  template?: OwnTemplate;
  ledger?: LedgerRow[];
  findings?: Finding[];
  openCases?: OpenCase[];
  evidence?: EvidenceRows;
  evidencePeople?: EvidenceSource;
  requests?: TrackedRequest[];
  handling?: Handling;
  verification: Verification;
}

export type Builders<K extends DocumentKind = DocumentKind> = {
  [Kind in K]: (source: DocumentSource) => DocumentData[Kind];
};

/** What every document carries. */
export const base = ({ number, version, label, date, verification }: DocumentSource) => ({
  number,
  version,
  label,
  date,
  verification,
});

/** What every document made under a signed agreement carries. */
export const named = (source: DocumentSource) => ({
  ...base(source),
  providerName: source.parties.provider.name,
  providerKind: source.parties.provider.kind,
  clientName: source.parties.client.name,
});

/** The order's data as the command that placed it wrote it (domain/agreement/*.ts). */
export const as = <T>(source: DocumentSource): T => source.data as T;

export const account = ({ provider }: Parties) => ({
  name: provider.name,
  bank: '',
  number: provider.payeeAccount ?? '',
});

/** The rows of the ledger as papers print them. */
export const entriesOf = ({ ledger = [] }: DocumentSource): LedgerEntry[] =>
  ledger.map((row) => ({
    seq: row.seq,
    at: row.at,
    way: row['way'] === 'meeting-feedback' ? '复盘会意见' : String(row['way']),
    content: row['silent'] ? '客户未在意见期内提出意见' : text(row['content']),
    ...optional({ need: row['wanted'], problem: row['wrong'], progress: row['progress'], opinion: row['said'] }),
    ...(row['corrects'] !== undefined && { corrects: Number(row['corrects']) }),
    ...(row['late'] === true && { late: true }),
  }));

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const optional = (fields: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => [k, String(v)]),
  );
