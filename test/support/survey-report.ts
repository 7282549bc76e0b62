import type { NamedDocument } from '../../domain/document/base';
import type { DocumentData } from '../../domain/document/types';
import { parseInstant as at } from '../../domain/time';

/** Complete, invented data of a report on a survey. */
export const surveyReport = (named: NamedDocument): DocumentData['survey-report'] => ({
  ...named,
  survey: 3,
  form: 'interview',
  medium: 'video',
  tier: '战略',
  accountManager: '林知远',
  sentAt: at('2027-07-01T10:00+08:00'),
  answeredAt: at('2027-07-08T15:30+08:00'),
  answeredBy: 'interviewer',
  dimensions: [
    { title: '服务质量', points: 4, before: 3, remark: '回访记录比上季度详细。' },
    { title: '响应速度', points: 2, before: 4, remark: '两次紧急需求都等到第二天。\n希望有备用联系人。' },
    { title: '沟通', points: 5, before: 5 },
    { title: '解决问题', points: 4, before: 4 },
    { title: '服务价值', points: 4, before: 4 },
    { title: '培训效果', points: 5 },
  ],
  score: 80,
  overall: '总体满意, 响应须改进。',
  previous: { survey: 1, at: at('2027-01-20T11:00+08:00'), score: 82.5 },
  unanswered: [{ survey: 2, sentAt: at('2027-04-01T10:00+08:00'), until: at('2027-04-17T00:00+08:00') }],
  analysis: {
    at: at('2027-07-12T14:00+08:00'),
    departments: ['service', 'product'],
    conclusions: '值班表没有覆盖法定假日前一日。',
  },
  measures: [
    {
      number: 4,
      dimension: '响应速度',
      measure: '值班表覆盖全部工作日, 设备用联系人',
      owner: '韩墨',
      due: '2027-08-10',
      effect: '八月紧急需求均在两小时内响应',
      checkedOn: '2027-09-01',
    },
    { number: 5, dimension: '响应速度', measure: '每周核对响应时限', owner: '高岚', due: '2027-09-10' },
  ],
  plan: { at: at('2027-07-20T10:00+08:00'), text: '值班表自八月起执行, 备用联系人为高岚。' },
});
