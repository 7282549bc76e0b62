import type { AgreementDocument } from '../../domain/document/agreement-document';
import type { AgreementDraft } from '../../domain/document/agreement-draft';
import { DEFAULT_STANDARD_FIGURES } from '../../domain/document/standard';
import { coreClauses } from '../../domain/document/template';
import type { DocumentData } from '../../domain/document/types';
import { parseInstant } from '../../domain/time';
import { evidenceOn } from './sample-evidence';
import { surveyReport } from './survey-report';
import { sampleTables } from './tables';
import { writtenDocuments } from './written-documents';

/** Complete, invented data for every kind of document. */
const at = parseInstant;

export const sampleRequirements = [
  '所有对外沟通不得提及乙方尚未公开的产品名称',
  '名单客户一律先以短信预约, 获得同意后方可致电',
];

export const sampleDraft: AgreementDraft = {
  templateVersion: 'agreement/v1',
  serviceItems: [
    { item: '定期沟通', standard: '由客户经理以电话或视频进行, 每次形成沟通记录', frequency: '每月 1 次' },
    { item: '上门拜访', standard: '客户经理与负责人共同拜访, 收集改进意见', frequency: '每季度 1 次' },
    { item: '满意度调研', standard: '五个维度的深度访谈, 出具调研报告与改进方案', frequency: '每季度 1 次' },
    { item: '客户关怀', standard: '生日、企业周年、春节与中秋的问候, 礼品价值每份不超过 300 元', frequency: '按日期' },
    { item: '价值报告', standard: '服务成果、行业动态与服务改进', frequency: '每季度 1 次' },
  ],
  feeFen: 12_000_000,
  feeBreakdown: [
    { label: '基础维护服务费', fen: 9_600_000 },
    { label: '满意度调研费', fen: 1_600_000 },
    { label: '客户关怀费', fen: 800_000 },
  ],
  paymentPlan: {
    downPaymentPercent: 30,
    instalments: [
      { seq: 1, fen: 3_600_000, on: { date: '2027-01-10' } },
      { seq: 2, fen: 4_200_000, on: { milestone: '半年合同履行情况报告送达后 10 日内' } },
      { seq: 3, fen: 4_200_000, on: { invoice: 10 } },
    ],
  },
  confidentialityYears: 2,
  penalties: { lateDailyRateBp: 5, capPercent: 30 },
  dispute: { arbitration: '上海仲裁委员会' },
  notices: { channels: ['post', 'email', 'platform'] },
  copies: 2,
  annexes: ['需维护的客户名单', '个人信息处理告知与同意书'],
  clauses: coreClauses(),
  personalClauses: [
    { id: 'p1', text: '甲方及其人员在任何对外沟通中不得使用或者暗示乙方尚未公开的产品名称、型号与上市时间。' },
    { id: 'p2', text: '甲方首次联系名单客户以前, 应以短信说明身份与事由并取得同意; 未获同意的不得致电。' },
  ],
  personalised: [
    { requirement: sampleRequirements[0]!, clauses: ['p1', 'confidentiality'] },
    { requirement: sampleRequirements[1]!, clauses: ['p2'] },
  ],
};

export const VERIFICATION = {
  code: 'K7QM2XTA9PF0C4V9',
  url: 'https://lvyue.example.cn/v1/verify/K7QM2XTA9PF0C4V9',
  dataHash: 'f3b1c5d7e9a0'.repeat(6).slice(0, 64),
};
const named = {
  verification: VERIFICATION,
  number: '2026-客户维护-001',
  version: 1,
  label: '第 1 版',
  date: '2027-02-05',
  providerName: '上海恒睦客户服务有限公司',
  providerKind: 'enterprise',
  clientName: '杭州青禾精密仪器股份有限公司',
} as const;
const term = { from: '2027-01-01', to: '2027-12-31' };

export const sampleAgreement: AgreementDocument = {
  verification: VERIFICATION,
  number: named.number,
  version: 1,
  label: '第 1 版',
  date: '2026-12-08',
  provider: {
    kind: 'enterprise',
    name: named.providerName,
    uscc: '91310115MA1K4BXQ2T',
    address: '上海市浦东新区锦绣东路 2777 弄 12 号 601 室',
    legalRepresentative: '喆文涛',
    account: { name: named.providerName, bank: '中国工商银行上海市浦东分行', number: '1001 2345 0920 0456 789' },
  },
  client: {
    kind: 'enterprise',
    name: named.clientName,
    uscc: '91330108MA2H1CDY6P',
    address: '浙江省杭州市滨江区江南大道 3888 号 B 座 9 层',
    legalRepresentative: '周䶮',
    industry: '仪器仪表制造业',
    size: '300 至 500 人',
  },
  people: {
    accountManager: { name: '林知远', title: '客户经理', phone: '138 0013 8001', email: 'lin@hengmu.example' },
    manager: { name: '沈若溪', title: '服务部总经理', phone: '138 0013 8002', email: 'shen@hengmu.example' },
    clientContact: { name: '许𬭎', title: '市场总监', phone: '139 0013 9001', email: 'xu@qinghe.example' },
    clientSignatory: {
      name: '周䶮',
      title: '董事长',
      phone: '139 0013 9002',
      email: 'zhou@qinghe.example',
      authority: 'legal-representative',
    },
  },
  tier: '战略',
  clientType: '长期合作',
  term: { months: 12, ...term },
  draft: sampleDraft,
  standard: DEFAULT_STANDARD_FIGURES,
  targets: [
    { indicator: '名单客户保有率', target: '不低于 92%', weightPercent: 60, stage: '全年' },
    { indicator: '投诉率', target: '不高于 1.5%', weightPercent: 40, stage: '每季度' },
  ],
};

export const sampleDocuments: DocumentData = {
  agreement: sampleAgreement,
  'service-plan': {
    ...named,
    period: term,
    team: [
      { name: '林知远', duty: '客户经理, 统筹履行, 投诉与需求的首问责任人', phone: '138 0013 8001' },
      { name: '高岚', duty: '技术支持, 技术类需求与投诉' },
      { name: '韩墨', duty: '客服专员, 回访、调研与台账', phone: '021-5555 0102' },
    ],
    tasks: [
      { item: '定期沟通', schedule: '每月 10 日以前', owner: '林知远', deliverable: '客户沟通记录表' },
      { item: '上门拜访', schedule: '3、6、9、12 月', owner: '林知远', deliverable: '拜访纪要' },
      { item: '满意度调研', schedule: '每季度末月', owner: '韩墨', deliverable: '客户满意度调研报告' },
    ],
    remarks: '拜访日期由双方对接人提前 5 个工作日确认。',
  },
  ledger: {
    ...named,
    label: '2027年1月',
    month: '2027-01',
    tier: '战略',
    accountManager: '林知远',
    entries: [
      {
        seq: 1,
        at: at('2027-01-06T10:05+08:00'),
        way: '电话',
        content: '确认年度沟通安排, 介绍服务团队成员与联系方式。',
        need: '希望每月沟通安排在上午',
        progress: '已写入服务执行计划',
        opinion: '满意',
      },
      {
        seq: 2,
        at: at('2027-01-18T15:40+08:00'),
        way: '视频',
        content: '通报名单客户首轮回访结果: 共 48 家, 接通 41 家, 其中 3 家提出技术咨询。',
        need: '提供校准服务的报价',
        problem: '7 家联系方式已失效',
        progress: '已向乙方索取新的联系方式, 报价由技术支持在 3 个工作日内提交',
        opinion: '请尽快补齐联系方式',
      },
      { seq: 3, at: at('2027-01-19T09:10+08:00'), way: '电话', content: '接通家数应为 42 家。', corrects: 2 },
    ],
  },
  minutes: {
    ...named,
    label: '第 1 次',
    meeting: 1,
    heldAt: at('2027-01-28T14:00+08:00'),
    place: '线上会议',
    host: '沈若溪',
    attendees: [
      { name: '沈若溪', title: '服务部总经理', side: 'provider' },
      { name: '林知远', title: '客户经理', side: 'provider' },
      { name: '许𬭎', title: '市场总监', side: 'client' },
    ],
    progress: '首轮回访完成 42 家, 服务执行计划已送达并经确认。\n校准服务报价已提交, 等待乙方内部审批。',
    satisfaction: '乙方对响应速度表示满意, 希望回访记录更详细。',
    improvements: [{ measure: '回访记录增加“客户原话”一栏', owner: '韩墨', due: '2027-02-10' }],
    remarksDue: at('2027-02-03T00:00+08:00'),
    remarksWindow: { value: 3, unit: 'workday' },
  },
  'performance-report': {
    ...named,
    label: '第 1 期',
    report: 1,
    period: { from: '2027-01-01', to: '2027-03-31' },
    summary: '本期服务按计划进行, 共沟通 3 次、拜访 1 次, 受理需求 6 件、投诉 1 件, 均在时限内办结。',
    items: [
      { item: '定期沟通', planned: '3 次', done: '3 次' },
      { item: '上门拜访', planned: '1 次', done: '1 次', note: '3 月 17 日' },
    ],
    figures: [
      { name: '平均响应时间', value: '3.4 小时', target: '不超过 24 小时' },
      { name: '投诉率', value: '0.4%', target: '不高于 1.5%' },
    ],
    payments: [{ seq: 1, dueFen: 3_600_000, paidFen: 3_600_000 }],
    rectifications: [
      { finding: '2 份沟通记录缺少客户意见', measure: '补录并加强复核', owner: '韩墨', due: '2027-04-10', done: false },
    ],
    next: ['4 月完成第二轮名单客户回访', '6 月上门拜访, 由负责人带队'],
  },
  'survey-report': surveyReport(named),
  'evaluation-report': {
    ...named,
    date: '2027-12-02',
    version: 2,
    label: '第 2 版',
    term,
    frozenAt: at('2027-12-02T00:00+08:00'),
    dataHash: '9f2c5d1ab7e04c8f6a1b3e5d7c9f0a2b4d6e8f1a3c5b7d9e0f2a4c6b8d0e1f3a',
    indicators: [
      { name: '客户满意度', value: 88.4, unit: '分', bound: 'min', threshold: 85, verdict: 'passed', sample: 4 },
      { name: '按时完成率', value: 93.333333, unit: '%', bound: 'min', threshold: 95, verdict: 'failed', sample: 45 },
      {
        name: '平均响应时间',
        unit: '小时',
        bound: 'max',
        threshold: 24,
        verdict: 'not-assessable',
        note: '无需求记录',
      },
    ],
    classes: [
      { name: '紧急需求', inTime: 2, late: 1 },
      { name: '常规需求', inTime: 0, late: 0 },
    ],
    targets: [{ indicator: '名单客户保有率', target: '不低于 92%', result: '94%', verdict: 'passed' }],
    verdict: 'failed',
    corrections: '按时完成率的分母补入 1 件补录的需求。',
    confirmBy: at('2027-12-10T00:00+08:00'),
  },
  'termination-notice': {
    ...named,
    version: 2,
    label: '第 4 号',
    from: 'client',
    grounds: '协议第十条第 6 款: 评估不合格的, 提前 30 日书面通知。',
    facts: '2027 年 12 月 2 日出具的《服务评估报告》(第 2 版)显示按时完成率为 93.33%, 低于约定的 95%。',
    noticeDays: 30,
    deliveredOn: '2027-12-13',
    endsOn: '2028-01-12',
    channel: 'post',
    requests: ['名单客户的全部沟通记录', '未办结需求的处理说明'],
  },
  ...writtenDocuments(named),
  'handover-list': {
    ...named,
    endsOn: '2028-01-12',
    items: [
      { item: '沟通记录', detail: '2027 年 1 月至 12 月, 共 312 条', done: true },
      { item: '账号', detail: '服务平台客户侧账号 3 个', done: false, note: '待乙方指定接收人' },
    ],
    backup: { content: '客户数据完整备份', sha256: 'b'.repeat(64), done: true },
    openCases: [
      {
        id: '2026-客户维护-001-R5',
        kind: '需求',
        summary: '校准服务报价延期确认',
        owner: '高岚',
        due: at('2028-01-20T00:00+08:00'),
      },
    ],
  },
  settlement: {
    ...named,
    period: { from: '2027-01-01', to: '2028-01-12' },
    lines: [
      { label: '服务费用', basis: '协议总额', fen: 12_000_000 },
      { label: '通知期服务费', basis: '120,000.00 元 ÷ 365 日 × 12 日', fen: 394_521 },
      { label: '已付款项', basis: '第 1、2 期', fen: -7_800_000 },
      { label: '逾期服务违约金', basis: '8,000.00 元 × 0.05% × 6 日', fen: -2_400 },
    ],
    account: { name: named.providerName, bank: '中国工商银行上海市浦东分行', number: '1001 2345 0920 0456 789' },
    payBy: '2028-01-31',
  },
  'completion-certificate': {
    ...named,
    term,
    endedOn: '2028-01-12',
    reason: '评估未通过, 书面通知期届满',
    handoverAcceptedOn: '2028-01-18',
    settledFen: 4_592_121,
    backupDeliveredOn: '2028-01-15',
    confidentialUntil: '2030-01-12',
    openCases: ['2026-客户维护-001-R5'],
  },
  'signature-evidence': evidenceOn(named),
  ...sampleTables(named),
};
