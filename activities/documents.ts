import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { references, resolveReferences } from '../domain/document/references';
import type { DocumentOrder } from '../domain/record/types';
import { agreementId } from '../domain/ids';
import type { Parties } from '../domain/parties';
import { dateAt } from '../domain/time';
import type { BlobStore } from '../db/blobs';
import type { Vault } from '../db/vault';
import { renderDocument } from '../documents/render';
import { documentData, type LedgerRow } from './document-data';

export interface DocumentDeps {
  db: Knex;
  vault: Vault;
  blobs: BlobStore;
}

export interface DocumentRequest {
  no: string;
  clientId: string;
  partiesRef: string;
  order: DocumentOrder;
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
export function documentMaker({ db, vault, blobs }: DocumentDeps): DocumentMaker {
  return async ({ no, clientId, partiesRef, order }) => {
    const parties = await vault.openRecord<Parties>(partiesRef);
    if (!parties) throw new Error(`record ${partiesRef} of the parties is gone`);
    const ledger = order.kind === 'ledger' ? await ledgerRows(db, no, String(order.data['month'])) : [];
    const dataHash = createHash('sha256')
      .update(JSON.stringify([order.data, ledger]))
      .digest('hex');
    const texts = await vault.openTexts(references([order.data, ledger]));
    const open = (ref: string): string => texts.get(ref) ?? '(已删除)';
    const data = documentData({
      no,
      kind: order.kind,
      version: order.version,
      date: dateAt(order.at),
      at: order.at,
      parties,
      data: resolveReferences(order.data, open),
      ledger: resolveReferences(ledger, open),
      dataHash,
    });
    const { bytes, sha256, pages } = await renderDocument(order.kind, data);
    await blobs.put(clientId, bytes, 'application/pdf');
    return { sha256, pages, dataHash };
  };
}

/** The ledger's entries of one month are the audit trail's. */
async function ledgerRows(db: Knex, no: string, month: string): Promise<LedgerRow[]> {
  const rows = await db('audit_events')
    .where({ workflow_id: agreementId(no), event: 'ledger.entry' })
    .andWhereRaw(`to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM') = ?`, [month])
    .orderBy('seq')
    .select<{ seq: number; at: Date; data: Record<string, unknown> }[]>('seq', 'at', 'data');
  return rows.map(({ seq, at, data }) => ({ seq, at: at.getTime(), ...data }));
}
