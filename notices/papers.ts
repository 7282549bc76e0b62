import type { Knex } from 'knex';
import type { BlobStore } from '../db/blobs';
import { labelIn } from '../db/editions';
import { fileName } from '../domain/document/subject';
import type { DocumentKind } from '../domain/document/types';
import { agreementNo } from '../domain/ids';
import type { SignedFiles } from '../domain/agreement/types';
import type { NoticeKind } from '../domain/notice-kinds';
import { signedFiles } from './signed-files';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Mails that deliver a document, or ask for something about it, bring it along. */
const ENCLOSED: Partial<Record<NoticeKind, DocumentKind>> = {
  'review.requested': 'agreement',
  'review.delivered': 'agreement',
  'signing.requested': 'agreement',
  'plan.delivered': 'service-plan',
  'ledger.filed': 'ledger',
  'minutes.delivered': 'minutes',
  'report.delivered': 'performance-report',
  'survey.report': 'survey-report',
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

/** Where its bytes are. */
interface Paper {
  client_id: string;
  sha256: string;
  subject: string;
}

export interface Enclosed {
  attachments: Attachment[];
  /** What the document's own header says of it: `第 5 号`. */
  label?: string;
}

export interface Papers {
  /**
   * The document that a notice of this kind brings along; none for the others. Three statements at most; more where a draft
   * comes with its comparison.
   */
  enclosed(notice: { workflow_id: string; kind: string; data: Record<string, unknown> }): Promise<Enclosed>;
}

export interface PapersDeps {
  db: Knex;
  blobs: BlobStore;
  /** 修改对照稿 of a version of an agreement against the one that the client had before. */
  comparison?: (no: string, version: number, before: number) => Promise<Buffer | undefined>;
}

export const createPapers = ({ db, blobs, comparison }: PapersDeps): Papers => ({
  async enclosed({ workflow_id, kind: noticeKind, data }) {
    const { version, before, signed } = data;
    if (signed) return { attachments: await signedFiles({ db, blobs }, workflow_id, signed as SignedFiles) };
    // a written notice names its own paper
    const kind = ENCLOSED[noticeKind as NoticeKind] ?? (data['paper'] as DocumentKind | undefined);
    if (!kind || typeof version !== 'number') return { attachments: [] };
    const row = await db('documents')
      .where({ workflow_id, kind, version })
      .first<Paper | undefined>('client_id', 'sha256', 'subject');
    if (!row) return { attachments: [] };
    const label = await labelIn(db, { workflow_id, kind, subject: row.subject, version });
    const { bytes, mediaType } = await blobs.get(row.client_id, row.sha256);
    const paper = { filename: `${fileName(kind, label)}.pdf`, content: bytes, contentType: mediaType };
    const no = agreementNo(workflow_id);
    if (noticeKind !== 'review.delivered' || typeof before !== 'number' || !no) return { attachments: [paper], label };
    const content = await comparison?.(no, version, before);
    if (!content) return { attachments: [paper], label };
    const changes = { filename: `修改对照稿 第${version}版对照第${before}版.docx`, content, contentType: DOCX };
    return { attachments: [paper, changes], label };
  },
});
