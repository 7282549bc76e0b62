import type { NamedDocument } from '../../domain/document/base';
import type { DocumentData } from '../../domain/document/types';
import { parseInstant as at } from '../../domain/time';

type TableKind = 'complaint-record' | 'request-tracking' | 'contact-record' | 'client-classification';

const NO = '2026-客户维护-001';

/** Complete, invented data of the record of a complaint and of the tables that people ask for. */
export const sampleTables = (named: NamedDocument): Pick<DocumentData, TableKind> => ({
  'complaint-record': {
    ...named,
    number: `${NO}-C3`,
    agreementNo: NO,
    accountManager: '林知远',
    handling: {
      channel: '电话',
      description: '名单客户反映, 上周约定的回访没有进行, 也没有人说明。',
      person: '韩墨',
      reportedAt: at('2027-03-01T09:10+08:00'),
      recordedAt: at('2027-03-01T09:12+08:00'),
      severity: '严重',
      about: 'service',
      rounds: 2,
      attempts: 1,
      outcome: 'satisfied',
      clocks: [
        {
          id: 'complaint.first-contact',
          round: 1,
          due: at('2027-03-01T09:40+08:00'),
          metAt: at('2027-03-01T09:30+08:00'),
          pauses: [],
        },
        {
          id: 'complaint.first-solution',
          round: 1,
          due: at('2027-03-02T09:10+08:00'),
          missed: true,
          metAt: at('2027-03-02T10:00+08:00'),
          excluded: true,
          pauses: [{ from: at('2027-03-01T10:00+08:00'), to: at('2027-03-01T11:00+08:00') }],
        },
        { id: 'complaint.callback', round: 2, due: at('2027-03-06T00:00+08:00'), cancelled: true, pauses: [] },
      ],
      steps: [
        {
          at: at('2027-03-01T09:30+08:00'),
          recordedAt: at('2027-03-01T09:45+08:00'),
          round: 1,
          by: 'account-manager',
          command: 'complaint.contact',
          payload: { way: '视频会议', note: '已致歉并了解经过' },
        },
        {
          at: at('2027-03-01T11:00+08:00'),
          recordedAt: at('2027-03-01T11:00+08:00'),
          round: 1,
          by: 'operations',
          command: 'complaint.team',
          payload: { members: [{ part: 'technical', name: '高岚' }] },
        },
        {
          at: at('2027-03-05T11:00+08:00'),
          recordedAt: at('2027-03-05T11:00+08:00'),
          round: 2,
          by: 'manager',
          command: 'complaint.retrospective',
          payload: { rootCause: '交接遗漏', measure: '清单增加一栏', owner: '陶知行', dueOn: '2027-03-20' },
        },
      ],
    },
  },
  'request-tracking': {
    ...named,
    tier: '战略',
    accountManager: '林知远',
    asOf: at('2027-02-05T16:00+08:00'),
    requests: [
      {
        id: `${NO}-R1`,
        at: at('2027-01-12T09:00+08:00'),
        channels: ['邮件', '微信'],
        description: '希望增加一次名单客户的联合回访',
        urgency: '重要',
        topic: 'technical',
        department: 'support',
        round: 2,
        progress: { at: at('2027-01-13T10:00+08:00'), text: '样本已完成', dueOn: '2027-01-20' },
        doneAt: at('2027-01-18T10:00+08:00'),
        confirmed: { at: at('2027-01-19T10:00+08:00'), by: 'client' },
        closed: { at: at('2027-01-19T10:00+08:00'), outcome: 'satisfied' },
      },
      {
        id: `${NO}-R2`,
        at: at('2027-01-20T09:00+08:00'),
        channels: ['电话'],
        description: '提供校准服务的报价',
        urgency: '常规',
        round: 1,
        progress: { at: at('2027-01-21T10:00+08:00'), text: '须总部批准', alternative: '改为季度办理' },
      },
    ],
  },
  'contact-record': {
    ...named,
    label: '2027年1月1日至2027年1月31日',
    period: { from: '2027-01-01', to: '2027-01-31' },
    accountManager: '林知远',
    contacts: [
      {
        seq: 41,
        at: at('2027-01-06T10:05+08:00'),
        way: '电话',
        content: '=HYPERLINK("http://example.com","点此") 客户口述的公式',
        need: '希望每月沟通安排在上午',
        problem: '7 家联系方式已失效',
        progress: '已写入服务执行计划',
        opinion: '@满意',
      },
      { seq: 58, at: at('2027-01-19T09:10+08:00'), way: '视频', content: '接通家数应为 42 家。', corrects: 41 },
    ],
  },
  'client-classification': {
    ...{
      number: '客户分类',
      version: named.version,
      label: named.label,
      date: named.date,
      verification: named.verification,
    },
    asOf: at('2027-02-05T16:00+08:00'),
    clients: [
      {
        name: '杭州青禾精密仪器股份有限公司',
        agreementNo: NO,
        tier: '战略',
        clientType: '长期合作',
        accountManager: '林知远',
        updatedOn: '2027-01-01',
      },
    ],
  },
});
