import type { PublicCommand } from '../api/schemas/commands';
import { LOW_SCORE, usualForm, type Survey } from '../domain/agreement/survey-types';
import { DAY, dateAt } from '../domain/time';
import { suffix, type Situation, type Wording } from './situation';

/** What people usually write about satisfaction surveys (domain.md §7). */

/** 质量, 响应, 沟通, 解决问题, 价值; what was added is liked. */
const USUAL_SCORES: Record<string, number> = {
  quality: 5,
  response: 4,
  communication: 5,
  'problem-solving': 4,
  value: 5,
};

export const SURVEY_USUAL = {
  'survey.send': ({ state, said }) => {
    const form = said['form'] ?? usualForm(state.terms.tier);
    return { form, ...(form === 'interview' && { medium: 'video' }) };
  },
  'survey.answer': (s) => ({
    survey: surveyOf(s)?.n ?? 1,
    scores: {
      ...USUAL_SCORES,
      ...Object.fromEntries(
        (surveyOf(s)?.dimensions ?? []).flatMap(({ key, title }) => (title === undefined ? [] : [[key, 5]])),
      ),
    },
    overall: '总体满意, 希望回访记录更详细',
  }),
  'survey.analyse': (s) => ({
    survey: surveyOf(s)?.n ?? 1,
    departments: ['service', 'sales', 'product'],
    conclusions: '客户对服务总体认可, 得分较低的项目须改进',
    measures: Object.entries(surveyOf(s)?.answer?.scores ?? {})
      .filter(([, score]) => score < LOW_SCORE)
      .map(([dimension]) => ({
        dimension,
        measure: '明确责任人与时限, 每周核对一次',
        owner: '韩墨',
        due: dateAt(s.now + 30 * DAY),
      })),
  }),
  'survey.plan.deliver': (s) => ({
    survey: surveyOf(s)?.n ?? 1,
    text: '按分析会确定的措施改进, 完成后检查效果并告知贵方',
  }),
  'survey.measure.check': ({ deadline }) => ({
    id: Number(suffix(deadline) ?? 1),
    effect: '已按措施执行, 客户回访时认可',
  }),
} satisfies Partial<Record<PublicCommand, Wording>>;

/** The survey that a deadline is about, else the last one. */
export function surveyOf({ state, deadline }: Situation): Survey | undefined {
  const { surveys = [] } = state;
  return deadline?.startsWith('survey.open/') ? surveys[Number(suffix(deadline)) - 1] : surveys.at(-1);
}
