import type { Role } from '../roles';
import type { Instant, PlainDate } from '../time';
import type { TextRef, Tier } from './types';

/** 满意度调查 (domain.md §7). */

export type SurveyForm = 'questionnaire' | 'interview';
export const SURVEY_FORM_ZH: Record<SurveyForm, string> = { questionnaire: '问卷', interview: '深度访谈' };

export type SurveyMedium = 'in-person' | 'video';
export const SURVEY_MEDIUM_ZH: Record<SurveyMedium, string> = { 'in-person': '面谈', video: '视频' };

/** `深度访谈（视频）` */
export const surveyFormZh = ({ form, medium }: Pick<Survey, 'form' | 'medium'>): string =>
  `${SURVEY_FORM_ZH[form]}${medium ? `（${SURVEY_MEDIUM_ZH[medium]}）` : ''}`;

/** 战略 clients are interviewed, the others fill in a questionnaire, unless something else is said. */
export const usualForm = (tier: Tier): SurveyForm => (tier === '战略' ? 'interview' : 'questionnaire');

/** The five dimensions of every survey, in the order in which they are asked and printed. */
export const DIMENSION_ZH: Record<string, string> = {
  quality: '服务质量',
  response: '响应速度',
  communication: '沟通',
  'problem-solving': '解决问题',
  value: '服务价值',
};
export const DIMENSIONS: readonly string[] = Object.keys(DIMENSION_ZH);

/** A dimension scored below this gets a measure. */
export const LOW_SCORE = 3;

export type SurveyDepartment = 'service' | 'sales' | 'product';
export const SURVEY_DEPARTMENT_ZH: Record<SurveyDepartment, string> = {
  service: '客服部',
  sales: '销售部',
  product: '产品部',
};

/** `title`: of one that was added to the usual five. */
export interface Dimension {
  key: string;
  title?: TextRef;
}

export interface SurveyAnswer {
  at: Instant;
  /** The client itself, or whoever recorded an interview. */
  by: Role;
  /** By dimension, each 1–5. */
  scores: Record<string, number>;
  remarks?: Record<string, TextRef>;
  overall?: TextRef;
}

/** 改进措施; followed until its effect has been checked. */
export interface SurveyMeasure {
  /** Running within the agreement. */
  id: number;
  dimension: string;
  measure: TextRef;
  owner: TextRef;
  due: PlainDate;
  effect?: TextRef;
  checkedOn?: PlainDate;
}

export interface SurveyAnalysis {
  at: Instant;
  departments: SurveyDepartment[];
  conclusions: TextRef;
  measures: SurveyMeasure[];
}

export interface Survey {
  /** Number, from 1 on. */
  n: number;
  form: SurveyForm;
  /** Of an interview. */
  medium?: SurveyMedium;
  dimensions: Dimension[];
  sentAt: Instant;
  state: 'open' | 'answered' | 'unanswered';
  /** End of a window that nobody answered in. */
  until?: Instant;
  answer?: SurveyAnswer;
  analysis?: SurveyAnalysis;
  /** 改进方案, once the client has it. */
  plan?: { at: Instant; text: TextRef };
}

/** Surveys behind the evaluation's satisfaction, by their numbers. */
export interface Surveyed {
  answered: number[];
  unanswered: number[];
}

/** Payloads of the commands about surveys. */
export interface SurveyPayloads {
  /** `form` absent: as the client's tier has it. `extra`: dimensions beside the usual five. */
  'survey.send': { form?: SurveyForm; medium?: SurveyMedium; extra?: Required<Dimension>[] };
  /** Scores of 1–5 and remarks by dimension. */
  'survey.answer': {
    survey: number;
    scores: Record<string, number>;
    remarks?: Record<string, TextRef>;
    overall?: TextRef;
  };
  'survey.analyse': {
    survey: number;
    departments: SurveyDepartment[];
    conclusions: TextRef;
    measures: Omit<SurveyMeasure, 'id' | 'effect' | 'checkedOn'>[];
  };
  'survey.plan.deliver': { survey: number; text: TextRef };
  'survey.measure.check': { id: number; effect: TextRef };
}
