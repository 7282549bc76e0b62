import type { DocumentData, DocumentKind } from '../domain/document/types';
import { evidenceText } from './evidence/evidence';
import { agreementView } from './views/agreement';
import { complaintRecordView } from './views/complaint-record';
import { certificateView, evaluationView, handoverView, noticeView, settlementView } from './views/endings';
import { evidenceView } from './views/evidence';
import { amendmentView, breachView, writtenView } from './views/written';
import { surveyView } from './views/survey';
import { ledgerView, minutesView, performanceView, planView } from './views/records';
import { classificationView, contactRecordView, requestTrackingView } from './views/tables';

/** How a kind is made: the layout below `templates/`, and the pure function that words its data for it. */
type Templates = {
  [K in DocumentKind]: {
    file: string;
    view: (data: DocumentData[K]) => unknown;
    /** The same as data, attached to the PDF by the template. */
    attachment?: (data: DocumentData[K]) => string;
  };
};

export const TEMPLATES: Templates = {
  agreement: { file: 'agreement/v1.typ', view: agreementView },
  'service-plan': { file: 'service-plan.typ', view: planView },
  ledger: { file: 'ledger.typ', view: ledgerView },
  minutes: { file: 'minutes.typ', view: minutesView },
  'performance-report': { file: 'performance-report.typ', view: performanceView },
  'survey-report': { file: 'survey-report.typ', view: surveyView },
  'evaluation-report': { file: 'evaluation-report.typ', view: evaluationView },
  'termination-notice': { file: 'termination-notice.typ', view: noticeView },
  'written-notice': { file: 'written-notice.typ', view: writtenView },
  'breach-record': { file: 'breach-record.typ', view: breachView },
  amendment: { file: 'amendment.typ', view: amendmentView },
  'handover-list': { file: 'handover-list.typ', view: handoverView },
  settlement: { file: 'settlement.typ', view: settlementView },
  'completion-certificate': { file: 'completion-certificate.typ', view: certificateView },
  'signature-evidence': { file: 'signature-evidence.typ', view: evidenceView, attachment: evidenceText },
  'complaint-record': { file: 'complaint-record.typ', view: complaintRecordView },
  'request-tracking': { file: 'request-tracking.typ', view: requestTrackingView },
  'contact-record': { file: 'contact-record.typ', view: contactRecordView },
  'client-classification': { file: 'client-classification.typ', view: classificationView },
};
