import { DAY, dateAt } from '../../domain/time';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { agreementInForce } from './in-force';
import { must } from './samples';

let api: Api;
let no: string;
beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  no = await agreementInForce(api);
}, 180_000);
afterAll(() => api.close());

const SCORES = { quality: 5, response: 2, communication: 5, 'problem-solving': 4, value: 4 };
const send = (role: Parameters<Api['command']>[0], name: string, body: object) =>
  api.command<Loose>(role, no, name, body);
const surveys = async (role: 'manager' | 'client'): Promise<Loose[]> =>
  (await must(api.get<Loose>(role, `/v1/agreements/${no}`, role === 'client' ? no : undefined))).surveys as Loose[];

describe('满意度调研, 经 HTTP', () => {
  it('发出; 错误的评分被拒绝并指出字段, 什么都没有改变', async () => {
    await must(
      send('operations', 'survey.send', { form: 'questionnaire', extra: [{ key: 'training', title: '培训' }] }),
    );
    const wrong: [object, number, string][] = [
      [{ ...SCORES, training: 0 }, 422, 'scores.training'],
      [{ ...SCORES, training: 6 }, 422, 'scores.training'],
      [{ ...SCORES, training: 2.5 }, 422, 'scores.training'],
      [{ ...SCORES, training: '5' }, 400, 'scores.training'],
      [{ ...SCORES, training: 5, price: 5 }, 422, 'scores.price'],
      [SCORES, 422, 'scores.training'],
    ];
    for (const [scores, status, field] of wrong) {
      const refused = await send('client', 'survey.answer', { survey: 1, scores });
      expect([scores, refused.status, refused.body.field]).toEqual([scores, status, field]);
    }
    expect(await surveys('client')).toMatchObject([{ survey: 1, state: 'open', form: 'questionnaire' }]);
    const forClient = { survey: 1, scores: { ...SCORES, training: 5 } };
    expect((await send('account-manager', 'survey.answer', forClient)).status).toBe(403);
  });

  it('答复后可读; 意见加密保存, 记录里没有原文', async () => {
    const remarks = { response: '紧急事项等了两天' };
    await must(
      send('client', 'survey.answer', { survey: 1, scores: { ...SCORES, training: 4 }, remarks, overall: '尚可' }),
    );
    expect(await surveys('manager')).toMatchObject([
      {
        ...{ survey: 1, state: 'answered', score: 80 },
        dimensions: [{}, {}, {}, {}, {}, { key: 'training', title: '培训' }],
        answer: { by: 'client', remarks, overall: '尚可', scores: { response: 2, training: 4 } },
      },
    ]);
    for (const table of ['agreements', 'audit_events', 'notices']) {
      const { rows } = await api.db.raw<{ rows: object[] }>('select t::text as text from ?? t', [table]);
      expect(JSON.stringify(rows)).not.toMatch(/等了两天|尚可|培训/);
    }
  });

  it('分析会的结论在改进方案送达以前不给客户看; 低于 3 分的须有措施', async () => {
    const analysis = { survey: 1, departments: ['service', 'product'], conclusions: '值班有空缺' };
    const bare = await send('account-manager', 'survey.analyse', { ...analysis, measures: [] });
    expect([bare.status, bare.body.field]).toEqual([422, 'measures']);
    const measure = { measure: '增加备用联系人', owner: '韩墨', due: dateAt(Date.now() + 10 * DAY) };
    await must(
      send('account-manager', 'survey.analyse', { ...analysis, measures: [{ dimension: 'response', ...measure }] }),
    );
    expect((await surveys('client'))[0]).not.toHaveProperty('analysis');
    const trail = await must(api.get('client', `/v1/agreements/${no}/timeline?limit=200`, no));
    expect(JSON.stringify(trail)).toContain('survey.analysed');
    expect(JSON.stringify(trail)).not.toMatch(/值班有空缺|备用联系人/);

    await must(send('account-manager', 'survey.plan.deliver', { survey: 1, text: '下月起轮值' }));
    expect(await surveys('client')).toMatchObject([
      { analysis: { conclusions: '值班有空缺', measures: [{ id: 1, owner: '韩墨' }] }, plan: { text: '下月起轮值' } },
    ]);
  });

  it('评估所取的满意度, 附所依据的调研', async () => {
    const { survey } = await must(api.get<Loose>('auditor', `/v1/agreements/${no}/figures`));
    expect(survey).toEqual({ satisfaction: 80, answered: [1], unanswered: [] });
    const before = await must(api.get<Loose>('auditor', `/v1/agreements/${no}/figures?from=2020-01-01&to=2020-01-31`));
    expect(before.survey).toEqual({ answered: [], unanswered: [] });
  });

  it('客户读到报告; 措施的效果检查后有新的版本', async () => {
    await must(send('service-team', 'survey.measure.check', { id: 1, effect: '均在时限内' }));
    const { items } = await must(api.get<{ items: Loose[] }>('client', `/v1/agreements/${no}/documents`, no));
    const reports = items.filter(({ kind }) => kind === 'survey-report');
    expect(reports.map(({ version, title }) => [version, title])).toEqual([
      [1, '客户满意度调研报告'],
      [2, '客户满意度调研报告'],
    ]);
    const paper = await api.get('client', `/v1/agreements/${no}/documents/survey-report/2`, no);
    expect([paper.status, paper.bytes.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    expect((await send('service-team', 'survey.measure.check', { id: 1, effect: '再查' })).status).toBe(409);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
