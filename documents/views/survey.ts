import { LOW_SCORE, SURVEY_DEPARTMENT_ZH, surveyFormZh } from '../../domain/agreement/survey-types';
import type { SurveyReportDocument } from '../../domain/document/survey';
import { dateZh, dueZh, instantZh } from '../format';
import { namedHead } from './head';

export const surveyView = (data: SurveyReportDocument) => ({
  ...namedHead('survey-report', data),
  survey: `第 ${data.survey} 次`,
  facts: [
    ['调研方式', surveyFormZh(data), '客户层级', data.tier],
    ['发出时间', instantZh(data.sentAt), '答复时间', instantZh(data.answeredAt)],
    ['客户经理', data.accountManager, '答复方式', data.answeredBy === 'client' ? '客户填写' : '访谈记录'],
  ],
  scoreText: scoreZh(data.score),
  scores: data.dimensions.map(({ title, points, before, remark }) => ({
    cells: [
      title,
      `${points}`,
      before === undefined ? '—' : `${before}`,
      before === undefined ? '—' : changeZh(points - before),
    ],
    remark: remark ?? '',
    low: points < LOW_SCORE,
  })),
  overall: data.overall ?? '（无）',
  comparison: comparison(data),
  unanswered: data.unanswered.map((one) => [`第 ${one.survey} 次`, instantZh(one.sentAt), dueZh(one.until)]),
  analysis: [
    ['分析会时间', instantZh(data.analysis.at)],
    ['参加部门', data.analysis.departments.map((department) => SURVEY_DEPARTMENT_ZH[department]).join('、')],
  ],
  conclusions: data.analysis.conclusions,
  measures: data.measures.map((one) => [
    `${one.number}`,
    one.dimension,
    one.measure,
    one.owner,
    dateZh(one.due),
    one.effect === undefined ? '待检查' : `${one.checkedOn ? `${dateZh(one.checkedOn)}：` : ''}${one.effect}`,
  ]),
  plan: data.plan.text,
  delivered: `改进方案随本报告于 ${instantZh(data.plan.at)} 送达乙方。`,
});

const scoreZh = (score: number): string => `${Number(score.toFixed(2))} 分`;

const changeZh = (by: number): string => (by > 0 ? `上升 ${by}` : by < 0 ? `下降 ${-by}` : '持平');

function comparison({ previous, score }: SurveyReportDocument): string {
  if (!previous) return '本协议期内此前没有已答复的调研，无从比较。';
  const { survey, at, score: before } = previous;
  const by = Number((score - before).toFixed(2));
  const change = by === 0 ? '与上次持平' : by > 0 ? `比上次上升 ${by} 分` : `比上次下降 ${-by} 分`;
  return `上次为第 ${survey} 次调研，${instantZh(at)} 答复，综合得分 ${scoreZh(before)}；本次综合得分 ${scoreZh(score)}，${change}。`;
}
