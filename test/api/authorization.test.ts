import { pathOf, PUBLIC_COMMANDS } from '../../api/schemas/commands';
import { RULES } from '../../domain/agreement/commands';
import { ROLES } from '../../domain/roles';
import { issueToken } from '../../security/tokens';
import { bodies } from './bodies';
import { mismatches } from './documented';
import { Api } from './harness';
import { csv, must, pdf, startAgreement, upload } from './samples';

let api: Api;
let no: string;
let other: string;
let body: ReturnType<typeof bodies>;

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  [no, other] = [await startAgreement(api), await startAgreement(api)];
  body = bodies({ scan: await upload(api, no, await pdf()), table: await upload(api, no, csv(3), 'text/csv') });
  // closed: whoever may send a command is told 409, and nothing can happen
  await must(api.command('client', no, 'agreement.withdraw', { reason: '客户内部计划改变' }));
}, 120_000);
afterAll(() => api.close());

describe('谁可以做什么: 由 RULES 一张表生成', () => {
  it.each(PUBLIC_COMMANDS)('%s: 有权的角色到达协议 (409 已结束), 其余 403', async (name) => {
    for (const role of ROLES) {
      const reply = await api.command(role, no, name, body[name]);
      const allowed = RULES[name].roles.includes(role);
      expect([role, reply.status, reply.body['type']]).toEqual([
        role,
        allowed ? 409 : 403,
        `urn:lvyue:problem:${allowed ? 'NotNow' : 'Forbidden'}`,
      ]);
    }
  });

  it('409 说明协议的状态', async () => {
    const reply = await api.command('operations', no, 'document.accept', body['document.accept']);
    expect(reply.body['state']).toEqual({ phase: 'closed', waitingFor: 'nobody', version: expect.any(Number) });
  });

  it('客户对别的协议: 每条命令, 每个读取都是 404, 与不存在的无法区分', async () => {
    const token = await api.token('client', { agreement: no });
    const never = other.replace(/\d+$/, '999');
    for (const target of [other, never]) {
      for (const name of PUBLIC_COMMANDS) {
        const reply = await api.call('POST', `/v1/agreements/${target}/${pathOf(name)}`, body[name], { token });
        expect([name, reply.status]).toEqual([name, 404]);
      }
      const paths = ['', '/timeline', '/deadlines', '/documents', '/documents/agreement/1', '/uploads/u-1'];
      for (const path of paths) {
        const reply = await api.call('GET', `/v1/agreements/${target}${path}`, undefined, { token });
        expect([path, reply.status, reply.body['type']]).toEqual([path, 404, 'urn:lvyue:problem:NotFound']);
      }
      const sent = await api.call('POST', `/v1/agreements/${target}/uploads`, undefined, {
        token,
        raw: new Uint8Array(await pdf()),
      });
      expect(sent.status).toBe(404);
    }
  });

  it('客户的列表与待办只有自己的协议', async () => {
    const list = await must(api.get<{ items: { no: string }[] }>('client', '/v1/agreements', other));
    expect(list.items.map((item) => item.no)).toEqual([other]);
    const tasks = await must(api.get<{ items: { agreement: string; id: string }[] }>('client', '/v1/tasks', other));
    expect(tasks.items).toMatchObject([{ agreement: other, id: 'intake.documents', why: 'owed' }]);
  });

  it('没有或无效的令牌: 任何地址都先是 401', async () => {
    const stranger = await issueToken(
      { ...api.deps.keyRing, get: () => Buffer.alloc(32, 7) },
      { role: 'manager', name: '外人' },
    );
    const expired = await issueToken(api.deps.keyRing, { role: 'manager', name: '过期', ttl: -10 });
    const unbound = await issueToken(api.deps.keyRing, { role: 'client', name: '没有绑定协议' });
    for (const token of [undefined, 'x', stranger, expired, unbound]) {
      for (const path of [`/v1/agreements/${no}/agreement/close`, '/v1/agreements', '/v1/nothing', '/v1/calendars']) {
        const reply = await api.call('POST', path, undefined, {
          token,
          raw: '{nonsense',
          key: null,
          headers: { 'content-type': 'application/json' },
        });
        expect([path, reply.status]).toEqual([path, 401]);
        expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    }
  });

  it('建立协议, 载入日历, 管理员不读协议', async () => {
    for (const role of ROLES) {
      if (role === 'client') continue;
      const start = await api.call('POST', '/v1/agreements', {}, { token: await api.token(role) });
      expect([role, start.status]).toEqual([
        role,
        ['operations', 'account-manager', 'manager'].includes(role) ? 400 : 403,
      ]);
      const calendar = await api.call('POST', '/v1/calendars', {}, { token: await api.token(role) });
      expect([role, calendar.status]).toEqual([role, role === 'administrator' ? 400 : 403]);
      const read = await api.get(role, `/v1/agreements/${no}`);
      expect([role, read.status]).toEqual([role, role === 'administrator' ? 403 : 200]);
    }
  });

  it('每个人的请求有上限: 429, 别人不受影响', async () => {
    const small = await Api.start({ rateLimit: 3, keyRing: api.deps.keyRing }, api.database);
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await small.get('finance', '/v1/tasks')).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect((await small.get('legal', '/v1/tasks')).status).toBe(200);
    await small.close({ keepDatabase: true });
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
