import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { AgreementDraft } from '../domain/document/agreement-draft';
import { ownTemplateRef, type OwnTemplate } from '../domain/document/own-template';
import { references, resolveReferences } from '../domain/document/references';
import type { DocumentData, DocumentKind } from '../domain/document/types';
import type { DocumentOrder } from '../domain/record/types';
import type { Parties } from '../domain/parties';
import { dateAt } from '../domain/time';
import type { BlobStore } from '../db/blobs';
import { findTemplate } from '../db/templates';
import { sealPdf } from '../documents/evidence/seal';
import { renderDocument } from '../documents/render';
import { documentData } from './document-data';
import { recordedRows, type RecordedRows, type StepEvents } from './document-rows';
import { evidenceSource, type EvidenceDeps, type EvidenceSource } from './evidence-data';

export interface DocumentDeps extends EvidenceDeps {
  blobs: BlobStore;
}

export interface DocumentRequest {
  no: string;
  clientId: string;
  partiesRef: string;
  order: DocumentOrder;
  step: StepEvents;
}

export interface DocumentResult {
  sha256: string;
  pages: number;
  dataHash: string;
}

export type DocumentMaker = (request: DocumentRequest) => Promise<DocumentResult>;

/** A document's data with every reference opened, and the hash over the data with its references. */
export interface OpenedDocument {
  data: DocumentData[DocumentKind];
  dataHash: string;
}

/** Opens what an order refers to, from recorded data only. Two statements; one more for an own template. */
export async function openedDocument(
  { db, vault }: Pick<DocumentDeps, 'db' | 'vault'>,
  {
    no,
    partiesRef,
    order,
    rows = {},
    evidencePeople,
  }: Pick<DocumentRequest, 'no' | 'partiesRef'> & {
    order: Omit<DocumentOrder, 'seq'>;
    rows?: RecordedRows;
    evidencePeople?: EvidenceSource;
  },
): Promise<OpenedDocument> {
  const parties = await vault.openRecord<Parties>(partiesRef);
  if (!parties) throw new Error(`record ${partiesRef} of the parties is gone`);
  const dataHash = createHash('sha256')
    .update(JSON.stringify([order.data, rows]))
    .digest('hex');
  const texts = await vault.openTexts(references([order.data, rows]));
  const open = (ref: string): string => texts.get(ref) ?? '(已删除)';
  const template = order.kind === 'agreement' ? await ownTemplate(db, order.data) : undefined;
  const data = documentData({
    no,
    kind: order.kind,
    version: order.version,
    date: dateAt(order.at),
    at: order.at,
    parties,
    data: resolveReferences(order.data, open),
    ...resolveReferences(rows, open),
    ...(template && { template }),
    ...(evidencePeople && { evidencePeople }),
    dataHash,
  });
  return { data, dataHash };
}

/** The wording that the draft names, where it is a customer's own. */
async function ownTemplate(db: Knex, { draft }: DocumentOrder['data']): Promise<OwnTemplate | undefined> {
  const ref = ownTemplateRef((draft as AgreementDraft).templateVersion);
  return ref && (await findTemplate(db, ref))?.content;
}

/**
 * Makes a document from recorded data only: opens what the order refers to, renders, stores under the client's key.
 * Same order, same bytes: a retry finds the same hash. `dataHash` is over the data with its references, so it can be
 * checked without opening anything.
 */
export function documentMaker(deps: DocumentDeps): DocumentMaker {
  const { db, blobs, seal } = deps;
  return async ({ no, clientId, partiesRef, order, step }) => {
    const rows = await recordedRows(db, no, order, step);
    const evidencePeople = rows.evidence && (await evidenceSource(deps, order.data as never, rows.evidence));
    const { data, dataHash } = await openedDocument(deps, { no, partiesRef, order, rows, evidencePeople });
    const rendered = await renderDocument(order.kind, data);
    const bytes = rows.evidence ? await sealPdf(rendered.bytes, seal, order.at) : rendered.bytes;
    const { sha256 } = await blobs.put(clientId, bytes, 'application/pdf');
    return { sha256, pages: rendered.pages, dataHash };
  };
}
