import { createHash } from 'node:crypto';
import { references, resolveReferences } from '../domain/document/references';
import type { DocumentOrder } from '../domain/record/types';
import type { Parties } from '../domain/parties';
import { dateAt } from '../domain/time';
import type { BlobStore } from '../db/blobs';
import { sealPdf } from '../documents/evidence/seal';
import { renderDocument } from '../documents/render';
import { documentData } from './document-data';
import { recordedRows, type StepEvents } from './document-rows';
import { evidenceSource, type EvidenceDeps } from './evidence-data';

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

/**
 * Makes a document from recorded data only: opens what the order refers to, renders, stores under the client's key.
 * Same order, same bytes: a retry finds the same hash. `dataHash` is over the data with its references, so it can be
 * checked without opening anything.
 */
export function documentMaker(deps: DocumentDeps): DocumentMaker {
  const { db, vault, blobs, seal } = deps;
  return async ({ no, clientId, partiesRef, order, step }) => {
    const parties = await vault.openRecord<Parties>(partiesRef);
    if (!parties) throw new Error(`record ${partiesRef} of the parties is gone`);
    const rows = await recordedRows(db, no, order, step);
    const dataHash = createHash('sha256')
      .update(JSON.stringify([order.data, rows]))
      .digest('hex');
    const texts = await vault.openTexts(references([order.data, rows]));
    const open = (ref: string): string => texts.get(ref) ?? '(已删除)';
    const data = documentData({
      no,
      kind: order.kind,
      version: order.version,
      date: dateAt(order.at),
      at: order.at,
      parties,
      data: resolveReferences(order.data, open),
      ...resolveReferences(rows, open),
      ...(rows.evidence && { evidencePeople: await evidenceSource(deps, order.data as never, rows.evidence) }),
      dataHash,
    });
    const rendered = await renderDocument(order.kind, data);
    const bytes = rows.evidence ? await sealPdf(rendered.bytes, seal, order.at) : rendered.bytes;
    const { sha256 } = await blobs.put(clientId, bytes, 'application/pdf');
    return { sha256, pages: rendered.pages, dataHash };
  };
}
