/**
 * The agreement that is played when a scenario names no other, as `POST /v1/agreements` takes it, without its short name.
 * Everybody and everything in it is invented.
 */
export const EXAMPLE = {
  terms: {
    tier: '战略',
    clientType: '高价值',
    termMonths: 12,
    feeFen: 12_000_000,
    providerKind: 'enterprise',
    reviewMeeting: 'quarterly',
    performanceReport: 'half-yearly',
  },
  parties: {
    provider: {
      kind: 'enterprise',
      name: '上海恒睦客户服务有限公司',
      uscc: '91310115MA1K4BXQ25',
      address: '上海市浦东新区锦绣东路 2777 弄 12 号 601 室',
      legalRepresentative: '陆文涛',
      payeeAccount: '中国工商银行上海市浦东分行 1001 2345 0920 0456 789',
    },
    client: {
      kind: 'enterprise',
      name: '杭州青禾精密仪器股份有限公司',
      uscc: '91330108MA2H1CDY62',
      address: '浙江省杭州市滨江区江南大道 3888 号 B 座 9 层',
      legalRepresentative: '周明远',
      industry: '仪器仪表制造业',
      size: '300 至 500 人',
    },
    contact: { name: '许静', title: '市场总监', telephone: '139 0013 9001', email: 'xu@qinghe.example' },
    signatory: { name: '周明远', title: '董事长', telephone: '139 0013 9002', email: 'zhou@qinghe.example' },
    providerSignatory: { name: '陆文涛', title: '董事长', telephone: '138 0013 8009', email: 'lu@hengmu.example' },
    accountManager: { name: '林知远', title: '客户经理', telephone: '138 0013 8001', email: 'lin@hengmu.example' },
    manager: { name: '沈若溪', title: '服务部总经理', telephone: '138 0013 8002', email: 'shen@hengmu.example' },
  },
} as const;

export const NATURAL_PROVIDER = {
  kind: 'natural-person',
  name: '顾一鸣',
  identityDocument: { type: '居民身份证', number: '310101199001010011' },
  address: '上海市黄浦区人民大道 200 号',
  payeeAccount: '中国工商银行上海市分行 6222 0210 0100 0000 000',
} as const;

/** 特殊要求, settled at intake and mapped to clauses of the annex. */
export const EXAMPLE_REQUIREMENTS = [
  { key: 'confidential-products', text: '所有对外沟通不得提及乙方尚未公开的产品名称' },
  { key: 'sms-first', text: '名单客户一律先以短信预约, 获得同意后方可致电' },
];

export const EXAMPLE_TARGETS = [
  { key: 'retention', title: '名单客户保有率', text: '名单客户保有率不低于 92%' },
  { key: 'complaint-rate', title: '投诉率', text: '投诉率不高于 1.5%' },
];
