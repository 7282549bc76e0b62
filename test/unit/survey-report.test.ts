import type { DocumentData } from '../../domain/document/types';
import { renderDocument } from '../../documents/render';
import type { PaperAgreement } from '../support/agreement';
import { inForce } from '../support/in-force';
import { paperOf } from '../support/papers';
import { surveyReport } from '../support/survey-report';
import { dense, textOf } from '../support/pdf-text';

/** 《客户满意度调研报告》: from what is recorded to what is printed. */

const GOOD = { quality: 5, response: 4, communication: 5, 'problem-solving': 4, value: 5 };

const surveyed = (a: PaperAgreement, survey: number, scores: Record<string, number>): PaperAgreement =>
  a.send('client', 'survey.answer', {
    survey,
    scores,
    remarks: { response: '第二天才有人回复' },
    overall: '总体满意',
  });

function analysed(a: PaperAgreement, survey: number): PaperAgreement {
  const measures = [{ dimension: 'response', measure: '增加备用联系人', owner: '韩墨', due: '2027-08-10' }];
  return a
    .send('account-manager', 'survey.analyse', {
      survey,
      departments: ['service', 'sales'],
      conclusions: '值班有空缺',
      measures,
    })
    .send('account-manager', 'survey.plan.deliver', { survey, text: '自八月起轮值' });
}

/** Three surveys: answered, not answered, answered with a low score. */
function third(): PaperAgreement {
  const send = (a: PaperAgreement, extra: { key: string; title: string }[] = []) =>
    a.send('operations', 'survey.send', { form: 'questionnaire', extra });
  const a = send(inForce().at('2027-01-11T10:00:00+08:00'));
  analysed(surveyed(a, 1, GOOD), 1);
  send(a.at('2027-04-01T10:00:00+08:00'));
  send(a.at('2027-07-01T10:00:00+08:00'), [{ key: 'training', title: '培训效果' }]);
  surveyed(a.at('2027-07-05T10:00:00+08:00'), 3, { ...GOOD, response: 1, training: 4 });
  return analysed(a.at('2027-07-08T10:00:00+08:00'), 3);
}

const reportOf = (a: PaperAgreement): DocumentData['survey-report'] =>
  paperOf('survey-report', a.ordered('survey-report'));
const print = async (data: DocumentData['survey-report']): Promise<string> =>
  textOf((await renderDocument('survey-report', data)).bytes);

test('scores, remarks, the survey before, those not answered, the analysis and the measures are those recorded', async () => {
  const data = reportOf(third());
  expect(data).toMatchObject({
    version: 2,
    survey: 3,
    form: 'questionnaire',
    answeredBy: 'client',
    score: 80,
    previous: { survey: 1, score: 92 },
    unanswered: [{ survey: 2 }],
    dimensions: [
      { title: '服务质量', points: 5, before: 5 },
      { title: '响应速度', points: 1, before: 4, remark: '第二天才有人回复' },
      { title: '沟通', points: 5, before: 5 },
      { title: '解决问题', points: 4, before: 4 },
      { title: '服务价值', points: 5, before: 5 },
      { title: '培训效果', points: 4 },
    ],
    measures: [{ number: 2, dimension: '响应速度', measure: '增加备用联系人', owner: '韩墨', due: '2027-08-10' }],
  });
  const text = await print(data);
  for (const part of [
    '第 3 次',
    '问卷',
    '2027年7月1日 10:00',
    '2027年7月5日 10:00',
    '综合得分：80 分',
    '响应速度 1 4 下降 3 第二天才有人回复',
    '培训效果 4 — —',
    '上次为第 1 次调研，2027年1月11日 10:00 答复，综合得分 92 分；本次综合得分 80 分，比上次下降 12 分',
    '客服部、销售部',
    '2 响应速度 增加备用联系人 韩墨 2027年8月10日 待检查',
    '自八月起轮值',
  ])
    expect(text).toContain(dense(part));
  expect(text).toMatch(/此前未答复的调研.*第2次2027年4月1日10:00/);
});

test('the first survey has nothing to be compared with', async () => {
  const a = inForce().at('2027-01-11T10:00:00+08:00').send('operations', 'survey.send', { form: 'questionnaire' });
  const data = reportOf(analysed(surveyed(a, 1, GOOD), 1));
  expect(data).not.toHaveProperty('previous');
  expect(await print(data)).toContain(dense('此前没有已答复的调研'));
});

test('a checked measure is in the next version, as is what was known before', async () => {
  const a = third().at('2027-08-12T10:00:00+08:00');
  a.send('account-manager', 'survey.measure.check', { id: 2, effect: '均在时限内响应' });
  const data = reportOf(a);
  expect(data).toMatchObject({
    version: 3,
    survey: 3,
    measures: [{ effect: '均在时限内响应', checkedOn: '2027-08-12' }],
  });
  expect(await print(data)).toContain(dense('2027年8月12日：均在时限内响应'));
  expect({ ...data, version: 2, date: '', measures: [] }).toEqual({ ...reportOf(third()), date: '', measures: [] });
});

test('an interview says how it was held and who wrote it down', async () => {
  const text = await print(reportOf(third()));
  expect(text).toContain(dense('答复方式 客户填写'));
  const { verification, number, version, label, date, providerName, providerKind, clientName } = reportOf(third());
  const named = { verification, number, version, label, date, providerName, providerKind, clientName };
  const interview = await print(surveyReport(named));
  expect(interview).toContain(dense('深度访谈（视频）'));
  expect(interview).toContain(dense('答复方式 访谈记录'));
});
