import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Verification } from '../domain/document/base';
import { references, resolveReferences } from '../domain/document/references';
import type { DocumentOrder } from '../domain/record/types';
import type { Parties } from '../domain/parties';
import { dateAt } from '../domain/time';
import type { BlobStore } from '../db/blobs';
import type { Vault } from '../db/vault';
import { renderDocument } from '../documents/render';
import { renderSheet, XLSX } from '../documents/sheet';
import type { KeyRing } from '../security/keyring';
import { verificationCode } from '../security/verification';
import { documentData } from './document-data';
import { recordedRows, type StepEvents } from './document-rows';

export interface DocumentDeps {
  db: Knex;
  vault: Vault;
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

/**
 * Makes a document from recorded data only: opens what the order refers to, renders, stores under the client's key.
 * Same order, same bytes: a retry finds the same hash. `dataHash` is over the data with its references, so it can be
 * checked without opening anything, and the code of the document hangs on it.
 */
export function documentMaker({ db, vault, blobs, keyRing, publicUrl }: DocumentDeps): DocumentMaker {
  return async ({ workflowId, no, number, clientId, partiesRef, order, step }) => {
    const parties = await vault.openRecord<Parties>(partiesRef);
    if (!parties) throw new Error(`record ${partiesRef} of the parties is gone`);
    const rows = await recordedRows(db, { workflowId, no }, order, step);
    const dataHash = createHash('sha256')
      .update(JSON.stringify([order.data, rows]))
      .digest('hex');
    const { kind, version } = order;
    const code = verificationCode(keyRing, { number, kind, version, dataHash });
    const texts = await vault.openTexts(references([order.data, rows]));
    const open = (ref: string): string => texts.get(ref) ?? '(已删除)';
    const data = documentData({
      no,
      number,
      kind,
      version,
      date: dateAt(order.at),
      at: order.at,
      parties,
      data: resolveReferences(order.data, open),
      ...resolveReferences(rows, open),
      verification: verificationOf({ code, dataHash }, publicUrl),
    });
    const { bytes, sha256, pages } = await renderDocument(kind, data);
    await blobs.put(clientId, bytes, 'application/pdf');
    const sheet = await renderSheet(kind, data);
    if (sheet) await blobs.put(clientId, sheet.bytes, XLSX);
    return { sha256, pages, dataHash, code, ...(sheet && { tableSha256: sheet.sha256 }) };
  };
}

export const verificationOf = (
  { code, dataHash }: Pick<Verification, 'code' | 'dataHash'>,
  publicUrl: string,
): Verification => ({ code, url: `${publicUrl}/v1/verify/${code}`, dataHash });
