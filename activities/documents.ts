import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { AgreementDraft } from '../domain/document/agreement-draft';
import type { Verification } from '../domain/document/base';
import { ownTemplateRef, type OwnTemplate } from '../domain/document/own-template';
import { labelOf, subjectOf } from '../domain/document/subject';
import { references, resolveReferences } from '../domain/document/references';
import type { DocumentData, DocumentKind } from '../domain/document/types';
import type { DocumentOrder } from '../domain/record/types';
import type { Parties } from '../domain/parties';
import { dateAt } from '../domain/time';
import type { BlobStore } from '../db/blobs';
import { editionIn } from '../db/editions';
import { findTemplate } from '../db/templates';
import { sealPdf } from '../documents/evidence/seal';
import { renderDocument } from '../documents/render';
import { renderSheet, XLSX } from '../documents/sheet';
import type { KeyRing } from '../security/keyring';
import { verificationCode } from '../security/verification';
import { documentData } from './document-data';
import { recordedRows, type RecordedRows } from './document-rows';
import { evidenceSource, type EvidenceDeps, type EvidenceSource } from './evidence-data';
import type { StepEvents } from './trail';

export interface DocumentDeps extends EvidenceDeps {
  blobs: BlobStore;
  keyRing: KeyRing;
  /** The API's address from outside, without a slash at its end: codes are answered there. */
  publicUrl: string;
}

export interface DocumentRequest {
  /** Whose document it is. */
  workflowId: string;
  no: string;
  /** As it is printed: of the case where it is a case's, else the agreement's. */
  number: string;
  clientId: string;
  partiesRef: string;
  order: DocumentOrder;
  step: StepEvents;
}

export interface DocumentResult {
  sha256: string;
  pages: number;
  dataHash: string;
  /** 验证码 */
  code: string;
  /** Of the same table as XLSX, where it is one. */
  tableSha256?: string;
}

export type DocumentMaker = (request: DocumentRequest) => Promise<DocumentResult>;

/** A document's data with every reference opened, and the hash over the data with its references. */
export interface OpenedDocument {
  data: DocumentData[DocumentKind];
  dataHash: string;
  /** 验证码, without hyphens. */
  code: string;
}

/** What opening a document takes. */
export type OpeningDeps = Pick<DocumentDeps, 'db' | 'vault' | 'keyRing' | 'publicUrl'>;

/** Opens what an order refers to, from recorded data only. Two statements; one more for an own template. */
export async function openedDocument(
  { db, vault, keyRing, publicUrl }: OpeningDeps,
  {
    no,
    number,
    partiesRef,
    order,
    rows = {},
    edition = order.version,
    evidencePeople,
  }: Pick<DocumentRequest, 'no' | 'number' | 'partiesRef'> & {
    order: Omit<DocumentOrder, 'seq'>;
    rows?: RecordedRows;
    /** Which one about its subject; left out where the kind has one subject. */
    edition?: number;
    evidencePeople?: EvidenceSource;
  },
): Promise<OpenedDocument> {
  const parties = await vault.openRecord<Parties>(partiesRef);
  if (!parties) throw new Error(`record ${partiesRef} of the parties is gone`);
  const dataHash = createHash('sha256')
    .update(JSON.stringify([order.data, rows]))
    .digest('hex');
  const { kind, version } = order;
  const code = verificationCode(keyRing, { number, kind, version, dataHash });
  const texts = await vault.openTexts(references([order.data, rows]));
  const open = (ref: string): string => texts.get(ref) ?? '(已删除)';
  const template = kind === 'agreement' ? await ownTemplate(db, order.data) : undefined;
  const data = documentData({
    no,
    number,
    kind,
    version,
    label: labelOf(kind, subjectOf(order), edition),
    date: dateAt(order.at),
    at: order.at,
    parties,
    data: resolveReferences(order.data, open),
    ...resolveReferences(rows, open),
    ...(template && { template }),
    ...(evidencePeople && { evidencePeople }),
    verification: verificationOf({ code, dataHash }, publicUrl),
  });
  return { data, dataHash, code };
}

/** The wording that the draft names, where it is a customer's own. */
async function ownTemplate(db: Knex, { draft }: DocumentOrder['data']): Promise<OwnTemplate | undefined> {
  const ref = ownTemplateRef((draft as AgreementDraft).templateVersion);
  return ref && (await findTemplate(db, ref))?.content;
}

/**
 * Makes a document from recorded data only: opens what the order refers to, renders, stores under the client's key.
 * Same order, same bytes: a retry finds the same hash. `dataHash` is over the data with its references, so it can be
 * checked without opening anything, and the code of the document hangs on it.
 */
export function documentMaker(deps: DocumentDeps): DocumentMaker {
  const { db, blobs, seal } = deps;
  return async ({ workflowId, no, number, clientId, partiesRef, order, step }) => {
    const { kind, version } = order;
    const edition = await editionIn(db, { workflow_id: workflowId, kind, subject: subjectOf(order), version });
    const rows = await recordedRows(db, { workflowId, no }, order, step);
    const evidencePeople = rows.evidence && (await evidenceSource(deps, order.data as never, rows.evidence));
    const { data, dataHash, code } = await openedDocument(deps, {
      no,
      number,
      partiesRef,
      order,
      rows,
      edition,
      evidencePeople,
    });
    const rendered = await renderDocument(kind, data);
    const bytes = rows.evidence ? await sealPdf(rendered.bytes, seal, order.at) : rendered.bytes;
    const { sha256 } = await blobs.put(clientId, bytes, 'application/pdf');
    const sheet = await renderSheet(kind, data);
    if (sheet) await blobs.put(clientId, sheet.bytes, XLSX);
    return { sha256, pages: rendered.pages, dataHash, code, ...(sheet && { tableSha256: sheet.sha256 }) };
  };
}

export const verificationOf = (
  { code, dataHash }: Pick<Verification, 'code' | 'dataHash'>,
  publicUrl: string,
): Verification => ({ code, url: `${publicUrl}/v1/verify/${code}`, dataHash });
