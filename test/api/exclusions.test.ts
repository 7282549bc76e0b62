import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { agreementInForce } from './in-force';
import { must } from './samples';

/** 不计入指标: at an evaluation nearly all cases are closed, and a closed one takes no commands. */

let api: Api;
let no: string;
let id: string;

const FIRST = { id: 'complaint.first-contact', n: 1 };
const REASON = '客户要求改期';

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  no = await agreementInForce(api);
  const occurredAt = new Date(Date.now() - 40 * 60_000).toISOString();
  const report = { channel: '电话', description: '约好的回访没有进行', occurredAt };
  id = (await must(api.command<Loose>('operations', no, 'complaint.file', report)))['caseId'] as string;
  await must(api.caseCommand('manager', id, 'complaint.close', { outcome: 'withdrawn', reason: '客户撤回' }));
}, 180_000);
afterAll(() => api.close());

const exclude = (miss: object) => api.command<Loose>('manager', no, 'miss.exclude', { reason: REASON, ...miss });
const breach = async (role: 'manager' | 'client'): Promise<Loose> =>
  (await must(api.get<{ items: Loose[] }>(role, '/v1/breaches', role === 'client' ? no : undefined))).items.find(
    (item) => item['id'] === FIRST.id,
  )!;

describe('已结案的逾期', () => {
  it('没有的投诉, 没有的逾期: 422, 指明字段', async () => {
    for (const [miss, field] of [
      [{ ...FIRST, case: `${no}-C99` }, 'case'],
      [{ ...FIRST, case: id, n: 2 }, 'id'],
      [{ ...FIRST, case: id, id: 'complaint.callback' }, 'id'],
    ] as const) {
      const { status, body } = await exclude(miss);
      expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining(`"${field}"`)]);
    }
  });

  it('由负责人经协议排除: 逾期列表、数量、投诉本身都注明, 逾期仍在', async () => {
    expect(await breach('manager')).toMatchObject({ excluded: false });
    expect((await exclude({ ...FIRST, case: id })).status).toBe(200);
    expect((await exclude({ ...FIRST, case: id })).status).toBe(409);
    expect(await breach('manager')).toMatchObject({ case: id, excluded: true, reason: REASON });
    expect(await breach('client')).not.toHaveProperty('reason');
    const counts = await must(api.get<{ items: Loose[] }>('auditor', `/v1/cases/counts?by=agreement&agreement=${no}`));
    expect(counts.items).toEqual([expect.objectContaining({ closed: 1, breached: 0 })]);
    const detail = await must(api.get<Loose>('auditor', `/v1/complaints/${id}`));
    expect(detail['misses']).toContainEqual(expect.objectContaining({ ...FIRST, excluded: true, reason: REASON }));
    const clocks = await must(api.get<{ items: Loose[] }>('auditor', `/v1/complaints/${id}/deadlines`));
    expect(clocks.items).toContainEqual(expect.objectContaining({ ...FIRST, missed: true, excluded: true }));
  });

  it('指标不再计入: 需求的首次响应', async () => {
    const occurredAt = new Date(Date.now() - 3 * 3_600_000).toISOString();
    const report = { channel: '电话', description: '系统不能登录', urgency: '紧急', occurredAt };
    const request = (await must(api.command<Loose>('operations', no, 'request.file', report)))['caseId'] as string;
    await must(api.caseCommand('manager', request, 'request.close', { outcome: 'withdrawn', reason: '客户撤回' }));
    expect((await exclude({ case: request, id: 'request.response', n: 1 })).status).toBe(200);
    const { response } = await must(api.get<Loose>('auditor', `/v1/agreements/${no}/figures`));
    expect(response).toMatchObject({ times: [], excluded: [request] });
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
