import type { DocumentData, DocumentKind } from '../domain/document/types';
import { agreementView } from './views/agreement';
import { certificateView, evaluationView, handoverView, noticeView, settlementView } from './views/endings';
import { amendmentView, breachView, writtenView } from './views/written';
import { ledgerView, minutesView, performanceView, planView } from './views/records';

/** How a kind is made: the layout below `templates/`, and the pure function that words its data for it. */
type Templates = { [K in DocumentKind]: { file: string; view: (data: DocumentData[K]) => unknown } };

export const TEMPLATES: Templates = {
  agreement: { file: 'agreement/v1.typ', view: agreementView },
  'service-plan': { file: 'service-plan.typ', view: planView },
  ledger: { file: 'ledger.typ', view: ledgerView },
  minutes: { file: 'minutes.typ', view: minutesView },
  'performance-report': { file: 'performance-report.typ', view: performanceView },
  'evaluation-report': { file: 'evaluation-report.typ', view: evaluationView },
  'termination-notice': { file: 'termination-notice.typ', view: noticeView },
  'written-notice': { file: 'written-notice.typ', view: writtenView },
  'breach-record': { file: 'breach-record.typ', view: breachView },
  amendment: { file: 'amendment.typ', view: amendmentView },
  'handover-list': { file: 'handover-list.typ', view: handoverView },
  settlement: { file: 'settlement.typ', view: settlementView },
  'completion-certificate': { file: 'completion-certificate.typ', view: certificateView },
};
