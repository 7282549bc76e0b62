import { DIMENSION_ZH, type Survey } from '../domain/agreement/survey-types';
import type { Tier } from '../domain/agreement/types';
import type { SurveyReportDocument } from '../domain/document/survey';
import type { Instant } from '../domain/time';
import { as, named, type Builders } from './document-source';

/** A survey with its answer, analysis and plan, as its report is ordered (domain/agreement/survey.ts). */
type Reported = Required<Pick<Survey, 'answer' | 'analysis' | 'plan'>> &
  Pick<Survey, 'form' | 'medium' | 'dimensions' | 'sentAt'> &
  Pick<SurveyReportDocument, 'survey' | 'score' | 'unanswered'> & {
    tier: Tier;
    previous?: { survey: number; at: Instant; score: number; scores: Record<string, number> };
  };

/** Data of the report of a survey. */
export const SURVEY_BUILDER: Builders<'survey-report'> = {
  'survey-report'(source) {
    const { survey, form, medium, tier, dimensions, sentAt, answer, score, previous, unanswered, analysis, plan } =
      as<Reported>(source);
    const titles = new Map(dimensions.map(({ key, title }) => [key, title ?? DIMENSION_ZH[key] ?? key]));
    return {
      ...named(source),
      ...{ survey, form, tier, sentAt, score, unanswered },
      ...(medium && { medium }),
      accountManager: source.parties.accountManager.name,
      answeredAt: answer.at,
      answeredBy: answer.by === 'client' ? 'client' : 'interviewer',
      dimensions: dimensions.map(({ key }) => {
        const before = previous?.scores[key];
        const remark = answer.remarks?.[key];
        return {
          title: titles.get(key)!,
          points: answer.scores[key]!,
          ...(before !== undefined && { before }),
          ...(remark !== undefined && { remark }),
        };
      }),
      ...(answer.overall !== undefined && { overall: answer.overall }),
      ...(previous && { previous: { survey: previous.survey, at: previous.at, score: previous.score } }),
      analysis: { at: analysis.at, departments: analysis.departments, conclusions: analysis.conclusions },
      measures: analysis.measures.map(({ id, dimension, ...measure }) => ({
        number: id,
        dimension: titles.get(dimension)!,
        ...measure,
      })),
      plan,
    };
  },
};
