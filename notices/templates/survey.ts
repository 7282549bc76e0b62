import { LOW_SCORE, surveyFormZh } from '../../domain/agreement/survey-types';
import type { Templates } from './letter';

/** 满意度调查 */
export const survey: Templates<'survey'> = {
  'survey.sent': ({ survey: n, ...how }, { personal }) => ({
    about: `第 ${n} 次满意度调研：请您评分`,
    tone: 'ask',
    lead: [
      how.form === 'interview'
        ? '客户经理将与贵方约定时间进行访谈并记录评分与意见，贵方也可以自行填写。'
        : '请就服务质量、响应速度、沟通、解决问题、服务价值等各维度评 1 至 5 分，可附意见。',
    ],
    facts: [['调研方式', surveyFormZh(how)], ...(personal ? ([['填写入口', personal]] as [string, string][]) : [])],
    clock: { id: `survey.open/${n}` },
    request: '请在到期前答复；到期未答复的，本次调研记为未答复。',
  }),

  'survey.answered': ({ survey: n, score, low }, { to }) => ({
    about: `第 ${n} 次满意度调研已有结果：${score} 分`,
    tone: low > 0 ? 'ask' : 'info',
    lead: [
      low > 0
        ? `客户已答复，其中 ${low} 个维度低于 ${LOW_SCORE} 分，每个都须有改进措施、责任人与完成日期。`
        : `客户已答复，没有低于 ${LOW_SCORE} 分的维度。`,
    ],
    facts: [['综合得分', `${score} 分`]],
    clock: { id: 'survey.analysis' },
    request:
      to === 'manager'
        ? '请督促有关部门召开分析会。'
        : '请召集有关部门召开分析会，登记结论与改进措施，并按期送达改进方案。',
  }),

  'survey.report': ({ survey: n }, { paper }) => ({
    about: `第 ${n} 次满意度调研报告与改进方案已送达`,
    tone: 'info',
    lead: ['调研结果、分析结论、改进措施与改进方案载于《客户满意度调研报告》。措施的效果将继续跟踪检查。'],
    facts: [['文件', `${paper('survey-report')}（附件）`]],
    request: '如有不同意见，请告知客户经理。',
  }),
};
