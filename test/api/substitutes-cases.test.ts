import { Absences, away, day, FANG, GAO, HE, LIN, MINE, OTHERS, SHEN, STRANGE, XU } from './absences';
import { mismatches } from './documented';
import type { Loose } from './harness';
import { must } from './samples';

/** Complaints and requests of somebody who is away; what is recorded of them is what their own rules say. */
let absences: Absences;
beforeAll(async () => {
  absences = await Absences.start();
}, 60_000);
afterAll(() => absences.api.close());
beforeEach(() => absences.forget());

const GAO_AT_DESK = { role: 'service-team', name: GAO.name } as const;
const FIRST = 'complaint.first-contact';
const SOLUTION = 'complaint.first-solution';
const RESPONSE = 'request.response';

describe('代理人的待办', () => {
  it('外出者名下协议的投诉与需求, 注明两人; 别人协议的没有', async () => {
    const { id } = await absences.record(away());
    const complaint = await absences.file('complaint', MINE, 1);
    const request = await absences.file('request', MINE, 2);
    await absences.file('complaint', OTHERS, 1);
    const substitution = { delegation: id, role: 'account-manager', from: LIN.name, to: GAO.name };
    expect(await absences.caseTasks(GAO_AT_DESK)).toEqual([
      { case: complaint, id: FIRST, why: 'owed', substitution },
      { case: complaint, id: SOLUTION, why: 'owed', substitution },
      { case: request, id: RESPONSE, why: 'owed', substitution },
      { case: request, id: 'request.progress/1', why: 'owed', substitution },
    ]);
    await must(absences.revoke(id as string));
    expect(await absences.caseTasks(GAO_AT_DESK)).toEqual([]);
  });

  it('升级给外出者的投诉', async () => {
    const { id } = await absences.record(away({ role: 'manager', from: SHEN }));
    const complaint = await absences.file('complaint', OTHERS, 1);
    const substitution = { delegation: id, role: 'manager', from: SHEN.name, to: GAO.name };
    expect(await absences.caseTasks(GAO_AT_DESK)).toEqual([
      { case: complaint, id: FIRST, why: 'escalated', substitution },
    ]);
    expect(await absences.caseTasks({ role: 'service-team', name: HE.name })).toEqual([]);
  });

  it('协议已结束而投诉未结的也在; 已结案的与期间之外的没有', async () => {
    const { id } = await absences.record(away());
    const complaint = await absences.file('complaint', MINE, 1);
    const { db } = absences.api;
    await db('agreements').where({ no: MINE }).update({ phase: 'closed' });
    expect((await absences.caseTasks(GAO_AT_DESK)).map(({ case: of }) => of as string)).toEqual([complaint, complaint]);
    await db('agreements').where({ no: MINE }).update({ phase: 'execution' });
    await db('cases').update({ phase: 'closed' });
    expect(await absences.caseTasks(GAO_AT_DESK)).toEqual([]);
    await db('cases').update({ phase: 'open' });
    await must(absences.revoke(id as string));
    await absences.record(away({ startsOn: day(1) }));
    expect(await absences.caseTasks(GAO_AT_DESK)).toEqual([]);
  });

  it('投诉不算作协议', async () => {
    await absences.file('complaint', MINE, 1);
    expect(await absences.record(away())).toMatchObject({ agreements: 1 });
  });
});

describe('外出期间的邮件', () => {
  const mailed = async () =>
    (await absences.deliver()).map(({ subject, to, text }) => {
      const address = Array.isArray(to) ? undefined : to?.value[0]?.address;
      return { subject: subject!, address, text: text! };
    });
  const timeline = async (id: string) =>
    (await must(absences.api.get<{ items: Loose[] }>('manager', `/v1/complaints/${id}/timeline`))).items;
  /** Kind, role and both names of each mail of a complaint. */
  const sent = async (id: string) =>
    (await timeline(id))
      .filter(({ event }) => event === 'notice.sent')
      .map(({ kind, to, substitution }) => [kind, to, substitution as unknown]);

  it('投诉的提醒、逾期与升级当即到达各自的代理人, 写明代谁处理; 时间线上有两人的姓名', async () => {
    await absences.record(away());
    await absences.record(away({ role: 'manager', from: SHEN, to: FANG }));
    const id = await absences.file('complaint', MINE, 1);
    const ladder = await absences.api.db('notices').where({ workflow_id: `complaint/${id}` });
    expect(ladder.map(({ not_before: notBefore }) => notBefore as Date | null)).toEqual(ladder.map(() => null));

    const mails = (await mailed()).filter(({ subject }) => subject.startsWith(`【履约】${id}`));
    const toGao = mails.filter(({ address }) => address === GAO.email);
    const toFang = mails.filter(({ address }) => address === FANG.email);
    expect(toGao.length).toBeGreaterThan(1);
    for (const { text } of toGao) expect(text).toContain(`${GAO.name}，您好：\n\n代 ${LIN.name} 处理：`);
    expect(toFang).toHaveLength(1);
    expect(toFang[0]!.text).toContain(`${FANG.name}，您好：\n\n代 ${SHEN.name} 处理：`);
    expect(mails.map(({ address }) => address)).not.toContain(LIN.email);
    expect(mails.map(({ address }) => address)).not.toContain(SHEN.email);

    const told = await sent(id);
    const lins = { from: LIN.name, to: GAO.name };
    expect(told).toContainEqual(['case.opened', 'account-manager', lins]);
    expect(told).toContainEqual(['deadline.missed', 'account-manager', lins]);
    expect(told).toContainEqual(['deadline.escalation', 'manager', { from: SHEN.name, to: FANG.name }]);
    expect(told).toContainEqual(['case.received', 'client', undefined]);
  });

  it('客户的代理人: 只收到自己客户一方的投诉', async () => {
    await absences.record(away({ role: 'client', from: XU, to: HE, agreement: MINE }));
    const own = await absences.file('complaint', MINE, 1);
    const strange = await absences.file('complaint', STRANGE, 1);
    const mails = await mailed();
    const received = (id: string) =>
      mails.filter(({ subject, address }) => subject.includes(id) && [XU.email, HE.email].includes(address!));
    expect(received(own).map(({ address }) => address)).toEqual([HE.email]);
    expect(received(strange).map(({ address }) => address)).toEqual([XU.email]);
    expect(await sent(own)).toContainEqual(['case.received', 'client', { from: XU.name, to: HE.name }]);
  });

  it('委托登记之前已记录的升级仍归本人', async () => {
    const id = await absences.file('complaint', MINE, 1);
    await absences.record(away({ role: 'manager', from: SHEN }));
    await mailed();
    expect(await sent(id)).toContainEqual(['deadline.escalation', 'manager', undefined]);
  });
});

it('每个答复都与文档一致', () => expect(mismatches(absences.api.seen)).toEqual([]));
