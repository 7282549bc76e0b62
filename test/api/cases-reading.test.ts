import { caseWorkflowId, formatCaseId } from '../../domain/ids';
import type { CaseKind } from '../../domain/case/types';
import type { Role } from '../../domain/roles';
import { DAY, HOUR, MINUTE, dateAt, parseInstant } from '../../domain/time';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { must, startAgreement } from './samples';

/** The records as a worker leaves them, for what takes months to come about. */
let api: Api;
let no: string;
let other: string;
const NOW = parseInstant('2026-11-20T12:00:00+08:00');
const at = (offset: number): Date => new Date(NOW + offset);

interface Clock {
  id: string;
  n?: number;
  started: number;
  due: number;
  met?: number;
  missed?: true;
  owner?: Role;
  unit?: string;
}
interface Kept {
  kind: CaseKind;
  n: number;
  of?: string;
  reported: number;
  phase?: string;
  level: string;
  more?: object;
  excluded?: string;
  clocks: Clock[];
}

async function record({
  kind,
  n,
  of = no,
  reported,
  phase = 'open',
  level,
  more = {},
  excluded,
  clocks,
}: Kept): Promise<string> {
  const id = formatCaseId(of, kind, n);
  const workflow_id = caseWorkflowId(kind, id);
  const missed = clocks.filter((clock) => clock.missed);
  const misses = missed.map((clock) => ({
    id: clock.id,
    n: clock.n ?? 1,
    dueAt: NOW + clock.due,
    ...(clock.id === excluded && { excluded: 't-reason' }),
  }));
  const deadlines = missed
    .filter(({ met }) => met === undefined)
    .map((clock) => ({ id: clock.id, n: clock.n ?? 1, climbAt: NOW + DAY, climbed: 1, ladder: [{ role: 'manager' }] }));
  await api.db('cases').insert({
    ...{
      id,
      workflow_id,
      kind,
      agreement_no: of,
      client_id: 'c-1',
      tier: '战略',
      phase,
      waiting_for: 'account-manager',
    },
    ...{
      attention: missed.length > 0 ? 'overdue' : 'none',
      reported_at: at(reported),
      round: 1,
      calendar_revision: 3,
      version: 1,
    },
    ...{
      [kind === 'complaint' ? 'severity' : 'urgency']: level,
      recorded_at: at(0),
      closed_at: phase === 'closed' ? at(0) : null,
    },
    state: JSON.stringify({ misses, deadlines, ...more }),
  });
  await api.db('deadlines').insert(
    clocks.map(({ id: clock, n: run = 1, started, due, met, missed: late, owner = 'account-manager', unit = 'h' }) => ({
      ...{ workflow_id, id: clock, n: run, version: 1, clause: '§4', owner, projected: false, climbed: late ? 1 : 0 },
      ...{
        started_at: at(started),
        due_at: at(due),
        met_at: met === undefined ? null : at(met),
        missed_at: late ? at(due) : null,
      },
      ...{ state: late ? 'missed' : met === undefined ? 'open' : 'met', escalated_to: late ? 'manager' : null },
      data: JSON.stringify({ target: { value: 1, unit }, pauses: [] }),
    })),
  );
  return id;
}

type Items = { items: Loose[]; next?: string };
const list = (role: Role, path: string): Promise<Items> =>
  must(api.get<Items>(role, path, role === 'client' ? no : undefined));
const idsOf = async (path: string): Promise<string[]> => (await list('auditor', path)).items.map(({ id }) => id);
let ids: Record<'late' | 'good' | 'solved' | 'urgent' | 'foreign', string>;

beforeAll(async () => {
  api = await Api.start();
  await api.startWorker();
  [no, other] = [await startAgreement(api), await startAgreement(api)];
  await api.deps.vault.sealText(await api.deps.vault.clientFor('91330108MA2H1CDY62'), 't-reason', '客户要求改期');
  ids = {
    late: await record({
      ...{ kind: 'complaint', n: 1, reported: -3 * DAY, level: '严重', more: { about: 'account-manager' } },
      excluded: 'complaint.first-contact',
      clocks: [
        { id: 'complaint.first-contact', started: -3 * DAY, due: -3 * DAY + 30 * MINUTE, met: -2 * DAY, missed: true },
        { id: 'complaint.first-solution', started: -3 * DAY, due: -2 * DAY, missed: true, owner: 'manager' },
      ],
    }),
    good: await record({
      ...{ kind: 'complaint', n: 2, reported: -40 * DAY, phase: 'closed', level: '一般' },
      clocks: [{ id: 'complaint.first-solution', started: -40 * DAY, due: -39 * DAY, met: -39.5 * DAY }],
    }),
    solved: await record({
      ...{ kind: 'request', n: 1, reported: -2 * DAY, phase: 'closed', level: '常规' },
      clocks: [{ id: 'request.response', started: -2 * DAY, due: 0, met: -2 * DAY + 90 * MINUTE }],
    }),
    urgent: await record({
      ...{ kind: 'request', n: 2, reported: -4 * HOUR, level: '紧急', more: { assigned: true, department: 'support' } },
      clocks: [
        { id: 'request.response', started: -4 * HOUR, due: -2 * HOUR, met: -HOUR, missed: true, owner: 'service-team' },
        { id: 'request.solution', started: -4 * HOUR, due: 20 * HOUR, owner: 'service-team' },
      ],
    }),
    foreign: await record({
      ...{ kind: 'complaint', n: 1, of: other, reported: -DAY, level: '一般' },
      clocks: [{ id: 'complaint.first-contact', started: -DAY, due: -DAY + 30 * MINUTE, missed: true }],
    }),
  };
}, 120_000);
afterAll(() => api.close());

describe('列表', () => {
  it('新的在前; 按协议、阶段、级别、关注、等待谁筛选', async () => {
    expect(await idsOf('/v1/complaints')).toEqual([ids.foreign, ids.late, ids.good]);
    expect(await idsOf(`/v1/complaints?agreement=${no}`)).toEqual([ids.late, ids.good]);
    expect(await idsOf('/v1/complaints?phase=closed')).toEqual([ids.good]);
    expect(await idsOf('/v1/complaints?severity=严重')).toEqual([ids.late]);
    expect(await idsOf('/v1/complaints?attention=none')).toEqual([ids.good]);
    expect(await idsOf('/v1/complaints?waitingFor=client')).toEqual([]);
    expect(await idsOf('/v1/requests?urgency=紧急')).toEqual([ids.urgent]);
    expect((await api.get('auditor', '/v1/requests?severity=严重')).status).toBe(400);
    expect((await api.get('auditor', '/v1/complaints?cursor=WyJ4IiwieSJd')).status).toBe(400);
  });

  it('分页不重不漏; 客户只见自己协议的', async () => {
    const first = await list('auditor', '/v1/complaints?limit=1');
    expect([...first.items.map(({ id }) => id), ...(await idsOf(`/v1/complaints?cursor=${first.next}`))]).toEqual(
      await idsOf('/v1/complaints'),
    );
    expect((await list('client', '/v1/complaints')).items.map(({ id }) => id)).toEqual([ids.late, ids.good]);
    expect((await list('client', `/v1/complaints?agreement=${other}`)).items).toEqual([]);
  });
});

describe('待办', () => {
  it('投诉与需求的期限与协议的在同一个待办里, 带编号与种类', async () => {
    const mine = (await list('service-team', '/v1/tasks')).items;
    expect(mine).toMatchObject([
      { agreement: no, case: ids.urgent, kind: 'request', id: 'request.solution', phase: 'open', why: 'owed' },
    ]);
    expect(mine).toMatchObject([{ department: 'support', departmentTitle: '技术支持' }]);
    expect((await list('service-team', '/v1/tasks?department=support')).items).toEqual(mine);
    expect((await list('service-team', '/v1/tasks?department=sales')).items).toEqual([]);
    const bosses = (await list('manager', '/v1/tasks')).items.map((task) => [task.case, task.id, task.why]);
    expect(bosses).toContainEqual([ids.late, 'complaint.first-solution', 'owed']);
    expect(bosses).toContainEqual([ids.foreign, 'complaint.first-contact', 'escalated']);
    expect(bosses.filter(([id]) => id === ids.late)).toHaveLength(1); // met late: a fact, no task
  });
});

describe('逾期', () => {
  it('协议与案件的在一处, 新的在前, 不计入指标的注明原因; 分页不重不漏', async () => {
    await api
      .db('deadlines')
      .where({ workflow_id: `agreement/${other}` })
      .update({ missed_at: at(-HOUR), state: 'missed' });
    const all = (await list('manager', '/v1/breaches')).items;
    expect(all.map((b) => [b.kind, b.case ?? b.agreement, b.id])).toEqual([
      ['agreement', other, 'intake.documents'],
      ['request', ids.urgent, 'request.response'],
      ['complaint', ids.foreign, 'complaint.first-contact'],
      ['complaint', ids.late, 'complaint.first-solution'],
      ['complaint', ids.late, 'complaint.first-contact'],
    ]);
    expect(all[4]).toMatchObject({ excluded: true, reason: '客户要求改期', metAt: expect.any(String), tier: '战略' });
    expect(all[3]).toMatchObject({ excluded: false, escalatedTo: 'manager', title: '跨部门小组与首个解决方案' });
    const first = await list('manager', '/v1/breaches?limit=2');
    const rest = await list('manager', `/v1/breaches?limit=2&cursor=${first.next}`);
    const last = await list('manager', `/v1/breaches?limit=2&cursor=${rest.next}`);
    expect([...first.items, ...rest.items, ...last.items]).toEqual(all);
  });

  it('按协议、责任角色、日期筛选', async () => {
    const count = async (query: string): Promise<number> =>
      (await list('auditor', `/v1/breaches?${query}`)).items.length;
    expect(await count(`agreement=${no}`)).toBe(3);
    expect(await count('owner=manager')).toBe(1);
    expect(await count(`from=${dateAt(NOW)}`)).toBe(2);
    expect(await count(`to=${dateAt(NOW - 2 * DAY)}`)).toBe(2);
    expect(await count(`from=${dateAt(NOW - DAY)}&to=${dateAt(NOW - DAY)}`)).toBe(1);
  });

  it('客户只见自己协议的, 没有上报与不计入的原因', async () => {
    const seen = (await list('client', '/v1/breaches')).items;
    expect(seen.map((b) => b.agreement)).toEqual([no, no, no]);
    expect(JSON.stringify(seen)).not.toMatch(/客户要求改期|escalat/);
    expect(await api.db('access_log').where({ action: 'breaches.read', role: 'client' })).toEqual([]);
    expect(
      await api.db('access_log').where({ action: 'breaches.read', role: 'manager', subject: ids.late }),
    ).not.toEqual([]);
  });
});

describe('数量与指标', () => {
  const zero = { open: 0, closed: 0, breached: 0, complaints: 0, requests: 0 };

  it('按协议、等级、责任角色、月份', async () => {
    const by = async (key: string, role: Role = 'manager') => (await list(role, `/v1/cases/counts?by=${key}`)).items;
    expect(await by('agreement')).toEqual([
      { key: no, open: 2, closed: 2, breached: 2, complaints: 2, requests: 2 },
      { ...zero, key: other, open: 1, breached: 1, complaints: 1 },
    ]);
    expect(await by('tier')).toEqual([{ key: '战略', open: 3, closed: 2, breached: 3, complaints: 3, requests: 2 }]);
    expect(await by('owner')).toEqual([
      { key: 'account-manager', title: '客户经理', open: 1, closed: 2, breached: 1, complaints: 2, requests: 1 },
      { ...zero, key: 'manager', title: '负责人', open: 1, breached: 1, complaints: 1 },
      { ...zero, key: 'service-team', title: '服务团队', open: 1, breached: 1, requests: 1 },
    ]);
    expect((await by('month')).map(({ key, complaints, requests }) => [key, complaints, requests])).toEqual([
      ['2026-10', 1, 0],
      ['2026-11', 2, 2],
    ]);
    expect((await by('agreement', 'client')).map(({ key }) => key)).toEqual([no]);
    expect((await api.get('manager', '/v1/cases/counts')).status).toBe(400);
  });

  it('按时率与响应时间, 附所依据的案件; 不计入的不算在内', async () => {
    const period = `from=${dateAt(NOW - 60 * DAY)}&to=${dateAt(NOW)}`;
    const figures = await must(api.get<Loose>('auditor', `/v1/agreements/${no}/figures?${period}`));
    expect(figures.onTime).toEqual({ percent: 50, inTime: [ids.good], late: [ids.late], excluded: [] });
    expect(figures.response).toMatchObject({
      meanHours: 2.25,
      times: [
        { case: ids.solved, ms: 90 * MINUTE, answered: true },
        { case: ids.urgent, ms: 3 * HOUR, answered: true },
      ],
      byUrgency: { 紧急: { inTime: [], late: [ids.urgent] }, 常规: { inTime: [ids.solved], late: [] } },
    });
    const without = await api.get('auditor', `/v1/agreements/${no}/figures`);
    expect([without.status, without.body['field']]).toEqual([422, 'from']);
    const turned = await api.get('auditor', `/v1/agreements/${no}/figures?from=2026-12-02&to=2026-12-01`);
    expect([turned.status, turned.body['field']]).toEqual([422, 'to']);
    expect((await api.get('client', `/v1/agreements/${other}/figures?${period}`, no)).status).toBe(404);
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
