import type { Finding, LedgerRow } from '../domain/agreement/trail';
import type { OpenCase } from '../domain/case/open-cases';
import type { OwnTemplate } from '../domain/document/own-template';
import type { DocumentData } from '../domain/document/types';
import type { Parties } from '../domain/parties';
import type { DocumentKind } from '../domain/record/types';
import type { Instant, PlainDate } from '../domain/time';
import type { EvidenceRows, EvidenceSource } from './evidence-data';

/** All that a document is made of, with every reference opened. */
export interface DocumentSource {
  no: string;
  kind: DocumentKind;
  version: number;
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
  dataHash: string;
}

export type Builders<K extends DocumentKind = DocumentKind> = {
  [Kind in K]: (source: DocumentSource) => DocumentData[Kind];
};

/** What every document carries. */
export const base = ({ no, version, date }: DocumentSource) => ({ number: no, version, date });

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
