import type { AgreementDocument } from '../../domain/document/agreement-document';
import { DEFAULT_STANDARD_FIGURES, standardFigures } from '../../domain/document/standard';
import { AGREEMENT_TEMPLATES } from '../../domain/document/template';
import { parseServiceHours } from '../../domain/calendar/hours';
import { CASE_STANDARD } from '../../domain/case/standard';
import type { Rung } from '../../domain/deadline/types';
import { STANDARD, THRESHOLDS } from '../../domain/agreement/standard';
import { CHANGEABLE, ESCALATED } from '../../domain/standard';
import { renderDocument } from '../../documents/render';
import { WRITERS, article, clauses } from '../../documents/templates/agreement/v1';
import { sampleAgreement, sampleDraft } from '../support/documents';
import { dense, textOf } from '../support/pdf-text';

const print = async (change: Partial<AgreementDocument> = {}): Promise<string> =>
  textOf((await renderDocument('agreement', { ...sampleAgreement, ...change })).bytes);
const words = (data: AgreementDocument): string => dense(JSON.stringify(clauses(data)));
const withDraft = (draft: Partial<AgreementDocument['draft']>): AgreementDocument => ({
  ...sampleAgreement,
  draft: { ...sampleDraft, ...draft },
});

describe('template agreement/v1', () => {
  let text: string;
  beforeAll(async () => {
    text = await print();
  });

  test('has a wording for every clause that the rules know, and no other', () => {
    expect(Object.keys(WRITERS)).toEqual(AGREEMENT_TEMPLATES['agreement/v1']!.clauses.map(({ id }) => id));
  });

  test('is a whole agreement of six to ten pages', async () => {
    const { pages } = await renderDocument('agreement', sampleAgreement);
    expect(pages).toBeGreaterThanOrEqual(6);
    expect(pages).toBeLessThanOrEqual(10);
  });

  test('says 未提供 for what the parties have not said, and no clause points to a gap', async () => {
    const { industry: _industry, size: _size, ...client } = sampleAgreement.client;
    const contact = { ...sampleAgreement.people.clientContact, title: '', phone: '' };
    const account = { name: sampleAgreement.provider.name, bank: '', number: '' };
    const unsaid = {
      client,
      people: { ...sampleAgreement.people, clientContact: contact },
      provider: { ...sampleAgreement.provider, account },
    };
    const printed = await print(unsaid);
    for (const part of [
      '行业未提供规模未提供',
      `乙方对接人${contact.name}未提供未提供`,
      '账号：未提供',
      '的账号未在《协议基本信息表》中提供',
    ])
      expect(printed).toContain(dense(part));
    expect(printed).not.toContain('所列甲方收款账户');
    expect(text).toContain('所列甲方收款账户');
    expect(text).not.toContain('未提供');
  });

  test('prints all core clauses in order, numbered', () => {
    const titles = clauses(sampleAgreement).map(({ article: no, title }) => `${no}${title}`);
    const places = titles.map((title) => text.indexOf(title));
    expect(places.every((place, i) => place > (places[i - 1] ?? -1))).toBe(true);
    expect(titles[0]).toBe('第一条定义与解释');
    expect(titles.at(-1)).toBe('第十九条附件');
  });

  test('prints both tables, the annex mapping and the amount in figures and capitals', () => {
    for (const part of [
      '协议基本信息表',
      '91310115MA1K4BXQ2T',
      '91330108MA2H1CDY6P',
      '附件一服务内容明细',
      '服务费用总额为人民币120,000.00元（大写：人民币壹拾贰万元整）',
      '首付款为费用总额的30%',
      '所有对外沟通不得提及乙方尚未公开的产品名称附2.1、第八条',
      '附2.2甲方首次联系名单客户以前',
      '附件三：需维护的客户名单（另附）',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('prints the figures of the service standard', () => {
    for (const part of [
      '客户经理首次联系30分钟',
      '首个解决方案24小时',
      '紧急需求响应2小时',
      '常规需求响应48小时',
      '自纪要送达之日起3个工作日内',
      '自送达之日起5个工作日内书面接受或者逐条提出异议',
      '不低于85分',
      '不低于95%',
      '不超过24小时',
      '期限届满前30日',
      '逾期金额×0.05%×逾期天数',
      '30%',
      '终止后继续有效2年',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('numbers of articles are never wrong: every one named exists', () => {
    const last = clauses(sampleAgreement).length;
    const titles = new Set(clauses(sampleAgreement).map((clause) => clause.article));
    const named = words(sampleAgreement).match(/第[一二三四五六七八九十]+条/g) ?? [];
    expect(named.length).toBeGreaterThan(last);
    expect(named.filter((no) => !titles.has(no))).toEqual([]);
    expect(() => article('none')).toThrow('模板中没有此条款');
  });
});

describe('what depends on the draft', () => {
  test('exactly one way of dispute is printed', () => {
    const court = words(withDraft({ dispute: { court: '杭州市滨江区人民法院' } }));
    expect(court).toContain('向杭州市滨江区人民法院提起诉讼');
    expect(court).not.toContain('仲裁规则');
    const arbitration = words(sampleAgreement);
    expect(arbitration).toContain('提交上海仲裁委员会');
    expect(arbitration).not.toContain('提起诉讼');
  });

  test('a natural person signs by name and is shown with the masked document', async () => {
    const text = await print({
      provider: {
        kind: 'natural-person',
        name: '欧阳喆',
        identityDocument: '居民身份证 1101**********001X',
        address: '北京市海淀区',
        account: { name: '欧阳喆', bank: '', number: '6222' },
      },
    });
    expect(text).toContain('居民身份证1101**********001X');
    expect(text).toContain('本人（签名）');
    expect(text).toContain('甲方由本人签名，乙方由法定代表人或者授权签署人签字并加盖公章');
    expect(text).not.toContain('开户行：账号');
  });

  test('a condition, a predecessor, a flat penalty, a variant and a supplement', () => {
    const text = words({
      ...withDraft({
        penalties: { lateFlatPercent: 10, capPercent: 30 },
        clauses: sampleDraft.clauses.map((clause) =>
          clause.id === 'confidentiality'
            ? { ...clause, variant: 'provider-only' }
            : clause.id === 'fees'
              ? { ...clause, supplement: '每年可书面复核费用一次。' }
              : clause,
        ),
      }),
      predecessor: '2025-客户维护-007',
      term: { months: 18, condition: { text: '乙方完成立项审批', dueOn: '2027-02-01' } },
    });
    expect(text).toContain('违约金＝逾期金额×10%，且不超过逾期金额的30%');
    expect(text).toContain('甲方对在订立、履行本协议过程中知悉的乙方商业秘密');
    expect(text).toContain('本条特别约定：每年可书面复核费用一次。');
    expect(text).toContain('本协议期限为18个月，自生效之日起算');
    expect(text).toContain('下列条件成就之日起生效：乙方完成立项审批。该条件最迟应于2027年2月1日以前成就');
    expect(text).toContain('编号2025-客户维护-007协议的续签');
  });

  test('changed figures of the standard are what is printed', () => {
    const standard = standardFigures(
      {
        'meeting.feedback': { value: 4, unit: 'workday' },
        'complaint.first-contact': { value: 45, unit: 'min' },
        'evaluation.confirm': { value: 6, unit: 'workday' },
      },
      {},
      { reviewMeeting: 'quarterly' },
    );
    const text = words({ ...sampleAgreement, standard });
    expect(text).toContain('自纪要送达之日起4个工作日内');
    expect(text).toContain('"客户经理首次联系","45分钟"');
    expect(text).toContain('送达之日起6个工作日内确认');
    expect(text).toContain('双方每季度召开一次复盘会');
  });

  test('figures that nobody has changed are those of the standard, by which the clocks run', () => {
    const { clientReview, complaint, request, evaluation } = DEFAULT_STANDARD_FIGURES;
    expect(clientReview).toBe(STANDARD['review.client']!.target);
    expect(complaint.firstContact).toBe(CASE_STANDARD['complaint.first-contact']!.target);
    expect(request.importantPlan).toBe(CASE_STANDARD['request.plan']!.levels!['重要']);
    expect(request.regularResponse).toBe(CASE_STANDARD['request.response']!.levels!['常规']);
    expect(evaluation).toMatchObject({ ...THRESHOLDS, confirm: STANDARD['evaluation.confirm']!.target });
  });

  test('every time that can be agreed is printed when it is agreed', () => {
    const missing = CHANGEABLE.filter((id) => {
      const agreed = { value: 17, unit: 'day' } as const;
      return !words({ ...sampleAgreement, standard: standardFigures({ [id]: agreed }) }).includes('17日');
    });
    expect(missing).toEqual([]);
  });

  test('every ladder that can be agreed is printed, rung by rung', () => {
    const hours = (value: number) => ({ value, unit: 'h' as const });
    const rungs: Rung[] = [
      { role: 'manager', after: hours(0) },
      { role: 'head-of-service', after: hours(3) },
    ];
    const printed = (id: string) => words({ ...sampleAgreement, standard: standardFigures({}, { [id]: rungs }) });
    expect(ESCALATED.filter((id) => !printed(id).includes('届满当时通知负责人；届满后3小时通知服务总监'))).toEqual([]);
    expect(printed('complaint.first-contact@重大')).toContain('重大投诉：首次联系客户');
    expect(words(sampleAgreement)).not.toContain('升级另行约定');
  });

  test('service hours that were chosen are printed, and no sentence contradicts them', async () => {
    const serviceHours = parseServiceHours('09:00-12:00,13:30-18:00');
    const text = await print({ serviceHours });
    expect(text).toContain(
      '服务时间为每个工作日的09:00至12:00、13:30至18:00；以“分钟”“小时”计算的期限只在服务时间以内计算',
    );
    expect(text).toContain('至最后一个工作日的服务时间结束时（18:00）届满');
    expect(text).not.toMatch(/按自然时间连续计算|最后一个工作日的24:00届满/);
    expect(words(sampleAgreement)).toContain('按自然时间连续计算');
  });

  test('what was agreed for complaints and requests of one level is printed, too', () => {
    const hours = (value: number) => ({ value, unit: 'h' as const });
    const standard = standardFigures({
      'request.response': hours(12),
      'request.response@紧急': hours(1),
      'complaint.first-contact@重大': { value: 10, unit: 'min' },
      'complaint.retrospective': { value: 3, unit: 'workday' },
    });
    const text = words({ ...sampleAgreement, standard });
    expect(text).toContain('"紧急需求","响应","1小时"');
    expect(text).toContain('"重要需求","响应","12小时"');
    expect(text).toContain('"重大投诉","首次联系客户（另行约定）","10分钟"');
    expect(text).toContain('"投诉","内部复盘（另行约定）","3个工作日"');
  });

  test('an unknown template is refused', async () => {
    const rendering = renderDocument('agreement', withDraft({ templateVersion: 'agreement/v9' }));
    await expect(rendering).rejects.toMatchObject({ type: 'Invalid', field: 'draft.templateVersion' });
  });
});
