import { agreementId } from '../../domain/ids';
import type { Role } from '../../domain/roles';
import { mismatches } from './documented';
import { Api, type Loose } from './harness';
import { must } from './samples';

/** The records as a worker leaves them, for situations that take days to come about. */
const NO = '2026-待办-001';
const HOUR = 3_600_000;
const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR);

let api: Api;

interface Kept {
  id: string;
  owner: Role;
  state: string;
  due: number;
  /** In the agreement's state, that is, still owed. */
  live?: boolean;
  /** Roles of the rungs climbed. */
  escalatedTo?: Role[];
  /** Somebody has acted on the miss. */
  acknowledged?: boolean;
  met?: boolean;
  startsIn?: number;
}

const KEPT: Kept[] = [
  { id: 'review.legal', owner: 'legal', state: 'open', due: -20, live: true },
  { id: 'review.service', owner: 'legal', state: 'missed', due: 2, live: true, escalatedTo: ['manager'] },
  { id: 'drafting', owner: 'legal', state: 'missed', due: 90, escalatedTo: ['manager'] }, // its phase has gone on
  { id: 'handover', owner: 'legal', state: 'missed', due: 5, met: true },
  { id: 'intake.settlement', owner: 'legal', state: 'met', due: 50, met: true },
  { id: 'settlement', owner: 'legal', state: 'cancelled', due: 50 },
  { id: 'execution.plan', owner: 'legal', state: 'open', due: -200, live: true, startsIn: 24 },
  { id: 'term.end', owner: 'legal', state: 'open', due: -1, live: true }, // a mere point in time
  {
    id: 'review.client',
    owner: 'client',
    state: 'missed',
    due: 3,
    live: true,
    escalatedTo: ['manager'],
    acknowledged: true,
  },
  { id: 'review.client-lapse', owner: 'manager', state: 'open', due: -30, live: true },
  {
    id: 'review.delivery',
    owner: 'account-manager',
    state: 'missed',
    due: 30,
    live: true,
    escalatedTo: ['manager', 'head-of-service'],
  },
];

async function record(no: string, phase: string, kept: Kept[]): Promise<void> {
  const deadlines = kept
    .filter(({ live }) => live)
    .map(({ id, acknowledged, state, escalatedTo = [] }) => ({
      id,
      n: 1,
      climbed: escalatedTo.length,
      ladder: [...escalatedTo, 'auditor'].map((to) => ({ role: to, after: { value: 1, unit: 'day' } })),
      ...(state === 'missed' && !acknowledged && { climbAt: Date.now() + HOUR }),
    }));
  await api.db('agreements').insert({
    ...{ no, workflow_id: agreementId(no), client_id: 'c-1', phase, waiting_for: 'legal', attention: 'overdue' },
    ...{
      tier: '重点',
      client_type: '高价值',
      calendar_revision: 3,
      version: 1,
      state: { deadlines },
      recorded_at: ago(1),
    },
  });
  await api.db('deadlines').insert(
    kept.map(({ id, owner, state, due, escalatedTo, met, startsIn }) => ({
      ...{ workflow_id: agreementId(no), id, n: 1, version: 1, clause: '§3.3', owner, state, projected: false },
      ...{ started_at: startsIn ? ago(-startsIn) : ago(100), due_at: ago(due), met_at: met ? ago(0) : null },
      ...{
        missed_at: state === 'missed' ? ago(due) : null,
        climbed: escalatedTo?.length ?? 0,
        escalated_to: escalatedTo?.at(-1) ?? null,
      },
      data: { target: { value: 2, unit: 'workday' }, pauses: [] },
    })),
  );
}

beforeAll(async () => {
  api = await Api.start();
  await record(NO, 'review', KEPT);
  await record('2026-待办-002', 'closed', [
    { id: 'review.legal', owner: 'legal', state: 'missed', due: 10, live: true },
  ]);
}, 60_000);
afterAll(() => api.close());

const tasks = async (role: Role, query = ''): Promise<Loose[]> =>
  (await must(api.get<{ items: Loose[] }>(role, `/v1/tasks${query}`, role === 'client' ? NO : undefined))).items;

describe('待办', () => {
  it('责任人: 正在欠的与逾期未办的, 先到期的在前; 已过去的、已办的、未开始的、时点都不在', async () => {
    const mine = await tasks('legal');
    expect(mine.map(({ id, state, why }) => [id, state, why])).toEqual([
      ['review.service', 'missed', 'owed'],
      ['review.legal', 'open', 'owed'],
    ]);
    expect(mine[0]).toMatchObject({
      agreement: NO,
      phase: 'review',
      tier: '重点',
      escalatedTo: 'manager',
      escalations: 1,
    });
  });

  it('升级到的角色: 还没有人处理的; 已再往上报的, 各级都在, 未到的一级没有', async () => {
    expect((await tasks('manager')).map(({ id, why }) => [id, why])).toEqual([
      ['review.delivery', 'escalated'],
      ['review.service', 'escalated'],
      ['review.client-lapse', 'owed'],
    ]);
  });

  it('上报阶梯的最后一级', async () => {
    expect(await tasks('head-of-service')).toMatchObject([
      { id: 'review.delivery', why: 'escalated', escalatedTo: 'head-of-service', escalations: 2 },
    ]);
  });

  it('客户: 逾期的仍欠着, 已有人处理', async () => {
    expect(await tasks('client')).toMatchObject([{ id: 'review.client', acknowledged: true, why: 'owed' }]);
  });

  it('与此无关的角色没有待办', async () => {
    for (const role of ['finance', 'auditor', 'administrator'] as const) expect(await tasks(role)).toEqual([]);
  });

  it('分页不重不漏', async () => {
    const first = await must(api.get<{ items: Loose[]; next: string }>('manager', '/v1/tasks?limit=1'));
    expect([...first.items, ...(await tasks('manager', `?cursor=${first.next}`))]).toEqual(await tasks('manager'));
  });

  it('每个答复都与文档一致', () => expect(mismatches(api.seen)).toEqual([]));
});
