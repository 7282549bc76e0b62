import { PDFDocument } from 'pdf-lib';
import type { Parties } from '../../domain/parties';
import { sampleDraft } from '../support/documents';
import type { Api, Loose } from './harness';

/** Invented people and firms; the credit codes have correct check characters. */
export const PARTIES: Parties = {
  provider: {
    kind: 'enterprise',
    name: '上海恒睦客户服务有限公司',
    uscc: '91310115MA1K4BXQ25',
    address: '上海市浦东新区锦绣东路 2777 弄 12 号 601 室',
    legalRepresentative: '喆文涛',
    payeeAccount: '中国工商银行上海市浦东分行 1001 2345 0920 0456 789',
  },
  client: {
    kind: 'enterprise',
    name: '杭州青禾精密仪器股份有限公司',
    uscc: '91330108MA2H1CDY62',
    address: '浙江省杭州市滨江区江南大道 3888 号 B 座 9 层',
    legalRepresentative: '周䶮',
    industry: '仪器仪表制造业',
    size: '300 至 500 人',
  },
  contact: { name: '许𬭎', title: '市场总监', telephone: '139 0013 9001', email: 'xu@qinghe.example' },
  signatory: { name: '周䶮', title: '董事长', telephone: '139 0013 9002', email: 'zhou@qinghe.example' },
  accountManager: { name: '林知远', title: '客户经理', telephone: '138 0013 8001', email: 'lin@hengmu.example' },
  manager: { name: '沈若溪', title: '服务部总经理', telephone: '138 0013 8002', email: 'shen@hengmu.example' },
};

export const startBody = (shortName: string, terms: object = {}, more: object = {}): Loose => ({
  terms: {
    shortName,
    tier: '战略',
    clientType: '高价值',
    termMonths: 12,
    feeFen: 12_000_000,
    providerKind: 'enterprise',
    reviewMeeting: 'quarterly',
    performanceReport: 'half-yearly',
    ...terms,
  },
  parties: structuredClone(PARTIES),
  ...more,
});

/** The requirements of the intake and the draft that answers them. */
export const REQUIREMENTS = [
  { key: 'R1', text: '所有对外沟通不得提及乙方尚未公开的产品名称' },
  { key: 'R2', text: '名单客户一律先以短信预约, 获得同意后方可致电' },
];
export const DRAFT = {
  ...sampleDraft,
  personalised: sampleDraft.personalised.map((mapping, i) => ({ ...mapping, requirement: REQUIREMENTS[i]!.key })),
};

export async function pdf(pages = 1, mark = ''): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (let i = 0; i < pages; i++) document.addPage([200, 200]);
  document.setTitle(`scan ${mark}`);
  return Buffer.from(await document.save());
}

export const csv = (rows: number): Buffer =>
  Buffer.from(
    ['名称,联系人', ...Array.from({ length: rows }, (_, i) => `客户${i + 1},联系人${i + 1}`)].join('\n'),
    'utf8',
  );

export async function upload(api: Api, no: string, bytes: Buffer, type = 'application/pdf'): Promise<string> {
  const reply = await api.call<{ uploadId: string }>('POST', `/v1/agreements/${no}/uploads`, undefined, {
    token: await api.token('operations'),
    key: null,
    raw: new Uint8Array(bytes),
    headers: { 'content-type': type },
  });
  if (reply.status !== 201) throw new Error(`upload: ${reply.status} ${reply.bytes.toString('utf8')}`);
  return reply.body.uploadId;
}

/** Fails loudly: a step on the way is not what the test is about. */
export async function must<T>(reply: Promise<{ status: number; body: T; bytes: Buffer }>, status = 200): Promise<T> {
  const { status: got, body, bytes } = await reply;
  if (got !== status) throw new Error(`expected ${status}, got ${got}: ${bytes.toString('utf8')}`);
  return body;
}

export async function startAgreement(api: Api, terms: object = {}, more: object = {}): Promise<string> {
  const token = await api.token('operations');
  const { no } = await must(
    api.call<{ no: string }>('POST', '/v1/agreements', startBody(api.shortName, terms, more), { token }),
    201,
  );
  return no;
}

/** Intake done: documents received and accepted, requirements settled, consent recorded. */
export async function throughIntake(api: Api, no: string): Promise<void> {
  const licence = await upload(api, no, await pdf(1, 'licence'));
  const identity = await upload(api, no, await pdf(1, 'identity'));
  const list = await upload(api, no, await pdf(2, 'list'));
  const table = await upload(api, no, csv(3), 'text/csv');
  const send = (name: string, body: object) => must(api.command('account-manager', no, name, body));
  await send('document.receive', { kind: 'business-licence', upload: { uploadId: licence }, validUntil: '9999-12-31' });
  await send('document.receive', { kind: 'contact-identity', upload: { uploadId: identity } });
  await send('document.receive', {
    kind: 'customer-list',
    upload: { uploadId: list },
    table: { uploadId: table },
    declaredCount: 3,
  });
  for (const kind of ['business-licence', 'contact-identity', 'customer-list']) await send('document.accept', { kind });
  await send('consent.record', { purpose: '为履行客户关系维护协议处理对接人信息' });
  await send('intake.settle', { requirements: REQUIREMENTS });
}

/** In review, version 1 made. Answers its hash. */
export async function throughDrafting(api: Api, no: string): Promise<{ version: number; sha256: string }> {
  await must(api.command('account-manager', no, 'draft.submit', { draft: DRAFT }));
  const { draft } = await must(
    api.get<{ draft: { version: number; sha256: string } }>('operations', `/v1/agreements/${no}`),
  );
  return { version: draft.version, sha256: draft.sha256 };
}
