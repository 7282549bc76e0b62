import { agreementId } from '../../domain/ids';
import { DAY } from '../../domain/time';
import { Absences, away, day, FANG, GAO, HE, LIN, MINE, OTHERS, STRANGE, XU } from './absences';
import { mismatches } from './documented';
import type { Loose } from './harness';
import { must } from './samples';

let absences: Absences;
beforeAll(async () => {
  absences = await Absences.start();
}, 60_000);
afterAll(() => absences.api.close());
beforeEach(() => absences.forget());

describe('代理人的待办', () => {
  const plan = (no: string, substitution?: object) => ({
    agreement: no,
    id: 'execution.plan',
    why: 'owed',
    substitution,
  });

  it('别的角色的代理人: 只有外出者名下协议的待办, 注明两人', async () => {
    expect(await absences.tasks({ role: 'service-team', name: GAO.name })).toEqual([]);
    const { id } = await absences.record(away());
    const marked = { delegation: id, role: 'account-manager', from: LIN.name, to: GAO.name };
    expect(await absences.tasks({ role: 'service-team', name: GAO.name })).toEqual([plan(MINE, marked)]);
    expect(await absences.tasks({ role: 'service-team', name: '别人' })).toEqual([]);
    await must(absences.revoke(id as string));
    expect(await absences.tasks({ role: 'service-team', name: GAO.name })).toEqual([]);
  });

  it('同一角色的代理人: 自己的照旧, 代办的有注明; 期间之前没有', async () => {
    const { id } = await absences.record(away());
    const marked = { delegation: id, role: 'account-manager', from: LIN.name, to: GAO.name };
    const expected = [plan(MINE, marked), plan(OTHERS), plan(STRANGE)];
    expect(await absences.tasks({ role: 'account-manager', name: GAO.name })).toEqual(expected);
    expect(await absences.tasks({ role: 'account-manager', name: FANG.name })).toEqual(
      [MINE, OTHERS, STRANGE].map((no) => plan(no)),
    );
    await must(absences.revoke(id as string));
    await absences.record(away({ startsOn: day(1) }));
    expect(await absences.tasks({ role: 'service-team', name: GAO.name })).toEqual([]);
  });

  it('链条: 到最后在岗的人; 共用邮箱的角色: 该角色的全部待办', async () => {
    const { id } = await absences.record(away());
    await absences.record(away({ from: GAO, to: FANG }));
    expect(await absences.tasks({ role: 'service-team', name: GAO.name })).toEqual([]);
    expect(await absences.tasks({ role: 'finance', name: FANG.name })).toEqual([
      plan(MINE, { delegation: id, role: 'account-manager', from: LIN.name, to: FANG.name }),
    ]);
    const legal = { name: '贺文', email: 'legal@lvyue.local' };
    await absences.record(away({ role: 'legal', from: legal, to: GAO }));
    const mine = await absences.tasks({ role: 'service-team', name: GAO.name });
    expect(mine.map(({ agreement, id: task }) => [agreement, task])).toEqual(
      [MINE, OTHERS, STRANGE].map((no) => [no, 'review.legal']),
    );
  });

  it('客户的代理人: 只在自己的客户一方, 只见令牌所属的协议', async () => {
    await absences.record(away({ role: 'client', from: XU, to: HE, agreement: MINE }));
    const own = await absences.tasks({ role: 'client', name: HE.name, agreement: OTHERS });
    expect(own).toMatchObject([
      { agreement: OTHERS, id: 'handover.acceptance', substitution: { from: XU.name, to: HE.name } },
    ]);
    const strange = await absences.tasks({ role: 'client', name: HE.name, agreement: STRANGE });
    expect(strange).toEqual([{ agreement: STRANGE, id: 'handover.acceptance', why: 'owed', substitution: undefined }]);
    expect(await absences.tasks({ role: 'service-team', name: HE.name })).toEqual([]);
  });
});

describe('外出期间的邮件', () => {
  it('到达代理人, 写明代谁处理; 时间线上有两人的姓名', async () => {
    await absences.record(away());
    const workflowId = agreementId(MINE);
    const clock = { id: 'execution.plan', due: new Date(Date.now() + DAY).toISOString(), clause: '§3.5' };
    await absences.api.db('notices').insert({
      ...{ key: `${workflowId}#n`, workflow_id: workflowId, seq: 1, kind: 'deadline.warning', channel: 'email' },
      ...{ to_role: 'account-manager', at: new Date(), data: { ...clock, due: clock.due.replace('Z', '+00:00') } },
    });
    const mails = await absences.deliver();
    expect(mails).toHaveLength(2);
    for (const { to } of mails) expect(to).toMatchObject({ value: [{ address: GAO.email, name: GAO.name }] });
    const [told, reminded] = mails;
    expect(told!.subject).toBe(`【履约】外出委托：请在 ${day(0)} 至 ${day(7)} 代为处理`);
    expect(told!.text).toContain('事由：年假');
    expect(reminded!.text).toContain('高岚，您好：\n\n代 林知远 处理：');
    expect(reminded!.subject).not.toMatch(/林知远|高岚/);

    const { items } = await must(absences.api.get<{ items: Loose[] }>('manager', `/v1/agreements/${MINE}/timeline`));
    expect(items).toMatchObject([
      { event: 'notice.sent', to: 'account-manager', substitution: { from: LIN.name, to: GAO.name } },
    ]);
  });
});

it('每个答复都与文档一致', () => expect(mismatches(absences.api.seen)).toEqual([]));
