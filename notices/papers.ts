import type { Knex } from 'knex';
import type { BlobStore } from '../db/blobs';
import { DOCUMENT_ZH, type DocumentKind } from '../domain/document/types';
import type { NoticeKind } from '../domain/notice-kinds';

/** Mails that deliver a document, or ask for something about it, bring it along. */
const ENCLOSED: Partial<Record<NoticeKind, DocumentKind>> = {
  'review.requested': 'agreement',
  'review.delivered': 'agreement',
  'signing.requested': 'agreement',
  'plan.delivered': 'service-plan',
  'ledger.filed': 'ledger',
  'minutes.delivered': 'minutes',
  'report.delivered': 'performance-report',
  'evaluation.report': 'evaluation-report',
  'termination.notice': 'termination-notice',
  'breach.recorded': 'breach-record',
  'amendment.proposed': 'amendment',
  'amendment.to-sign': 'amendment',
  'handover.submitted': 'handover-list',
  'settlement.drawn-up': 'settlement',
  'completion.requested': 'completion-certificate',
};

export interface Attachment {
  filename: string;
  content: Buffer;
  contentType: string;
}

export interface Papers {
  /** The document that a notice of this kind brings along; none for the others. Two statements. */
  enclosed(notice: { workflow_id: string; kind: string; data: Record<string, unknown> }): Promise<Attachment[]>;
}

export const createPapers = ({ db, blobs }: { db: Knex; blobs: BlobStore }): Papers => ({
  async enclosed({ workflow_id, kind: noticeKind, data }) {
    const { version, paper } = data;
    const kind = ENCLOSED[noticeKind as NoticeKind] ?? (paper as DocumentKind | undefined); // a written notice names its own
    if (!kind || typeof version !== 'number') return [];
    const row = await db('documents').where({ workflow_id, kind, version }).first<{ sha256: string } | undefined>();
    if (!row) return [];
    const { bytes, mediaType } = await blobs.get(row.sha256);
    return [{ filename: `${DOCUMENT_ZH[kind]} 第${version}版.pdf`, content: bytes, contentType: mediaType }];
  },
});
