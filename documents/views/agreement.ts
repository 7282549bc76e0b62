import type { AgreementDocument } from '../../domain/document/agreement-document';
import { fail } from '../../domain/failures';
import type { PersonInCharge, ProviderParty } from '../../domain/document/parties';
import { accountZh, amountZh, dateZh, givenZh, periodZh } from '../format';
import { ownWording, type Wording } from '../own/wording';
import * as v1 from '../templates/agreement/v1';
import type { ClauseTable } from '../templates/agreement/v1/clause';
import { serviceTable } from '../templates/agreement/v1/tables';
import { head, signatureBlocks } from './head';

/** A row of the table: label and value, or two such pairs side by side. */
type Row = [label: string, value: string] | [label: string, value: string, label: string, value: string];
interface Section {
  title: string;
  rows: Row[];
}

/** Titles that the layout sets, in every format. */
const TITLES = {
  record: '协议基本信息表',
  contacts: '联系人',
  end: '（以下无正文，为双方签署栏）',
  services: '附件一　服务内容明细',
  personal: '附件二　个性化条款与需求对应表',
  nothingPersonal: '乙方在需求沟通中未提出个性化要求，本附件无内容。',
};

export type AgreementView = ReturnType<typeof agreementView>;

/** Words a version of the agreement for its layouts. Throws `Invalid` for a template version that has no wording. */
export function agreementView(data: AgreementDocument) {
  const { draft, provider, client, people } = data;
  const { preamble, clauses, article } = wordingOf(data);
  const place = new Map(draft.personalClauses.map(({ id }, i) => [id, `附 2.${i + 1}`]));
  const byLegalRepresentative = people.clientSignatory.authority === 'legal-representative';
  return {
    ...head('agreement', data, provider.name),
    sections: [termSection(data), providerSection(provider), clientSection(data)],
    titles: TITLES,
    people: peopleTable(data),
    preamble: preamble.length > 0 ? preamble : [v1.PREAMBLE],
    clauses,
    services: serviceTable(draft),
    personalClauses: draft.personalClauses.map(({ id, text }) => ({ no: place.get(id)!, text })),
    mapping: {
      head: ['序号', '需求沟通中确认的个性化要求', '对应条款'],
      widths: [0.8, 5.6, 3],
      rows: draft.personalised.map(({ requirement, clauses: answers }, i) => [
        `${i + 1}`,
        requirement,
        answers.map((id) => place.get(id) ?? article(id)).join('、'),
      ]),
    },
    signatures: signatureBlocks(provider, {
      name: client.name,
      signedBy: byLegalRepresentative ? '法定代表人' : '授权代表',
    }),
  };
}

function wordingOf(data: AgreementDocument): Wording {
  if (data.template) return ownWording(data.template, data);
  if (data.draft.templateVersion !== v1.VERSION) fail('Invalid', '未知的协议模板版本', 'draft.templateVersion');
  return { preamble: [], clauses: v1.clauses(data), article: v1.article };
}

function termSection({ number, version, term, draft, tier, clientType }: AgreementDocument): Section {
  const span = term.from && term.to ? periodZh({ from: term.from, to: term.to }) : '自生效之日起算';
  const rows: Row[] = [
    ['协议编号', number, '文本版本', `第 ${version} 版`],
    ['期限', `${term.months} 个月`, '签署日期', ''],
    ['客户类型', clientType, '客户层级', tier],
    ['起止', span],
    ['服务费用', amountZh(draft.feeFen)],
  ];
  if (term.condition) rows.push(['生效条件', `${term.condition.text}（${dateZh(term.condition.dueOn)}以前）`]);
  return { title: '协议', rows };
}

function providerSection(provider: ProviderParty): Section {
  const { account } = provider;
  return {
    title: '甲方（服务提供方）',
    rows: [
      [provider.kind === 'enterprise' ? '名称' : '姓名', provider.name],
      provider.kind === 'enterprise'
        ? ['统一社会信用代码', provider.uscc, '法定代表人', provider.legalRepresentative]
        : ['身份证件', provider.identityDocument, '主体类型', '自然人'],
      [provider.kind === 'enterprise' ? '住所' : '联系地址', provider.address],
      ['收款账户', accountZh(account, '\n')],
    ],
  };
}

function clientSection({ client }: AgreementDocument): Section {
  return {
    title: '乙方（客户）',
    rows: [
      ['名称', client.name],
      ['统一社会信用代码', client.uscc, '法定代表人', client.legalRepresentative],
      ['住所', client.address],
      ['行业', givenZh(client.industry), '规模', givenZh(client.size)],
    ],
  };
}

function peopleTable({ people }: AgreementDocument): ClauseTable {
  const row = (duty: string, { name, title, phone, email }: PersonInCharge) => [
    duty,
    name,
    givenZh(title),
    givenZh(phone),
    email,
  ];
  return {
    head: ['职责', '姓名', '职务', '电话', '电子邮箱'],
    widths: [2, 1.6, 2.2, 2.2, 4],
    rows: [
      row('甲方客户经理', people.accountManager),
      row('甲方负责人', people.manager),
      row('乙方对接人', people.clientContact),
      row('乙方签署人', people.clientSignatory),
    ],
  };
}
