import type { AgreementDocument } from './agreement-document';
import type {
  CompletionCertificateDocument,
  EvaluationReportDocument,
  HandoverListDocument,
  SettlementDocument,
  TerminationNoticeDocument,
} from './endings';
import type { SignatureEvidenceDocument } from './evidence';
import type { ComplaintRecordDocument } from './complaint-record';
import type { SurveyReportDocument } from './survey';
import type { AmendmentDocument, BreachRecordDocument, WrittenNoticeDocument } from './written';
import type { LedgerDocument, MinutesDocument, PerformanceReportDocument, ServicePlanDocument } from './records';
import type { ClientClassificationDocument, ContactRecordDocument, RequestTrackingDocument } from './tables';

/** Every document the product makes as a PDF, and the fully resolved plain data each renderer takes. */
export interface DocumentData {
  agreement: AgreementDocument;
  'service-plan': ServicePlanDocument;
  ledger: LedgerDocument;
  minutes: MinutesDocument;
  'performance-report': PerformanceReportDocument;
  'survey-report': SurveyReportDocument;
  'evaluation-report': EvaluationReportDocument;
  'termination-notice': TerminationNoticeDocument;
  'written-notice': WrittenNoticeDocument;
  'breach-record': BreachRecordDocument;
  amendment: AmendmentDocument;
  'handover-list': HandoverListDocument;
  settlement: SettlementDocument;
  'completion-certificate': CompletionCertificateDocument;
  'signature-evidence': SignatureEvidenceDocument;
  'complaint-record': ComplaintRecordDocument;
  'request-tracking': RequestTrackingDocument;
  'contact-record': ContactRecordDocument;
  'client-classification': ClientClassificationDocument;
}

export type DocumentKind = keyof DocumentData;

/** 文书名称, as titles and lists print it. */
export const DOCUMENT_ZH: Record<DocumentKind, string> = {
  agreement: '客户关系维护服务协议',
  'service-plan': '服务执行计划',
  ledger: '客户关系维护台账',
  minutes: '复盘会纪要',
  'performance-report': '合同履行情况报告',
  'survey-report': '客户满意度调研报告',
  'evaluation-report': '服务评估报告',
  'termination-notice': '协议终止书面通知',
  'written-notice': '书面通知',
  'breach-record': '违约记录',
  amendment: '补充协议',
  'handover-list': '交接清单',
  settlement: '结算单',
  'completion-certificate': '履行完毕确认书',
  'signature-evidence': '签署证据报告',
  'complaint-record': '投诉处理记录',
  'request-tracking': '客户需求跟踪表',
  'contact-record': '客户沟通记录表',
  'client-classification': '客户分类清单',
};
