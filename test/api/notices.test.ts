import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { dateAt } from '../../domain/time';
import pino from 'pino';
import { MailError } from '../../notices/mail-error';
import { noticeHash, type Mailer } from '../../notices/mailer';
import { createRecipients } from '../../notices/recipients';
import { createRelay } from '../../notices/relay';
import { recordRefused } from '../../worker/refused-mail';
import { createWebhookVerifier } from '../../security/webhook';
import { report } from '../support/bounce';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { agreementInForce } from './in-force';
import { must, pdf, upload } from './samples';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let api: Api;
let no: string;
let proof: { uploadId: string };

beforeAll(async () => {
  api = await Api.start({ verifyInbound: createWebhookVerifier(SECRET) });
  await api.startWorker();
  no = await agreementInForce(api);
  proof = { uploadId: await upload(api, no, await pdf(1, 'postmark')) };
}, 180_000);
afterAll(() => api.close());

type List = { items: Loose[] };
const list = async (role: 'manager' | 'client', what: string): Promise<Loose[]> =>
  (await must(api.get<List>(role, `/v1/agreements/${no}/${what}`, role === 'client' ? no : undefined))).items;
const send = (role: Parameters<Api['command']>[0], name: string, body: object, status = 200) =>
  must(api.command(role, no, name, body), status);
const clock = async (id: string): Promise<Loose | undefined> =>
  (await list('manager', 'deadlines')).find((deadline) => deadline['id'] === id && deadline['state'] === 'open');

async function comesBack(hash: string, id = `msg_${randomUUID()}`) {
  const raw = JSON.stringify({
    from: 'MAILER-DAEMON@mx.client.example',
    to: 'notice@lvyue.local',
    raw: report({ hash }),
  });
  const at = new Date();
  return api.call<Loose>('POST', '/v1/inbound/mail', undefined, {
    ...{ key: null, raw },
    headers: {
      ...{ 'content-type': 'application/json', 'webhook-id': id },
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(SECRET).sign(id, at, raw),
    },
  });
}

describe('违约与补正通知', () => {
  it('违约记录在补正通知发出以前不给客户看', async () => {
    await send('account-manager', 'breach.record', {
      party: 'client',
      clause: 'fees',
      facts: '首付款没有支付',
      amountFen: 100,
    });
    expect(await list('manager', 'breach-records')).toMatchObject([
      { breach: 1, clauseTitle: '服务费用与支付', facts: '首付款没有支付', state: 'recorded', amountFen: 100 },
    ]);
    expect(await list('client', 'breach-records')).toEqual([]);
    const papers = (await list('client', 'documents')).map(({ kind }) => kind as string);
    expect(papers).not.toContain('breach-record');
    const paper = await api.get('client', `/v1/agreements/${no}/documents/breach-record/1`, no);
    expect(paper.status).toBe(404);
  });

  it('邮寄的, 送达以前不给客户看; 撤回后重新以电子邮件发出', async () => {
    const cure = { kind: 'cure', party: 'provider', breach: 1, text: '请补正' };
    await send('manager', 'notice.issue', { ...cure, channel: 'post' });
    expect(await list('client', 'notices')).toEqual([]);
    const ids = (await list('client', 'deadlines')).map(({ id }) => String(id));
    expect(ids.filter((id) => /^(notice|breach)\./.test(id))).toEqual([]);
    const told = JSON.stringify(await list('client', 'timeline'));
    expect(told).not.toMatch(/"kind":"(breach-record|written-notice)"/);
    for (const kept of ['notice.delivery/1', 'breach.response/1', '"notice.issue"', '"breach.record"'])
      expect(told).not.toContain(kept);
    expect((await list('client', 'documents')).map(({ kind }) => kind as string)).not.toContain('written-notice');
    await send('manager', 'notice.withdraw', { notice: 1, reason: '改以电子邮件' });
    await send('manager', 'notice.issue', { ...cure, channel: 'email' });
    expect((await list('manager', 'notices')).map(({ notice, state }) => [notice, state])).toEqual([
      [1, 'withdrawn'],
      [2, 'issued'],
    ]);
    const [mine] = await list('client', 'notices');
    expect(mine).toMatchObject({ notice: 2, kind: 'cure', text: '请补正' });
    for (const kept of ['mail', 'attempts']) expect(mine).not.toHaveProperty(kept);
    const paper = await api.get('client', decodeURI(String(mine!['document']['href'])), no);
    expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(await clock('breach.cure/1')).toBeUndefined();
  });

  it('邮件被退回: 记为被退回与未能送达, 通知运营一次, 补正期不起算', async () => {
    const mail = await api.db('notices').where({ kind: 'notice.issued' }).first<{ key: string; at: Date }>();
    const hash = noticeHash(mail.key, mail.at);
    expect((await comesBack(hash)).body).toEqual({ matched: false }); // it has not even been sent
    await api.db('notices').where({ key: mail.key }).update({ state: 'sent', message_hash: hash });
    for (let i = 0; i < 2; i++) {
      const { status, body } = await comesBack(hash, 'msg_same');
      expect([status, body]).toEqual([202, { matched: true, bounced: true }]);
    }
    const [notice] = (await list('manager', 'notices')).slice(1);
    expect(notice).toMatchObject({ mail: { state: 'bounced' }, attempts: [{ channel: 'email', result: 'bounced' }] });
    expect(notice!['attempts']).toHaveLength(1);
    const told = await api.db('notices').where({ kind: 'inbound.bounced' }).select<Loose[]>();
    expect(told).toMatchObject([{ to_role: 'operations', data: { agreement: no, notice: 2, status: '5.1.1' } }]);
    expect(JSON.stringify(told)).not.toContain('client.example');
    expect(await clock('breach.cure/1')).toBeUndefined();
    expect(await clock('notice.delivery/2')).toBeDefined();
  });

  it('发出时即被拒收的, 同样记为未能送达, 中途死掉再来也只记一次', async () => {
    const { key } = await api.db('notices').where({ kind: 'notice.issued' }).first<{ key: string }>('key');
    await api.db('notices').where({ state: 'queued' }).update({ state: 'sent' });
    const refusing: Mailer = {
      send: () => Promise.reject(new MailError('bounced', 'RCPT TO: 550 5.1.1 no such user')),
      close: () => undefined,
    };
    const { db, vault } = api.deps;
    const relay = createRelay({
      ...{ db, vault, mailer: refusing, recipients: createRecipients({}), refused: recordRefused(api.deps) },
      log: pino({ level: 'silent' }),
    });
    for (let i = 0; i < 2; i++) {
      await api
        .db('notices')
        .where({ key })
        .update({ state: 'queued', not_before: null, next_attempt_at: api.db.fn.now() });
      await relay.runOnce();
      expect(await api.db('notices').where({ key }).first()).toMatchObject({ state: 'bounced' });
      await api.db('notices').where({ kind: 'inbound.bounced' }).update({ state: 'sent' });
    }
    await relay.stop();
    const [notice] = (await list('manager', 'notices')).slice(1);
    expect(notice!['attempts']).toMatchObject([1, 2].map(() => ({ channel: 'email', result: 'bounced' })));
    expect(await clock('breach.cure/1')).toBeUndefined();
  });

  it('送达须附凭证; 客户签收即为送达, 补正期起算', async () => {
    await send('operations', 'notice.deliver', { notice: 2, channel: 'post' }, 400);
    await send('client', 'notice.acknowledge', { notice: 2 });
    const [notice] = (await list('manager', 'notices')).slice(1);
    expect(notice).toMatchObject({ state: 'delivered', delivery: { channel: 'platform' } });
    expect(await clock('breach.cure/1')).toMatchObject({ owner: 'client' });
    expect(await list('client', 'breach-records')).toMatchObject([{ state: 'curing', notice: 2 }]);
    await send('account-manager', 'breach.cured', { breach: 1, proof });
    expect(await list('client', 'breach-records')).toMatchObject([
      { state: 'cured', proof: { sha256: expect.any(String) } },
    ]);
  });
});

describe('补充协议', () => {
  const current = async (): Promise<Loose> => (await list('manager', 'amendments'))[0]!;

  it('内部审核通过以前不给客户看; 双方签署并复核后, 自生效日起适用', async () => {
    await send('account-manager', 'amendment.propose', {
      text: '延长补正期',
      effectiveOn: dateAt(Date.now()),
      standard: { 'breach.cure': { value: 20, unit: 'workday' } },
    });
    expect(await list('client', 'amendments')).toEqual([]);
    expect((await list('client', 'documents')).map(({ kind }) => kind as string)).not.toContain('amendment');
    const { document: paper } = await current();
    const ref = { amendment: 1, version: paper.version as number, sha256: paper.sha256 as string };
    await send('legal', 'amendment.approve', ref);
    await send('service-review', 'amendment.approve', ref);
    expect(await list('client', 'amendments')).toMatchObject([
      { state: 'signing', text: '延长补正期', effectiveOn: expect.any(String) },
    ]);
    for (const party of ['provider', 'client'] as const) {
      const scan = { uploadId: await upload(api, no, await pdf(3, `amendment ${party}`)) };
      const seals = ['company-seal', 'legal-representative'];
      await send('operations', 'amendment.sign', { ...ref, party, seals, signedOn: dateAt(Date.now()), scan });
      const { sha256 } = ((await current())['signatures'] as Record<string, Loose>)[party]!['proof'] as Loose;
      const seen = { names: true, seals: true, dates: true };
      await send('legal', 'amendment.attest', { amendment: 1, party, scanSha256: sha256 as string, ...seen });
    }
    expect(await current()).toMatchObject({ state: 'effective', approved: { legal: true, service: true } });
    const { standard } = await must(api.get<Loose>('manager', `/v1/agreements/${no}`));
    expect(standard).toEqual({ 'breach.cure': { value: 20, unit: 'workday' } });
  });
});

describe('终止通知', () => {
  it('发出与送达分开登记, 送达后三十日终止', async () => {
    await send('manager', 'notice.issue', {
      kind: 'termination',
      party: 'provider',
      channel: 'email',
      text: '经营调整',
    });
    expect(await must(api.get<Loose>('manager', `/v1/agreements/${no}`))).not.toHaveProperty('ending');
    await send('account-manager', 'notice.deliver', { notice: 3, channel: 'email', proof });
    expect((await must(api.get<Loose>('manager', `/v1/agreements/${no}`)))['ending']).toMatchObject({
      noticeBy: ['provider'],
    });
    const notice = (await list('client', 'notices')).at(-1);
    expect(notice).toMatchObject({
      kind: 'termination',
      state: 'delivered',
      delivery: { proof: { href: expect.any(String) } },
    });
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
