import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { createWebhookVerifier } from '../../security/webhook';
import { mismatches } from './documented';
import { Api, type Loose, type Reply } from './harness';
import { agreementInForce } from './in-force';
import { must, PARTIES, startAgreement } from './samples';

const secretOf = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const SECRET = secretOf(1);
const CONTACT = PARTIES.contact.email;

let api: Api;
let no: string;
let unsigned: string;

beforeAll(async () => {
  api = await Api.start({ verifyInbound: createWebhookVerifier(`${secretOf(2)} ${SECRET}`) });
  await api.startWorker();
  [no, unsigned] = [await agreementInForce(api), await startAgreement(api)];
}, 180_000);
afterAll(() => api.close());

interface Delivery {
  id?: string;
  secret?: string;
  at?: Date;
  /** Changes what was signed. */
  spoil?: (raw: string) => string;
}

async function deliver(
  mail: unknown,
  { id = `msg_${randomUUID()}`, secret = SECRET, at = new Date(), spoil }: Delivery = {},
): Promise<Reply<Loose>> {
  const raw = typeof mail === 'string' ? mail : JSON.stringify(mail);
  return api.call<Loose>('POST', '/v1/inbound/mail', undefined, {
    key: null,
    raw: spoil ? spoil(raw) : raw,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, at, raw),
    },
  });
}

const mail = (more: object = {}) => ({
  from: `${PARTIES.contact.name} <${CONTACT.toUpperCase()}>`,
  to: 'desk@house.example',
  subject: `投诉: ${no} 没有回电`,
  text: '金丝雀: 上周约好的回访没有进行 😀',
  messageId: '<1@client.example>',
  ...more,
});
const count = async (table: string): Promise<number> => Number((await api.db(table).count())[0]!['count']);

describe('来信登记', () => {
  it('主题中的编号与投诉二字: 客户的投诉, 立即可读', async () => {
    const { status, body } = await deliver(mail());
    expect([status, body]).toEqual([202, { matched: true, caseId: `${no}-C1` }]);
    expect(await must(api.get<Loose>('account-manager', `/v1/complaints/${body['caseId']}`))).toMatchObject({
      severity: '一般',
      report: { channel: '邮件', description: expect.stringContaining('金丝雀: 上周约好的回访没有进行 〓') },
      filedBy: { role: 'client', name: PARTIES.contact.name },
    });
  });

  it('+ 后缀: 常规需求', async () => {
    const to = `desk+${encodeURIComponent(no)}@house.example`;
    const { body } = await deliver(mail({ to, subject: '请增加一次培训' }));
    expect(body['caseId']).toBe(`${no}-R1`);
    expect(await must(api.get<Loose>('auditor', `/v1/requests/${body['caseId']}`))).toMatchObject({ urgency: '常规' });
  });

  it('再次送达, 先后或同时, 只登记一次', async () => {
    const again = { id: 'msg_same' };
    const sent = await Promise.all([deliver(mail(), again), deliver(mail(), again)]);
    const answers = [...sent, await deliver(mail(), again)].map(({ status, body }) => [status, body['caseId']]);
    expect(answers).toEqual([202, 202, 202].map((status) => [status, `${no}-C2`]));
    expect(await count('cases')).toBe(3);
  });

  it('路上耽搁了四十分钟: 时限自邮件的日期起算, 首次联系已逾期, 由来信登记代为登记', async () => {
    const date = new Date(Date.now() - 40 * 60_000).toISOString();
    const { body } = await deliver(mail({ subject: `投诉: ${no} 迟到的信`, date }));
    const filed = await must(api.get<Loose>('account-manager', `/v1/complaints/${body['caseId']}`));
    expect(filed).toMatchObject({ filedBy: { role: 'operations', name: '来信登记' } });
    expect(Date.parse(String(filed['reportedAt']))).toBe(Date.parse(date));
    const { rows } = await api.db.raw<{ rows: Loose[] }>(
      `select d.id from deadlines d join cases c using (workflow_id) where c.id = ? and d.missed_at is not null`,
      [body['caseId']],
    );
    expect(rows).toEqual([{ id: 'complaint.first-contact' }]);
  });

  it('信中的文字与地址不在任何明文处', async () => {
    for (const table of ['cases', 'audit_events', 'notices', 'inbound_mails', 'people', 'access_log']) {
      const { rows } = await api.db.raw<{ rows: object[] }>('select t::text as text from ?? t', [table]);
      expect(JSON.stringify(rows)).not.toMatch(/金丝雀|@[a-z]/); // a clock's cause has its instant after an @
    }
  });
});

describe('对不上的来信', () => {
  it('没有编号、不是对接人、协议尚未生效: 存留待运营处理, 不登记; 再次送达也只有一份', async () => {
    const before = await count('cases');
    const strangers = [
      mail({ subject: '投诉, 没有编号' }),
      mail({ from: 'somebody@else.example' }),
      mail({ from: `somebody@else.example, ${CONTACT}` }),
      mail({ subject: `投诉 ${unsigned}` }),
      mail({ subject: '2026-没有这份-001' }),
    ];
    for (const one of strangers) {
      for (let i = 0; i < 2; i++) {
        const { status, body } = await deliver(one, { id: `msg_${strangers.indexOf(one)}` });
        expect([one.subject, status, body]).toEqual([one.subject, 202, { matched: false }]);
      }
    }
    expect(await count('cases')).toBe(before);
    type Kept = { items: Loose[]; next?: string };
    const { items } = await must(api.get<Kept>('operations', '/v1/inbound/mail'));
    expect(items.map(({ reason, agreement }) => [reason, agreement])).toEqual([
      ['no-agreement', undefined],
      ['refused', unsigned],
      ['unknown-sender', no],
      ['unknown-sender', no],
      ['no-agreement', undefined],
    ]);
    expect(items[4]).toMatchObject({ ...strangers[0], reasonTitle: '没有指明协议' });
    const first = await must(api.get<Kept>('operations', '/v1/inbound/mail?limit=2'));
    const rest = await must(api.get<Kept>('operations', `/v1/inbound/mail?cursor=${first.next}`));
    expect([...first.items, ...rest.items]).toEqual(items);
  });

  it('每一封都通知运营一次, 信中的文字与地址不在其中', async () => {
    const told = await api.db('notices').where({ kind: 'inbound.unmatched' }).orderBy('key').select<Loose[]>();
    const kept = await api.db('inbound_mails').orderBy('id').select<Loose[]>();
    expect(told.map(({ data }) => (data as Loose)['id'])).toEqual(kept.map(({ id }) => id as unknown));
    expect(told.map(({ data }) => (data as Loose)['reason'])).toEqual(kept.map(({ reason }) => reason as unknown));
    for (const row of told) expect(row).toMatchObject({ to_role: 'operations', channel: 'email', state: 'queued' });
    expect(JSON.stringify(told)).not.toMatch(/金丝雀|@/);
  });

  it('只给运营与审计看, 留有访问记录', async () => {
    for (const role of ['account-manager', 'manager', 'administrator'] as const)
      expect([role, (await api.get(role, '/v1/inbound/mail')).status]).toEqual([role, 403]);
    expect((await api.get('client', '/v1/inbound/mail', no)).status).toBe(404);
    expect((await api.call('GET', '/v1/inbound/mail')).status).toBe(401);
    expect(await api.db('access_log').where({ action: 'inbound.read' })).not.toEqual([]);
    expect((await api.call('GET', '/metrics')).bytes.toString()).toContain(
      'lvyue_inbound_unmatched{reason="refused"} 1',
    );
  });
});

describe('签名', () => {
  it('无效、缺少、过时的签名: 先于一切是 401, 什么也没有留下', async () => {
    const before = [await count('cases'), await count('inbound_mails')];
    const wrong = [
      await deliver(mail(), { secret: secretOf(3) }),
      await deliver(mail(), { at: new Date(Date.now() - 301_000) }),
      await deliver(mail(), { spoil: (raw) => raw.replace('没有回电', '没有來电') }),
      await deliver('{nonsense', { secret: secretOf(3) }),
      await api.call('POST', '/v1/inbound/mail', mail(), { key: null }),
      await api.call('POST', '/v1/inbound/mail', undefined, { key: null, token: await api.token('operations') }),
    ];
    for (const { status, body } of wrong)
      expect([status, body['type']]).toEqual([401, 'urn:lvyue:problem:Unauthenticated']);
    expect([await count('cases'), await count('inbound_mails')]).toEqual(before);
  });

  it('轮换: 两个密钥都认; 签名有效而内容不成形的是 400', async () => {
    expect((await deliver(mail({ subject: '轮换' }), { secret: secretOf(2) })).status).toBe(202);
    for (const raw of ['{nonsense', '[]', '{}', JSON.stringify({ ...mail(), to: 5 })])
      expect([raw, (await deliver(raw)).status]).toEqual([raw, 400]);
  });

  it('没有设置密钥时没有这个地址', async () => {
    const closed = await Api.start({ keyRing: api.deps.keyRing }, api.database);
    const reply = await closed.call('POST', '/v1/inbound/mail', mail(), { key: null });
    expect(reply.status).toBe(404);
    await closed.close({ keepDatabase: true });
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
