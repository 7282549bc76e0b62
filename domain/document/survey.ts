import type { SurveyDepartment, SurveyForm, SurveyMedium } from '../agreement/survey-types';
import type { Tier } from '../agreement/types';
import type { Instant, PlainDate } from '../time';
import type { NamedDocument } from './base';

/** 《客户满意度调研报告》, domain.md §7: one survey that was answered, what was made of it, and what came before. */
export interface SurveyReportDocument extends NamedDocument {
  survey: number;
  form: SurveyForm;
  medium?: SurveyMedium;
  tier: Tier;
  accountManager: string;
  sentAt: Instant;
  answeredAt: Instant;
  answeredBy: 'client' | 'interviewer';
  /** In the order asked; `before`: the score of the survey before. */
  dimensions: { title: string; points: number; before?: number; remark?: string }[];
  /** Mean × 20. */
  score: number;
  overall?: string;
  previous?: { survey: number; at: Instant; score: number };
  /** Earlier surveys that nobody answered. */
  unanswered: { survey: number; sentAt: Instant; until: Instant }[];
  analysis: { at: Instant; departments: SurveyDepartment[]; conclusions: string };
  measures: {
    number: number;
    dimension: string;
    measure: string;
    owner: string;
    due: PlainDate;
    effect?: string;
    checkedOn?: PlainDate;
  }[];
  plan: { at: Instant; text: string };
}
