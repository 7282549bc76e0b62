import {
  DIMENSION_ZH,
  SURVEY_DEPARTMENT_ZH,
  SURVEY_FORM_ZH,
  SURVEY_MEDIUM_ZH,
} from '../../domain/agreement/survey-types';
import { freeText, plainDate, positive, word } from './fields';
import { keysOf, listed, z } from './zod';

/** Bodies about 满意度调查 (domain.md §7). */

const survey = () => positive().openapi({ description: '第几次调研' });
const dimension = () =>
  word().openapi({ description: `维度: ${listed(DIMENSION_ZH)}, 或本次增加的`, example: 'quality' });

export const surveyBodies = {
  'survey.send': z.strictObject({
    form: z
      .enum(keysOf(SURVEY_FORM_ZH))
      .optional()
      .openapi({ description: `${listed(SURVEY_FORM_ZH)}; 缺省: 战略客户为深度访谈, 其他为问卷` }),
    medium: z
      .enum(keysOf(SURVEY_MEDIUM_ZH))
      .optional()
      .openapi({ description: `${listed(SURVEY_MEDIUM_ZH)}; 深度访谈必须, 问卷没有` }),
    extra: z
      .array(z.strictObject({ key: word(), title: freeText(60) }))
      .max(10)
      .optional()
      .openapi({ description: '五个维度以外增加的' }),
  }),
  'survey.answer': z.strictObject({
    survey: survey(),
    scores: z
      .record(word(), z.number().min(1).max(5))
      .openapi({ description: `每个维度 1 至 5 的整数: ${listed(DIMENSION_ZH)}, 以及本次增加的` }),
    remarks: z.record(word(), freeText()).optional().openapi({ description: '各维度的意见' }),
    overall: freeText().optional().openapi({ description: '总体意见' }),
  }),
  'survey.analyse': z.strictObject({
    survey: survey(),
    departments: z
      .array(z.enum(keysOf(SURVEY_DEPARTMENT_ZH)))
      .min(1)
      .max(3)
      .openapi({ description: `参加分析会的部门: ${listed(SURVEY_DEPARTMENT_ZH)}` }),
    conclusions: freeText(),
    measures: z
      .array(z.strictObject({ dimension: dimension(), measure: freeText(500), owner: freeText(100), due: plainDate() }))
      .max(100)
      .openapi({ description: '低于 3 分的维度至少各一项' }),
  }),
  'survey.plan.deliver': z.strictObject({ survey: survey(), text: freeText().openapi({ description: '改进方案' }) }),
  'survey.measure.check': z.strictObject({
    id: positive().openapi({ description: '改进措施的编号' }),
    effect: freeText().openapi({ description: '效果' }),
  }),
};
