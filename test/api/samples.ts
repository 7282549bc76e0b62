import { PDFDocument } from 'pdf-lib';
import type { Parties } from '../../domain/parties';
import { EXAMPLE } from '../../rehearsal/example-agreement';
import { sampleDraft } from '../support/documents';
import type { Api, Loose } from './harness';

/** The example's parties, with rare characters in their names. */
export const PARTIES: Parties = {
  ...EXAMPLE.parties,
  provider: { ...EXAMPLE.parties.provider, legalRepresentative: '喆文涛' },
  client: { ...EXAMPLE.parties.client, legalRepresentative: '周䶮' },
  contact: { ...EXAMPLE.parties.contact, name: '许𬭎' },
  signatory: { ...EXAMPLE.parties.signatory, name: '周䶮' },
  providerSignatory: { ...EXAMPLE.parties.providerSignatory, name: '喆文涛' },
};

export const startBody = (shortName: string, terms: object = {}, more: object = {}): Loose => ({
  terms: {
    ...EXAMPLE.terms,
    shortName,
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
